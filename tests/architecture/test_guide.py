"""The user guide says what the screens say: its pictures, its links and every label it quotes (in bold)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.pictures import NAMES

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guide"
SOURCES = ROOT / "pwa/src"
PAGES = sorted(GUIDE.glob("*.md"))
_TOKEN = re.compile(
    r"""\([^()]*\)\s*=>                                         # (arguments) =>
      |(?P<key>[\w$]+|'[^']*')\s*:\s*(?P<opens>\{)?          # key: value, key: {
      |(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)
      |(?P<brace>[{}])|(?P<comment>//[^\n]*|/\*.*?\*/)""",
    re.VERBOSE | re.DOTALL,
)


def _plain(text: str) -> str:
    """Without what typography adds on the way to the screen, and without the line breaks of a page."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("’", "'").replace("\\'", "'")).strip()


def _texts(catalog: str) -> Iterator[tuple[list[str], str]]:
    """Every text of a catalog, with the keys that lead to it."""
    path: list[str] = []
    key = ""
    for token in _TOKEN.finditer(catalog):
        if token["key"] and token["opens"]:
            path.append(token["key"].strip("'"))
        elif token["key"]:
            key = token["key"].strip("'")
        elif token["brace"] == "{":
            path.append("")
        elif token["brace"] == "}" and path:
            path.pop()
        elif token["text"]:
            yield [*filter(None, path), key], _plain(token["text"][1:-1])


@dataclass(frozen=True)
class Code:
    """What one file of the screens names: `t.lists`, `.save`, `'cp1252'`, `modes[`, `const c = t.lists.combine;`"""

    catalogs: frozenset[str]
    members: frozenset[str]
    quoted: frozenset[str]
    indexed: frozenset[str]
    aliases: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> "Code":
        found = (re.findall(pattern, text) for pattern in _NAMED)
        return cls(*map(frozenset, found))

    def uses(self, catalog: str, keys: list[str]) -> bool:
        """The last of KEYS is named, or its parent is reached into by a variable."""
        *above, last = keys
        path = ".".join(["t", catalog, *above])
        parents = {*above[-1:], *(name for name, whole in self.aliases if whole == path)}
        named = last in self.members or last in self.quoted or parents & self.indexed
        reached = catalog in self.catalogs and self.members.issuperset(above)
        return reached and bool(named or (not above and catalog in self.indexed))


_NAMED = (
    r"\bt\.(\w+)",
    r"\.(\w+)",
    r"'([^'\n]+)'",
    r"(\w+)\[",
    r"\bconst (\w+) = (t\.[\w.]+);",
)


def _code() -> list[Code]:
    files = [*SOURCES.rglob("*.svelte"), *SOURCES.rglob("*.ts")]
    shown = [path for path in files if "/lib/texts/" not in str(path) and ".test." not in path.name]
    return [Code.of(path.read_text(encoding="utf-8")) for path in shown if path.name != "schema.d.ts"]


_VARIES = r"(?:…[\w’ ]*)?"


def _labels() -> dict[str, re.Pattern[str]]:
    """The texts that screens use, each as a pattern: « … », with its noun perhaps, stands for what varies."""
    code, found = _code(), {}
    for file in (SOURCES / "lib/texts/fr").glob("*.ts"):
        source = file.read_text(encoding="utf-8")
        if not (named := re.search(r"export const (\w+) = french\(", source)):
            continue
        for keys, text in _texts(source[named.end() :]):
            parts = re.split(r"\$\{[^}]*\}", text)
            if re.search(r"\w", "".join(parts)) and any(each.uses(named[1], keys) for each in code):
                found[text] = re.compile(_VARIES.join(map(re.escape, parts)))
    return found


LABELS = _labels()


def _guest_pages() -> str:
    """All that guests read, on pages that the server writes."""
    files = [*EVENTS.rglob("*.html"), *EVENTS.glob("*.py")]
    return _plain(" ".join(file.read_text(encoding="utf-8") for file in files))


EVENTS = ROOT / "backend/events"
GUEST_PAGES = _guest_pages()


def test_there_are_pages_and_labels() -> None:
    assert len(PAGES) >= 9
    assert len(LABELS) > 500


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_quotes_in_bold_stands_on_a_screen(page: Path) -> None:
    text = _plain(page.read_text(encoding="utf-8"))
    quoted = {label.strip() for label in re.findall(r"\*\*(.+?)\*\*", text)}
    unknown = sorted(
        each
        for each in quoted - PROSE
        if each not in GUEST_PAGES and not any(known.fullmatch(each) for known in LABELS.values())
    )
    assert not unknown


PROSE = {"gras", "Rien n'est écrit."}
"""Bold for stress, and no label."""


def test_every_picture_is_shown_and_made_by_the_script() -> None:
    shown = [name for page in PAGES for name in re.findall(r"\]\(images/([\w-]+)\.png\)", page.read_text())]
    assert sorted(set(shown)) == sorted(NAMES)
    assert {path.stem for path in (GUIDE / "images").iterdir()} == set(NAMES)
    assert sum(path.stat().st_size for path in (GUIDE / "images").iterdir()) < 3_000_000


def test_every_page_is_reached_from_the_first() -> None:
    first = (GUIDE / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} - {"README.md"} <= set(re.findall(r"\]\(([\w-]+\.md)\)", first))
    assert "docs/guide/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (GUIDE / link).exists()] == []
