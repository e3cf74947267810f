"""OpenDocument, cards, what Outlook writes, and files that are refused with a sentence (RF-6)."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.imports.columns import field_of
from backend.contacts.imports.reading import tables_of
from backend.contacts.models import Person
from fixtures.demo import moving_in
from tests.backend.contacts.conftest import Upload
from tests.conftest import Api

pytestmark = pytest.mark.django_db
Load = Callable[..., Any]

CARD_21 = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
    b"N;LANGUAGE=fr;CHARSET=Windows-1252:Lef\xe8vre;H\xe9l\xe8ne\r\n"
    b"FN;CHARSET=Windows-1252:H\xe9l\xe8ne Lef\xe8vre\r\n"
    b"ORG;CHARSET=Windows-1252:Radio Littoral;R\xe9daction\r\n"
    b"TITLE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:R=C3=A9dactrice en chef, =\r\nculture\r\n"
    b"TEL;WORK;VOICE:01 99 00 12 34\r\nTEL;CELL;VOICE:06 39 98 12 34\r\nTEL;WORK;FAX:01 99 00 12 35\r\n"
    b"ADR;WORK;ENCODING=QUOTED-PRINTABLE:;;1 rue du Port=0D=0AB=E2timent B;Brest;;29200;France\r\n"
    b"EMAIL;PREF;INTERNET:h@x.example\r\nBDAY:19600504\r\nEND:VCARD\r\n"
)
CARD_3 = (
    "BEGIN:VCARD\nVERSION:3.0\nN:de La Tour;Jean-François;;M.;\nFN:Jean-François de La Tour\n"
    "ORG:Télé\\; Ouest;Culture\nitem1.EMAIL;type=INTERNET;type=pref:j@x.example\n"
    "TEL;TYPE=HOME,VOICE:01 99 00 12 77\nURL:https://www.x.example\n"
    "NOTE:Première ligne\\nLa suite\\, avec une\n  virgule\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\n BBBB\nEND:VCARD\n"
)
CARD_4 = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zoé Baudouin\r\nN:Baudouin;Zoé;;;\r\n"
    'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+33-6-39-98-55-55\r\n'
    'ADR;LABEL="a:b":;;2 quai;Nantes;;44000;\r\nBDAY:--0504\r\nEND:VCARD\r\n'
)


def test_cards_of_every_version_in_one_file(load: Load) -> None:
    content = CARD_21 + b"\r\n" + CARD_3.encode() + CARD_4.encode()
    batch = load(content, "cartes.vcf")
    assert (batch["counts"]["create"], batch["counts"]["refused"]) == (3, 0)
    helene, jean, zoe = (
        Person.objects.get(family_name=name) for name in ("Lefèvre", "de La Tour", "Baudouin")
    )
    assert helene.summary == {
        "function": "Rédactrice en chef, culture",
        "organisation": "Radio Littoral",
        "emails": ["h@x.example"],
        "phones": ["01 99 00 12 34", "06 39 98 12 34"],
    }
    assert (helene.given_name, str(helene.birth_date)) == ("Hélène", "1960-05-04")
    address = helene.contact_points.get(kind="address")
    assert address.value == "Bâtiment B\n1 rue du Port\n29200 Brest"  # in the order of NF Z10-011
    assert address.postal_code == "29200"
    assert (jean.civility, jean.note) == ("M.", "Première ligne\nLa suite, avec une virgule")
    assert jean.summary["organisation"] == "Télé; Ouest"
    assert jean.contact_points.get(kind="phone").is_private
    assert jean.summary["phones"] == []
    assert zoe.summary["phones"] == ["06 39 98 55 55"]
    assert zoe.birth_date is None


def test_a_card_in_utf_16(upload: Upload) -> None:
    assert upload(CARD_4.encode("utf-16"), "carte.vcf").json()["counts"]["create"] == 1


def test_what_outlook_writes_in_french_is_read_whole(upload: Upload, admin: Api) -> None:
    batch = upload(moving_in.OUTLOOK.read_bytes(), "outlook.csv").json()
    assert batch["counts"]["rows"] == moving_in.OUTLOOK_ROWS
    fields = {column["header"]: column["field"] for column in batch["columns"]}
    assert {
        name: fields[name] for name in ("Prénom", "Nom", "Société", "Service", "Adresse de messagerie")
    } == {
        "Prénom": "given_name",
        "Nom": "family_name",
        "Société": "organisation",
        "Service": "service",
        "Adresse de messagerie": "email",
    }
    titles = [column["field"] for column in batch["columns"] if column["header"] == "Titre"]
    assert titles == ["civility", "function"]
    assert fields["Rue (bureau)"] == "address"
    assert fields["Ville (bureau)"] == "city"
    assert fields["Code postal (domicile)"] == "private_postal_code"
    assert fields["Type de messagerie"] is fields["Nom complet de l'adresse de messagerie"] is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("First Name", "given_name"),
        ("Last Name", "family_name"),
        ("Company", "organisation"),
        ("Department", "service"),
        ("Job Title", "function"),
        ("Business Street", "address"),
        ("Business City", "city"),
        ("Business Postal Code", "postal_code"),
        ("Business Country/Region", "country"),
        ("Home Street", "private_address"),
        ("Home City", "private_city"),
        ("Business Phone", "phone"),
        ("Business Phone 2", "phone"),
        ("Business Fax", "fax"),
        ("Home Phone", "private_phone"),
        ("Mobile Phone", "mobile"),
        ("Company Main Phone", "org_phone"),
        ("E-mail Address", "email"),
        ("E-mail 2 Address", "email"),
        ("E-mail Type", None),
        ("E-mail Display Name", None),
        ("Birthday", "birth_date"),
        ("Web Page", "web"),
        ("Categories", "category"),
        ("Notes", "note"),
        ("Tél. (bureau)", "phone"),
        ("Téléphone 2 (bureau)", "phone"),
        ("Tél. mobile", "mobile"),
        ("Télécopie (bureau)", "fax"),
        ("Téléphone (domicile)", "private_phone"),
        ("Rue (domicile)", "private_address"),
        ("Pays/Région (bureau)", "country"),
        ("Page Web", "web"),
        ("Anniversaire de mariage ou fête", None),
    ],
)
def test_headers_of_outlook_are_known(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_a_birthday_that_outlook_does_not_know_is_none(load: Load) -> None:
    load("Nom,Prénom,Anniversaire\nLefèvre,Hélène,0/0/00\n".encode("cp1252"), "outlook.csv")
    kept = Person.objects.get()
    assert (kept.birth_date, kept.note) == (None, "")


def _ods(*rows: list[str]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        + "</table:table-row>"
        for cells in rows
    )
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return made.getvalue()


def test_an_open_document_is_read(load: Load) -> None:
    load(_ods(["Nom", "Prénom", "E-mail"], ["Lefèvre", "Hélène", "h@x.example"]), "contacts.ods")
    assert Person.objects.get().name == "Hélène Lefèvre"


def test_formulas_are_refused_and_the_rest_is_read_by_the_quick_reader() -> None:
    [table] = tables_of(_ods(["Nom"], ["Lefèvre"]))
    assert [line.cells for line in table.lines] == [["Nom"], ["Lefèvre"]]


def _msg(kind: str = "IPM.Contact") -> bytes:
    from aspose.email_foss.msg import MapiMessage, MapiNamedProperty, PropertyTypeCode

    made = MapiMessage.create("Hélène Lefèvre", "Note de la carte")
    text = PropertyTypeCode.PTYP_STRING
    for number, value in {
        0x001A: kind,
        0x3A06: "Hélène",
        0x3A11: "Lefèvre",
        0x3A16: "Radio Littoral",
        0x3A17: "Rédactrice",
        0x3A08: "01 99 00 12 34",
        0x3A1C: "06 39 98 12 34",
    }.items():
        made.set_property(number, text, value)
    for number, value in {
        0x8083: "h@x.example",
        0x8045: "1 rue du Port",
        0x8046: "Brest",
        0x8048: "29200",
    }.items():
        named = MapiNamedProperty.numeric(number, "00062004-0000-0000-c000-000000000046")
        made.set_named_property(named, text, value)
    content: bytes = made.to_bytes()
    return content


def test_a_card_of_outlook_is_read(load: Load) -> None:
    load(_msg(), "helene.msg")
    made = Person.objects.get()
    assert (made.name, made.note) == ("Hélène Lefèvre", "Note de la carte")
    assert made.summary == {
        "function": "Rédactrice",
        "organisation": "Radio Littoral",
        "emails": ["h@x.example"],
        "phones": ["01 99 00 12 34", "06 39 98 12 34"],
    }
    assert made.contact_points.get(kind="address").value == "1 rue du Port\n29200 Brest"


def test_a_message_of_outlook_is_no_card(upload: Upload) -> None:
    problem = upload(_msg("IPM.Note"), "message.msg").json()
    assert problem["code"] == "outlook_message"
    assert "message" in problem["detail"]


def test_an_outlook_element_is_refused_with_what_to_do(upload: Upload) -> None:
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "__properties_version1.0".encode("utf-16-le")
    )
    problem = upload(content, "carte.msg").json()
    assert problem["code"] == "outlook_message"
    assert "vCard" in problem["detail"]
