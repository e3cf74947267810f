"""One letter a contact, each a section of one document that begins on a page of its own."""

from collections.abc import Iterable
from copy import deepcopy
from functools import partial
from typing import BinaryIO

from lxml import etree

from backend.contacts.exports.addressee import addressee_of
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.letters.archive import DOCUMENT
from backend.contacts.exports.letters.beside import Fill, beside_of, set_keys
from backend.contacts.exports.letters.instructions import MARK, Value
from backend.contacts.exports.letters.names import Names
from backend.contacts.exports.letters.template import Template, read_template, w
from backend.contacts.exports.records import Record, Wanted
from backend.core.errors import Invalid

LETTERS_AT_MOST = 2_000
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWN = {w(tag) for tag in ("drawing", "pict", "object", "br", "sectPr", "fldChar")}
_NEVER_EMPTY = {w(tag) for tag in ("tc", "hdr", "ftr")}
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    out.write(merged(job, records))


def merged(job: Job, records: Iterable[Record]) -> bytes:
    """The .docx of all letters. Raises Invalid where there is none to write."""
    template = read_template(job.template)
    names = Names(job.letter_columns)
    addressed = any(names.needs_address(name) for name in template.names)
    body, last = template.body, _section(template.body)
    letter = [child for child in body if child is not last]
    for child in letter:
        body.remove(child)
    beside = beside_of(template)
    keys = beside.keys_of(last)
    for record in records:
        if addressed and (why := addressee_of(record).why_not):
            job.report.leave_out(record, why)
            continue
        if job.report.count:
            _end_section(body, last)
        fill = partial(_fill, template=template, value=partial(names.read, record=record))
        set_keys(last, keys)
        beside.write([*_append(body, last, letter, fill), last], fill)
        job.report.count += 1
    if not job.report.count:
        raise Invalid("Aucun de ces contacts n’a d’adresse postale utilisable.", code="no_address")
    _renumber(body)
    if beside.parts:
        beside.close()
    template.document.put(DOCUMENT, template.root)
    return template.document.packed()


def _section(body: etree._Element) -> etree._Element:
    """What says how pages look, at the end of the body."""
    last = body.find(w("sectPr"))
    return last if last is not None else etree.SubElement(body, w("sectPr"))


def _append(
    body: etree._Element, last: etree._Element, letter: list[etree._Element], fill: Fill
) -> list[etree._Element]:
    """LETTER once more, filled; gives the sections that end inside it."""
    copies = [deepcopy(child) for child in letter]
    for copy in copies:
        body.insert(body.index(last), copy)
        paragraphs = [copy] if copy.tag == w("p") else []
        for paragraph in [*paragraphs, *copy.iterdescendants(w("p"))]:
            fill(paragraph)
    return [section for copy in copies for section in copy.iterdescendants(w("sectPr"))]


def _fill(paragraph: etree._Element, template: Template, value: Value) -> None:
    """PARAGRAPH with the values of its marks; one that held nothing but empty fields is taken out."""
    marked = False
    for text in list(paragraph.iter(w("t"))):
        if MARK.search(text.text or ""):
            marked = True
            filled = MARK.sub(lambda found: template.fields[int(found[1])].text(value), text.text or "")
            _set_lines(text, filled)
    if marked and _is_blank(paragraph):
        _take_out(paragraph)


def _set_lines(text: etree._Element, filled: str) -> None:
    """FILLED in TEXT; each further line after a line break, in the same run."""
    lines = [_printable(line) for line in filled.split("\n")]
    text.text = lines[0]
    text.set(_SPACE, "preserve")
    after = text
    for line in lines[1:]:
        for made in (etree.Element(w("br")), etree.Element(w("t"))):
            after.addnext(made)
            after = made
        after.text = line
        after.set(_SPACE, "preserve")


def _printable(text: str) -> str:
    """Without what XML can't hold."""
    return "".join(
        char
        for char in text
        if char == "\t" or (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")
    )


def _is_blank(paragraph: etree._Element) -> bool:
    if any(found.tag in _DRAWN for found in paragraph.iterdescendants()):
        return False
    return not "".join(text.text or "" for text in paragraph.iter(w("t"))).strip()


def _take_out(paragraph: etree._Element) -> None:
    """A cell of a table, a header and a footer must keep a paragraph at their end."""
    parent = paragraph.getparent()
    if parent is not None and (parent.tag not in _NEVER_EMPTY or len(parent.findall(w("p"))) > 1):
        parent.remove(paragraph)


def _end_section(body: etree._Element, last: etree._Element) -> None:
    """The letter before ends its section: the next one begins on a new page, numbered from 1."""
    before = last.getprevious()
    if before is None or before.tag != w("p") or before.find(f"{w('pPr')}/{w('sectPr')}") is not None:
        before = etree.Element(w("p"))
        last.addprevious(before)
    properties = before.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        before.insert(0, properties)
    section = deepcopy(last)
    _set_first(section)
    _insert_section(properties, section)


def _set_first(section: etree._Element) -> None:
    """Pages from 1 (the children of sectPr have an order: ECMA-376 part 1, 17.6.17)."""
    numbers = section.find(w("pgNumType"))
    if numbers is None:
        numbers = etree.Element(w("pgNumType"))
        before = [
            w(tag)
            for tag in (
                "headerReference",
                "footerReference",
                "footnotePr",
                "endnotePr",
                "type",
                "pgSz",
                "pgMar",
                "paperSrc",
                "pgBorders",
                "lnNumType",
            )
        ]
        place = sum(1 for child in section if child.tag in before)
        section.insert(place, numbers)
    numbers.set(w("start"), "1")


def _insert_section(properties: etree._Element, section: etree._Element) -> None:
    """Last but for a tracked change (17.3.1.26)."""
    change = properties.find(w("pPrChange"))
    if change is None:
        properties.append(section)
    else:
        change.addprevious(section)


def _renumber(body: etree._Element) -> None:
    """Drawings have numbers of their own; bookmarks, which can't be there twice, go."""
    for number, drawing in enumerate(body.iter(_DOC_PR), start=1):
        drawing.set("id", str(number))
    for bookmark in list(body.iter(w("bookmarkStart"), w("bookmarkEnd"))):
        parent = bookmark.getparent()
        if parent is not None:
            parent.remove(bookmark)


FORMAT = Format(
    key="letters",
    label="Courrier Word",
    hint="Une lettre par contact dans un seul .docx, à partir d’un modèle",
    suffix="docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    write=write,
    is_long=True,
    kinds=("address",),
    wanted=Wanted(terms=True, intermediaries=True),
    at_most=LETTERS_AT_MOST,
    takes_template=True,
)
