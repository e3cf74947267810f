"""A template made ready: each of its fields, of Word or typed as {{ Nom }}, is a mark in the text.

Word cuts what one types into runs as it likes; a field is found across them and takes the look of its first one.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from backend.contacts.exports.letters.archive import DOCUMENT, Docx, W, open_docx
from backend.contacts.exports.letters.instructions import Field, Merge, NotSupported, mark, read_field
from backend.core.errors import Invalid

FIELDS_AT_MOST = 500
_TYPED = re.compile(r"\{\{\s*([^{}]{1,80}?)\s*\}\}")
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(tag: str) -> str:
    return f"{{{W}}}{tag}"


@dataclass(slots=True)
class Template:
    """BODY holds marks, whose numbers are places in FIELDS; PROBLEMS are sentences for a person.

    BESIDE are the headers and footers that hold marks, by the names of their parts.
    """

    document: Docx
    root: etree._Element
    fields: list[Field] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    beside: dict[str, etree._Element] = field(default_factory=dict)

    @property
    def body(self) -> etree._Element:
        body = self.root.find(w("body"))
        if body is None:
            raise Invalid("Ce modèle n’a pas de texte.", code="not_a_docx")
        return body

    @property
    def names(self) -> list[str]:
        """The names asked for, each once, in the order of the text."""
        return list(dict.fromkeys(name for one in self.fields for name in one.names()))

    def keep(self, found: Field) -> str:
        if len(self.fields) >= FIELDS_AT_MOST:
            raise Invalid(f"Ce modèle a plus de {FIELDS_AT_MOST} champs.", code="too_many_fields")
        self.fields.append(found)
        return mark(len(self.fields) - 1)


def read_template(content: bytes) -> Template:
    """Raises Invalid or TooLarge where the file can't be a template at all."""
    document = open_docx(content)
    template = Template(document, document.tree(DOCUMENT))
    _mark_fields(template, template.body)
    for name in document.parts:
        if name.startswith(("word/header", "word/footer")):
            root, before = document.tree(name), len(template.fields)
            _mark_fields(template, root)
            if len(template.fields) > before:
                template.beside[name] = root
    _look_into_notes(template)
    return template


def _mark_fields(template: Template, root: etree._Element) -> None:
    for paragraph in root.iter(w("p")):
        _simple_fields(template, paragraph)
        _complex_fields(template, paragraph)
        _typed_fields(template, paragraph)


def _simple_fields(template: Template, paragraph: etree._Element) -> None:
    for simple in list(paragraph.iter(w("fldSimple"))):
        found = _read(template, simple.get(w("instr"), ""), [])
        if found is not None:
            first = next(simple.iter(w("r")), None)
            _put(simple, _run(template.keep(found), first))


def _complex_fields(template: Template, paragraph: etree._Element) -> None:
    """Fields that begin and end in PARAGRAPH, the outermost ones; inner ones are part of them."""
    for parent in [paragraph, *paragraph.iter(w("hyperlink"), w("ins"), w("smartTag"), w("sdtContent"))]:
        runs = [child for child in parent if child.tag == w("r")]
        opened: list[_Open] = []
        for run in runs:
            for piece in list(run):
                _take(template, opened, run, piece)
        if opened:
            template.problems.append(
                "Un champ commence dans un paragraphe et finit dans un autre : insérez-le de nouveau."
            )


@dataclass(slots=True)
class _Open:
    """A field that has begun: its runs, its instruction so far, whether its result has begun."""

    runs: list[etree._Element]
    instruction: str = ""
    inner: list[Field] = field(default_factory=list)
    shown: bool = False
    look: etree._Element | None = None


