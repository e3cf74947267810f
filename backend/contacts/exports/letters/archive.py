"""A .docx that somebody sent: opened with care, for it may be made to harm.

Refused: what is no Word document, what unpacks to more than it should, macros, entities, parts fetched from
elsewhere, and fields that read files, run programs or ask questions. Nothing in a template is ever executed.
"""

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from backend.core.errors import Invalid, TooLarge

BYTES_AT_MOST = 10 * 1024 * 1024
UNPACKED_AT_MOST = 60 * 1024 * 1024
PARTS_AT_MOST = 400
DOCUMENT = "word/document.xml"
SETTINGS = "word/settings.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DROPPED = ("attachedTemplate", "mailMergeSource", "mailMergeHeaderSource", "recipientData")


@dataclass(slots=True)
class Docx:
    """The parts of a document by name, in the order of its archive."""

    parts: dict[str, bytes]

    def tree(self, name: str) -> etree._Element:
        return parse(self.parts[name])

    def put(self, name: str, root: etree._Element) -> None:
        self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def packed(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return made.getvalue()


def open_docx(content: bytes) -> Docx:
    """Raises Invalid, or TooLarge, with what is to be done about it."""
    if len(content) > BYTES_AT_MOST:
        raise TooLarge("Ce modèle dépasse 10 Mo. Allégez ses images.", code="template_too_large")
    document = Docx(_unpacked(content))
    if DOCUMENT not in document.parts:
        raise _not_word()
    _refuse_macros(document)
    for name in [name for name in document.parts if name.endswith((".xml", ".rels"))]:
        parse(document.parts[name])
    for name in [name for name in document.parts if name.endswith(".rels")]:
        _check_relations(document, name)
    _forget_data_source(document)
    return document


def parse(content: bytes) -> etree._Element:
    """XML without entities, networks or a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _not_word() from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _not_word()
    return root


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Each part is read no further than what the archive says of it, and all of them no further than a limit."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > PARTS_AT_MOST or sum(info.file_size for info in infos) > UNPACKED_AT_MOST:
                raise TooLarge(
                    "Ce modèle est trop volumineux une fois décompressé.", code="template_too_large"
                )
            if len({info.filename for info in infos}) < len(infos):
                raise _not_word()
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise _not_word() from error


def _refuse_macros(document: Docx) -> None:
    names = [name.lower() for name in document.parts]
    types = document.parts.get("[Content_Types].xml", b"").lower()
    if any("vba" in name or name.endswith(".bin") for name in names) or b"macroenabled" in types:
        raise Invalid(
            "Ce modèle contient des macros ou des objets intégrés. Enregistrez-le au format « Document Word "
            "(.docx) », sans macro ni objet.",
            code="template_has_macros",
        )
    if any("altchunk" in name or name.startswith("word/embeddings/") for name in names):
        raise Invalid("Ce modèle contient des documents intégrés. Retirez-les.", code="template_has_objects")


def _check_relations(document: Docx, name: str) -> None:
    """Links to the data source are dropped, links that are clicked stay, any other one outside is refused."""
    root = document.tree(name)
    for relation in list(root.iter(f"{{{_RELATIONS}}}Relationship")):
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        if kind in _DROPPED:
            root.remove(relation)
        elif relation.get("TargetMode") == "External" and kind != "hyperlink":
            raise Invalid(
                "Ce modèle va chercher une image ou un document ailleurs. Insérez-les dans le modèle.",
                code="template_fetches",
            )
    document.put(name, root)


def _forget_data_source(document: Docx) -> None:
    """Word would otherwise ask for the list that the template was made with."""
    if SETTINGS not in document.parts:
        return
    root = document.tree(SETTINGS)
    for tag in ("mailMerge", "attachedTemplate"):
        for found in list(root.iter(f"{{{W}}}{tag}")):
            parent = found.getparent()
            if parent is not None:
                parent.remove(found)
    document.put(SETTINGS, root)


def _not_word() -> Invalid:
    return Invalid(
        "Ce fichier n’est pas un document Word (.docx), ou il est endommagé. Ouvrez-le dans Word et "
        "enregistrez-le au format .docx.",
        code="not_a_docx",
    )
