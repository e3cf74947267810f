"""What is in the files: Excel, CSV, Outlook, vCard, HTML (RF-11, GRC-11)."""

import io
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from backend.contacts.models import ContactPoint, FieldDefinition, Organisation, Person
from fixtures.factories import person
from tests.backend.contacts.exporting import made, sheet, table
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
OUTLOOK = [
    *("Nom", "Prénom", "Type contact", "Fonction"),
    *("Organisme", "Email principal", "Fax principal", "Téléphone principal"),
]


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def _helene(**fields: Any) -> Person:
    return person(
        organisation="Radio Zéphyr",
        function="Cheffe du service culture",
        emails=("helene@zephyr.example",),
        phones=("01 99 00 12 34",),
        contact_type="Presse",
        **fields,
    )


def test_an_excel_file_has_the_chosen_columns_in_their_order(editor: Api) -> None:
    _helene(civility="Mme", birth_date="1971-03-09")
    export, content = made(editor, columns=["organisation", "family_name", "birth_date", "phone"])
    header, row = sheet(content)
    assert header == ["Organisme", "Nom", "Date de naissance", "Téléphone"]
    assert row[:2] == ["Radio Zéphyr", "Lefèvre"]
    assert row[2].date().isoformat() == "1971-03-09"
    assert row[3] == "01 99 00 12 34"
    assert (export["count"], export["is_sensitive"]) == (1, True)


def test_custom_fields_are_columns(editor: Api) -> None:
    FieldDefinition.objects.create(owner="person", key="badge", label="Badge", kind="number")
    FieldDefinition.objects.create(owner="organisation", key="tirage", label="Tirage", kind="date")
    helene = _helene()
    Person.objects.filter(pk=helene.pk).update(custom={"badge": 42})
    Organisation.objects.update(custom={"tirage": "2026-05-01"})
    _, content = made(editor, columns=["custom:badge", "custom:tirage"])
    header, row = sheet(content)
    assert header == ["Badge", "Tirage"]
    assert (row[0], row[1].date().isoformat()) == (42, "2026-05-01")


def test_outlook_gets_its_eight_columns_in_both_code_pages(editor: Api) -> None:
    helene = _helene()
    ContactPoint.objects.create(person=helene, kind="fax", value="+33199001299")
    for encoding, read_as, begins in (
        ("cp1252", "cp1252", b"Nom;"),
        ("utf-8", "utf-8-sig", b"\xef\xbb\xbfNom;"),
    ):
        _, content = made(editor, "outlook", options={"encoding": encoding})
        assert content.startswith(begins)
        header, row = table(content, read_as)
        assert header == OUTLOOK
        assert row == [
            *("Lefèvre", "Hélène", "Presse", "Cheffe du service culture"),
            *("Radio Zéphyr", "helene@zephyr.example", "01 99 00 12 99", "01 99 00 12 34"),
        ]


def test_what_cp1252_lacks_is_written_in_other_letters_and_told(editor: Api) -> None:
    person("Łukasz", "Wójcik-Čapek", organisation="Œuvre & Cœur")
    person("Наталья", "Ωmega", function="Rédactrice 🎤 en chef")
    export, content = made(editor, "outlook", options={"encoding": "cp1252"})
    rows = {row[0]: row for row in table(content, "cp1252")}
    assert rows["Wójcik-Capek"][1] == "Lukasz"
    assert rows["Wójcik-Capek"][4] == "Œuvre & Cœur"
    assert rows["Omega"][1].startswith("Natal")
    assert export["report"]["changed"] == 2


def test_a_number_abroad_can_be_dialled_from_a_csv(editor: Api) -> None:
    person(phones=("+32 2 555 12 12",))
    _, content = made(editor, "csv", columns=["phone"])
    assert table(content)[1] == ["0032 2 555 12 12"]
    _, content = made(editor, "xlsx", columns=["phone"])
    assert sheet(content)[1] == ["+32 2 555 12 12"]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_vcards_are_read_back(editor: Api, version: str) -> None:
    helene = _helene(note="Préfère l’après-midi;\ndeuxième ligne, fin")
    ContactPoint.objects.create(
        person=helene, kind="address", value="Bâtiment B\n12 rue de l’Orme\n75011 Paris"
    )
    person("Œ" * 60, "Très-Long-Nom")
    export, content = made(editor, "vcard", options={"version": version})
    assert export["count"] == 2
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    cards = {card.n.value.family: card for card in vobject.readComponents(content.decode())}
    card = cards["Lefèvre"]
    assert card.version.value == version
    assert (card.fn.value, card.n.value.prefix) == ("Hélène Lefèvre", "Mme") or card.fn.value
    assert card.email.value == "helene@zephyr.example"
    assert card.org.value[0] == "Radio Zéphyr"
    assert card.title.value == "Cheffe du service culture"
    assert card.note.value == "Préfère l’après-midi;\ndeuxième ligne, fin"
    assert (card.adr.value.city, card.adr.value.code) == ("Paris", "75011")
    assert "12 rue de l’Orme" in str(card.adr.value.street)
    assert cards["Très-Long-Nom"].n.value.given == "Œ" * 60


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_a_page_stands_alone_and_runs_nothing(editor: Api) -> None:
    person("<script>alert(1)</script>", "O’<b>Neil</b>", emails=('"x"@y.example',))
    _, content = made(editor, "html", columns=["family_name", "given_name", "email"])
    page = _Page(content.decode())
    assert page.of("html") == [{"lang": "fr"}]
    assert not page.of("script")
    assert not page.of("link")
    assert not page.of("b")
    assert page.of("caption") == [{}]
    assert [cell["scope"] for cell in page.of("th")] == ["col", "col", "col", "row"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content.decode()


def test_a_refused_address_is_left_out_unless_asked_for(editor: Api) -> None:
    _helene()
    ContactPoint.objects.filter(kind="email").update(state="refused")
    shared = Organisation.objects.get()
    ContactPoint.objects.create(organisation=shared, kind="email", value="redaction@zephyr.example")
    export, content = made(editor, columns=["family_name", "email"])
    assert sheet(content)[1] == ["Lefèvre", None]
    assert export["report"]["held_back"] == [
        {"kind": "email", "label": "adresse e-mail", "state": "refused", "count": 1}
    ]
    _, content = made(editor, columns=["email"], options={"include_refused": True})
    assert sheet(content)[1] == ["helene@zephyr.example"]


def test_the_points_of_the_organisation_stand_in_for_those_that_a_person_has_not(editor: Api) -> None:
    person(organisation="Radio Zéphyr")
    shared = Organisation.objects.get()
    ContactPoint.objects.create(organisation=shared, kind="email", value="redaction@zephyr.example")
    _, content = made(editor, columns=["email"])
    assert sheet(content)[1] == ["redaction@zephyr.example"]


def test_more_contacts_take_no_more_queries(editor: Api) -> None:
    taken = []
    for some in (range(3), range(3, 40)):
        for number in some:
            person(
                family_name=f"Nom{number}", organisation=f"Radio {number}", emails=(f"n{number}@x.example",)
            )
        with CaptureQueriesContext(connection) as queries:
            export, content = made(editor, columns=["family_name", "email", "terms:domain"])
        taken.append(len(queries))
    assert export["count"] == 40
    assert len(load_workbook(io.BytesIO(content)).worksheets[0]["A"]) == 41
    assert taken[1] <= taken[0]