def _take(template: Template, opened: list[_Open], run: etree._Element, piece: etree._Element) -> None:
    kind = piece.get(w("fldCharType")) if piece.tag == w("fldChar") else ""
    for one in opened:
        if run not in one.runs:
            one.runs.append(run)
    if kind == "begin":
        opened.append(_Open([run]))
    if kind == "begin" or not opened:
        return
    current = opened[-1]
    if piece.tag == w("instrText") and not current.shown:
        current.instruction += piece.text or ""
    elif kind == "separate":
        current.shown = True
    elif piece.tag == w("t") and current.shown and current.look is None:
        current.look = run
    elif kind == "end":
        _close(template, opened)


def _close(template: Template, opened: list[_Open]) -> None:
    done = opened.pop()
    found = _read(template, done.instruction, done.inner)
    if opened:
        outer = opened[-1]
        if found is not None and not outer.shown:
            outer.inner.append(found)
            outer.instruction += mark(len(outer.inner) - 1)
        return
    if found is not None:
        first = done.runs[0]
        _put(first, _run(template.keep(found), done.look if done.look is not None else first))
        for rest in done.runs[1:]:
            _remove(rest)


def _read(template: Template, instruction: str, inner: list[Field]) -> Field | None:
    try:
        return read_field(instruction, inner)
    except NotSupported as problem:
        template.problems.append(str(problem))
        return None


def _typed_fields(template: Template, paragraph: etree._Element) -> None:
    texts = [text for text in paragraph.iter(w("t")) if next(text.iterancestors(w("p")), None) is paragraph]
    whole = "".join(text.text or "" for text in texts)
    if _STATEMENT.search(whole):
        template.problems.append(
            "Les instructions {% … %} ne sont pas exécutées : seuls les champs {{ Nom }} le sont."
        )
    marks = [(found, template.keep(Merge(found[1]))) for found in _TYPED.finditer(whole)]
    for found, by in reversed(marks):
        _replace(texts, found.start(), found.end(), by)


def _replace(texts: list[etree._Element], start: int, end: int, by: str) -> None:
    """BY in the place of the characters START to END of TEXTS taken together."""
    at = 0
    for text in texts:
        held = text.text or ""
        begin, stop = max(start - at, 0), min(end - at, len(held))
        if begin < stop:
            text.text = held[:begin] + (by if at <= start else "") + held[stop:]
            text.set(_SPACE, "preserve")
        at += len(held)


def _look_into_notes(template: Template) -> None:
    """Fields in notes are not filled: all letters share one part of notes. Better to say so than to print them."""
    for name in template.document.parts:
        if name.startswith(("word/footnotes", "word/endnotes")):
            notes = template.document.tree(name)
            code = "".join(piece.text or "" for piece in notes.iter(w("instrText"), w("t")))
            code += "".join(simple.get(w("instr"), "") for simple in notes.iter(w("fldSimple")))
            if "MERGEFIELD" in code or _TYPED.search(code):
                template.problems.append(
                    "Un champ se trouve dans une note de bas de page ou de fin : placez-le dans le texte, "
                    "l’en-tête ou le pied de page."
                )
            _refuse_dangerous(template, notes)


def _refuse_dangerous(template: Template, root: etree._Element) -> None:
    for paragraph in root.iter(w("p")):
        code = "".join(piece.text or "" for piece in paragraph.iter(w("instrText")))
        for instruction in [code, *(simple.get(w("instr"), "") for simple in paragraph.iter(w("fldSimple")))]:
            if instruction.strip() and "MERGEFIELD" not in instruction:
                _read(template, instruction, [])


def _run(text: str, look: etree._Element | None) -> etree._Element:
    run = etree.Element(w("r"))
    properties = look.find(w("rPr")) if look is not None else None
    if properties is not None:
        run.append(etree.fromstring(etree.tostring(properties)))
    piece = etree.SubElement(run, w("t"))
    piece.text = text
    piece.set(_SPACE, "preserve")
    return run


def _put(old: etree._Element, new: etree._Element) -> None:
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)


def _remove(old: etree._Element) -> None:
    parent = old.getparent()
    if parent is not None:
        parent.remove(old)
