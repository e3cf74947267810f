"""A targeting in French: each condition a sentence, each group what holds its conditions together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from backend.contacts.targeting.criteria import Criterion
from backend.contacts.targeting.kinds import read_value
from backend.contacts.targeting.tree import AnyNode, Condition, Group, Same, walk
from backend.core.dates import MONTHS, day_in_words

N = "\u202f"  # the narrow no-break space that French puts inside quotes and before a colon
HIDDEN = "Critère réservé"
GONE = "Critère qui n’existe plus"
_HEADS = {"and": "Toutes ces conditions", "or": "Au moins une de ces conditions", "not": "Sauf"}
_SAME = {
    "position": "Pour une même fonction",
    "organisation": "Pour un même organisme",
    "point": "Pour une même coordonnée",
    "address": "Pour une même adresse",
}
_UNITS = {"last_days": "jours", "older_days": "jours"}


@dataclass(frozen=True, slots=True)
class Told:
    """One node in French; HIDDEN where the reader may not see what is asked."""

    text: str
    hidden: bool = False
    children: list["Told"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reader is told of nodes. SHOWS_ALL: they may see sensitive criteria."""

    criteria: Mapping[str, Criterion]
    names: Mapping[str, str]
    shows_all: bool

    def tell(self, node: AnyNode) -> Told:
        if isinstance(node, Condition):
            return self._condition(node)
        head = _SAME[node.of] if isinstance(node, Same) else _HEADS[node.op]
        if isinstance(node, Group) and not node.children:
            head = "Tous les contacts" if node.op == "and" else "Personne"
        return Told(head, children=[self.tell(child) for child in node.children])

    def hides(self, node: AnyNode) -> bool:
        criterion = self.criteria.get(node.field) if isinstance(node, Condition) else None
        return bool(criterion and criterion.sensitive and not self.shows_all)

    def _condition(self, node: Condition) -> Told:
        criterion = self.criteria.get(node.field)
        if criterion is None or node.cmp not in criterion.kind.comparisons:
            return Told(GONE)
        if self.hides(node):
            return Told(HIDDEN, hidden=True)
        phrase = criterion.kind.comparisons[node.cmp].phrase
        try:
            value = read_value(criterion.kind, node.cmp, node.value)
        except ValueError:
            return Told(f"{criterion.label} {phrase} …")
        if criterion.kind.name == "flag":
            return Told(f"{criterion.label}{N}: {'oui' if value else 'non'}")
        told = [MONTHS[each - 1] for each in value] if criterion.kind.name == "month" else None
        parts = [criterion.label, phrase, _joined(told, " ou ") if told else self._value(node.cmp, value)]
        return Told(" ".join(part for part in parts if part))

    def _value(self, cmp: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, dict):
            return f"{_number(value['km'])} km de {self._name(value['place'])}"
        if isinstance(value, list):
            word = " et " if cmp == "between" else " ou "
            return _joined([self._one(each) for each in value], word)
        return f"{self._one(value)} {_UNITS[cmp]}" if cmp in _UNITS else self._one(value)

    def _one(self, value: Any) -> str:
        if isinstance(value, date):
            return day_in_words(value)
        if isinstance(value, int | float | Decimal):
            return _number(value)
        return self._name(str(value))

    def _name(self, value: str) -> str:
        return f"«{N}{self.names.get(value, value)}{N}»"


def wording_for(nodes: Sequence[AnyNode], criteria: Mapping[str, Criterion], *, shows_all: bool) -> Wording:
    """The words for NODES, with the names of the terms, lists, places and events they mention: a query a kind."""
    wanted: dict[str, list[Any]] = defaultdict(list)
    for node in nodes:
        for _, each in walk(node):
            if isinstance(each, Condition) and each.field in criteria:
                wanted[each.field] += _values(each.value)
    names: dict[str, str] = {}
    asked: dict[Any, list[Any]] = defaultdict(list)
    for name, values in wanted.items():
        if reader := criteria[name].names or _choice_names(criteria[name]):
            asked[reader] += values
    for reader, values in asked.items():
        names |= reader(values)
    return Wording(criteria, names, shows_all)


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value.get("place")]
    return value if isinstance(value, list) else [value]


def _choice_names(criterion: Criterion) -> Any:
    choices = criterion.choices
    if choices is None:
        return None
    return lambda values: {choice.value: choice.label for choice in choices() if choice.value in values}


def _joined(parts: list[str], word: str) -> str:
    shown = parts[:6] + ([f"{len(parts) - 6} autres"] if len(parts) > 6 else [])
    return word.join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _number(value: float | Decimal) -> str:
    text = f"{float(value):,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", N).replace(".", ",")
