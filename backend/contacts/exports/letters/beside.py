"""Headers and footers that hold fields: each letter has its own, for it is a section of its own.

A header is a part of the archive that a section names through a relation of the document (ECMA-376 part 1, 17.10).
The first letter fills the parts of the template; each further one gets copies, under names and relations of theirs.
"""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from backend.contacts.exports.letters.archive import Docx
from backend.contacts.exports.letters.template import Template, w

RELATIONS, TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACES = (w("headerReference"), w("footerReference"))
Fill = Callable[[etree._Element], Any]


@dataclass(slots=True)
class Beside:
    """By the key of its relation, each header and footer with fields: its name and its text with marks."""

    document: Docx
    parts: dict[str, tuple[str, etree._Element]]
    relations: etree._Element
    types: etree._Element
    letters: int = 0

    def keys_of(self, section: etree._Element) -> list[str]:
        return [reference.get(_ID, "") for reference in _references(section)]

    def write(self, sections: Iterable[etree._Element], fill: Fill) -> None:
        """Fill the headers of one more letter, which SECTIONS are about; their keys are those of the template."""
        own = {key: self._made(key, fill) for key in self.parts}
        for section in sections:
            for reference in _references(section):
                key = reference.get(_ID, "")
                reference.set(_ID, own.get(key, key))
        self.letters += 1

    def close(self) -> None:
        """Put what letters were given into the archive."""
        self.document.put(RELATIONS, self.relations)
        self.document.put(TYPES, self.types)

    def _made(self, key: str, fill: Fill) -> str:
        name, root = self.parts[key]
        filled = deepcopy(root)
        for paragraph in list(filled.iter(w("p"))):
            fill(paragraph)
        if not self.letters:
            self.document.put(name, filled)
            return key
        folder, _, file = name.rpartition("/")
        own_file = f"{file.removesuffix('.xml')}-{self.letters + 1}.xml"
        self.document.put(f"{folder}/{own_file}", filled)
        if (beside := self.document.parts.get(f"{folder}/_rels/{file}.rels")) is not None:
            self.document.parts[f"{folder}/_rels/{own_file}.rels"] = beside
        _again(self.types, "PartName", f"/{name}", PartName=f"/{folder}/{own_file}")
        own_key = f"{key}x{self.letters + 1}"
        _again(self.relations, "Id", key, Id=own_key, Target=own_file)
        return own_key


def beside_of(template: Template) -> Beside:
    """What of TEMPLATE's headers and footers is to be filled for each letter."""
    document = template.document
    relations = document.tree(RELATIONS) if RELATIONS in document.parts else etree.Element("none")
    named = {
        f"word/{each.get('Target', '').removeprefix('/word/')}": each.get("Id", "") for each in relations
    }
    parts = {named[name]: (name, root) for name, root in template.beside.items() if name in named}
    return Beside(document, parts, relations, document.tree(TYPES))


def set_keys(section: etree._Element, keys: list[str]) -> None:
    """The keys that `keys_of` gave, in their places again."""
    for reference, key in zip(_references(section), keys, strict=True):
        reference.set(_ID, key)


def _references(section: etree._Element) -> list[etree._Element]:
    return [child for child in section if child.tag in _PLACES]


def _again(root: etree._Element, attribute: str, value: str, **changed: str) -> None:
    """One more child of ROOT like that whose ATTRIBUTE is VALUE, but for what is CHANGED."""
    for child in root:
        if child.get(attribute) == value:
            copy = deepcopy(child)
            for name, new in changed.items():
                copy.set(name, new)
            root.append(copy)
            return
