"""Files that can't be imported: a clear sentence, with row and column, and nothing written (RF-6, RF-25)."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports import lines, scan
from backend.contacts.imports import xlsx as xlsx_reader
from backend.contacts.imports.columns import field_of
from backend.contacts.imports.encoding import is_garbled
from backend.contacts.imports.reading import tables_of
from backend.contacts.models import Import, Organisation, Person
from tests.backend.contacts.conftest import HEADERS, Upload, row, xlsx

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _zip(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def _refused(answer: Any, code: str, *said: str) -> None:
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["code"]) in {(422, code), (413, code)}, problem
    for words in said:
        assert words in problem["detail"], problem["detail"]
    assert not Import.objects.exists()
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"  \n ", "empty_file"),
        (b"%PDF-1.7 ...", "not_a_spreadsheet"),
        (b"<html><table>", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_a_spreadsheet"),
        (b"PK\x03\x04 cut short", "not_a_spreadsheet"),
        (_zip(word__document="<x/>"), "not_a_spreadsheet"),
        (_zip(**{"xl__workbook.xml": "<broken"}), "not_a_spreadsheet"),
        (b"Bonjour,\nvoici la liste.\nCordialement", "not_a_spreadsheet"),
        (OLE, "old_format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (xlsx(headers=None), "empty_file"),
        (xlsx(), "no_rows"),
    ],
)
def test_what_is_no_list_of_contacts(upload: Upload, content: bytes, code: str) -> None:
    _refused(upload(content), code)


def test_a_damaged_sheet_is_refused(upload: Upload) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(row()))) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    _refused(upload(made.getvalue()), "not_a_spreadsheet")


def test_a_file_that_is_too_heavy(upload: Upload) -> None:
    _refused(upload(b"x" * (lines.BYTES_AT_MOST + 1)), "file_too_large", "20 Mo")


def test_an_archive_that_would_fill_the_memory(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_reader, "UNPACKED_AT_MOST", 10_000)
    bomb = _zip(**{"xl__workbook.xml": "<x/>", "xl__media": "0" * 20_000})
    _refused(upload(bomb), "file_too_large", "décompressé")


def test_entities_are_not_unfolded() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(row()))) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, laughs if "sheet1" in name else source.read(name))
    with pytest.raises(UnreadableFile):
        [list(table.lines) for table in tables_of(made.getvalue())]


def test_too_many_rows_are_told_by_their_number(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "ROWS_AT_MOST", 3)
    _refused(upload(xlsx(*[row(f"Nom{number}") for number in range(4)])), "too_many_rows", "Ligne 5")


def test_too_many_columns_are_told_by_letter(upload: Upload) -> None:
    _refused(upload(xlsx([*row(), *[""] * 200, "trop"])), "too_many_columns", "Ligne 2", "colonne HB")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (xlsx(row("LefÃ¨vre"), row("Baudouin", "ZoÃ©")), "Ligne 2, colonne B"),
        (b"Nom;Pr\xc3\xa9nom\n\x81\x8d;x\xff", "Ligne 2"),
    ],
)
def test_a_wrong_code_page_is_told(upload: Upload, content: bytes, where: str) -> None:
    _refused(upload(content, "contacts.csv"), "wrong_encoding", where, "accents")


def test_names_of_elsewhere_are_not_taken_for_a_wrong_code_page() -> None:
    assert not any(
        map(is_garbled, ["Škoda", "Žižek", "JOÃO", "São Paulo", "Dušan", "L’Écho – « oui »", "Â gée"])
    )
    assert all(map(is_garbled, ["LefÃ¨vre", "HÃ©lÃ¨ne", "H‚lŠne", "HŽlène", "lâ€™Ã©tÃ©", "caf\ufffd"]))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac-roman", "cp850", "iso8859-15"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_tables_of_every_office(upload: Upload, encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(cells) for cells in [["Nom", "Prénom"], ["Lefèvre", "Hélène"]])
    answer = upload(text.encode(encoding), "contacts.csv")
    assert (answer.status_code, answer.json()["counts"]["create"]) == (201, 1)
    assert [column["header"] for column in answer.json()["columns"]] == ["Nom", "Prénom"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *[(text, "family_name") for text in ("Nom", "NOM", "Nom de famille", "Noms")],
        *[(text, "given_name") for text in ("Prénom", "PRENOM(S)")],
        *[(text, "full_name") for text in ("Nom Prénom", "Nom et prénom", "Contact", "Nom / Prénom")],
        *[(text, "function") for text in ("Fonction", "Fonction / Poste", "Poste")],
        *[(text, "service") for text in ("Service", "Service/Rédaction", "Rédaction")],
        *[
            (text, "organisation")
            for text in ("Organisme", "Média", "Société", "Organisme / Média", "Nom du média")
        ],
        *[
            (text, "email")
            for text in ("E-mail", "Email(s)", "Courriel 2", "Adresse e-mail", "Mél", "E-mail pro")
        ],
        *[(text, "phone") for text in ("Téléphone", "Tél.", "Tél. direct", "N° de téléphone", "Standard")],
        *[(text, "mobile") for text in ("Mobile", "Portable", "Tél. portable", "GSM")],
        *[(text, "fax") for text in ("Fax", "Télécopie")],
        *[(text, "address") for text in ("Adresse", "Adresse postale", "Adresse 2")],
        ("Code postal", "postal_code"),
        ("CP", "postal_code"),
        ("Ville", "city"),
        ("Pays", "country"),
        ("Civilité", "civility"),
        ("Civ.", "civility"),
        ("Type de contact", "contact_type"),
        ("Catégorie", "category"),
        *[(text, "note") for text in ("Notes", "Remarques", "Commentaire", "Divers")],
        ("Vœux 2026", None),
        ("N°", None),
    ],
)
def test_french_headers_are_known(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_two_lines_of_headers_and_a_title_above(upload: Upload) -> None:
    above: list[list[Any]] = [
        ["Fichier presse 2026"],
        [],
        ["Identité", None, None, "Poste", None, "Privé"],
        HEADERS,
    ]
    content = xlsx(*above, row(email="a@x.example"), headers=None)
    made = upload(content).json()
    assert made["counts"]["create"] == 1
    assert [column["field"] for column in made["columns"]][:4] == [
        "civility",
        "family_name",
        "given_name",
        "function",
    ]


def test_the_sheet_with_names_is_found_behind_a_cover(upload: Upload, load: Callable[..., Any]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "Mode d'emploi"
    sheet = book.create_sheet("Contacts")
    for line in (HEADERS, row()):
        sheet.append(line)
    made = io.BytesIO()
    book.save(made)
    assert upload(made.getvalue()).json()["counts"]["create"] == 1
