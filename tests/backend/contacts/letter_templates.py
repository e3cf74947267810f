"""Templates as Word writes them: fields over several runs, or typed by hand, which Word cuts as it likes."""

import io
import zipfile
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def template(*paragraphs: Any) -> bytes:
    """A .docx whose paragraphs are texts, or lists of texts (a run each) and fields (see `merge_field`)."""
    document = Document()
    for paragraph in paragraphs:
        added = document.add_paragraph()
        for piece in paragraph if isinstance(paragraph, list) else [paragraph]:
            if isinstance(piece, str):
                added.add_run(piece)
            else:
                piece(added)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def with_margins(content: bytes, header: list[Any], footer: list[Any]) -> bytes:
    """CONTENT with a header and a footer, each one paragraph of texts and fields."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    for paragraph, pieces in ((section.header.paragraphs[0], header), (section.footer.paragraphs[0], footer)):
        for piece in pieces:
            if isinstance(piece, str):
                paragraph.add_run(piece)
            else:
                piece(paragraph)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def merge_field(name: str, switches: str = r" \* MERGEFORMAT") -> Any:
    """« Insérer un champ de fusion »: begin, instruction in two pieces, separate, result, end."""
    return field(
        ["MERGEFI", f'ELD "{name}"{switches}'] if " " in name else [" MERGEFIELD ", f"{name}{switches} "],
        f"«{name}»",
    )


def field(instruction: list[Any], result: str) -> Any:
    def add(paragraph: Any) -> None:
        _char(paragraph, "begin")
        for piece in instruction:
            if not isinstance(piece, str):
                piece(paragraph)
                continue
            run = paragraph.add_run()
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = piece
            run._r.append(code)
        _char(paragraph, "separate")
        paragraph.add_run(result).bold = True
        _char(paragraph, "end")

    return add


def simple_field(instruction: str) -> Any:
    def add(paragraph: Any) -> None:
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), instruction)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "«x»"
        run.append(text)
        simple.append(run)
        paragraph._p.append(simple)

    return add


def _char(paragraph: Any, kind: str) -> None:
    run = paragraph.add_run()
    char = OxmlElement("w:fldChar")
    char.set(qn("w:fldCharType"), kind)
    run._r.append(char)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """CONTENT with one part more, or another in its place."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    return made.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
