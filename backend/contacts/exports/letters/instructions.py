"""What a Word field asks for: MERGEFIELD, IF, and the few others that a letter needs. Pure functions.

Syntax after ECMA-376 part 1, 17.16.5. A field inside another is a `Mark` in its text. Nothing is executed: an IF
compares two texts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Value = Callable[[str], str]
MARK = re.compile("\ue000(\\d+)\ue001")
_TOKEN = re.compile(r"\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|(<>|=|[^\s\"“«=<>]+)")
_BLOCKS = {"ADDRESSBLOCK": "Adresse complète", "GREETINGLINE": "Formule d’appel"}
_DANGEROUS = {
    *(
        "DDE",
        "DDEAUTO",
        "INCLUDETEXT",
        "INCLUDEPICTURE",
        "LINK",
        "DATABASE",
        "RD",
        "IMPORT",
        "INCLUDE",
        "EMBED",
    ),
    *("MACROBUTTON", "ASK", "FILLIN"),
}
_UNKNOWN = {"NEXT", "NEXTIF", "SKIPIF", "SET", "COMPARE", "MERGEREC", "MERGESEQ"}
_CASES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "firstcap": lambda text: text[:1].upper() + text[1:],
    "caps": str.title,
}


def mark(number: int) -> str:
    return f"\ue000{number}\ue001"


@dataclass(frozen=True, slots=True)
class Merge:
    """The value of NAME, in the case that CASE names; BEFORE and AFTER stand around it unless it is empty."""

    name: str
    case: str = ""
    before: str = ""
    after: str = ""

    def names(self) -> list[str]:
        return [self.name]

    def text(self, value: Value) -> str:
        found = _CASES.get(self.case, str)(value(self.name))
        return f"{self.before}{found}{self.after}" if found else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """IF LEFT = RIGHT then YES else NO; marks in the texts stand for INNER fields."""

    left: str
    differs: bool
    right: str
    yes: str
    no: str
    inner: "Sequence[Field]" = field(default_factory=tuple)

    def names(self) -> list[str]:
        return [name for one in self.inner for name in one.names()]

    def text(self, value: Value) -> str:
        left, right = self._filled(self.left, value), self._filled(self.right, value)
        return self._filled(self.yes if (left == right) != self.differs else self.no, value)

    def _filled(self, text: str, value: Value) -> str:
        return MARK.sub(lambda found: self.inner[int(found[1])].text(value), text)


Field = Merge | Choice


class NotSupported(ValueError):
    """A field that is neither filled nor left alone; its message is for a person."""


def read_field(instruction: str, inner: Sequence[Field] = ()) -> Field | None:
    """The field of INSTRUCTION; None for one that is none of ours and does no harm, such as PAGE.

    Raises:
        NotSupported
    """
    kind = (instruction.split() or [""])[0].upper()
    if kind in _DANGEROUS:
        raise NotSupported(f"Le champ {kind} n’est pas accepté : retirez-le du modèle.")
    if kind in _UNKNOWN:
        raise NotSupported(f"Le champ {kind} n’est pas pris en charge : retirez-le du modèle.")
    if kind in _BLOCKS:
        return Merge(_BLOCKS[kind])
    if kind == "MERGEFIELD":
        return _merge(instruction)
    if kind == "IF":
        return _choice(instruction, inner)
    if inner:
        raise NotSupported(f"Le champ {kind} contient un champ de fusion : ce n’est pas pris en charge.")
    return None


def _merge(instruction: str) -> Merge:
    tokens = _tokens(instruction)[1:]
    if not tokens:
        raise NotSupported("Un champ de fusion n’a pas de nom : insérez-le de nouveau.")
    switches = {
        tokens[n].lower(): tokens[n + 1] for n in range(1, len(tokens) - 1) if tokens[n].startswith("\\")
    }
    cases = [
        tokens[n + 1].lower()
        for n in range(1, len(tokens) - 1)
        if tokens[n] == "\\*" and tokens[n + 1].lower() in _CASES
    ]
    return Merge(tokens[0], next(iter(cases), ""), switches.get("\\b", ""), switches.get("\\f", ""))


def _choice(instruction: str, inner: Sequence[Field]) -> Choice:
    tokens = _tokens(instruction)[1:]
    if "\\*" in tokens:
        tokens = tokens[: tokens.index("\\*")]
    if len(tokens) not in (4, 5) or tokens[1] not in ("=", "<>"):
        raise NotSupported(
            "Un champ IF est trop compliqué : seules les comparaisons = et <> sont prises en charge."
        )
    left, sign, right, yes = tokens[:4]
    return Choice(left, sign == "<>", right, yes, tokens[4] if len(tokens) == 5 else "", tuple(inner))


def _tokens(instruction: str) -> list[str]:
    return [next((part for part in found if part), "") for found in _TOKEN.findall(instruction)]
