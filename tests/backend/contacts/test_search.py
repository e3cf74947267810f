"""One box over names, functions, organisations, addresses and numbers (RF-9)."""

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(api: Callable[..., Api], cast: Cast) -> Callable[[str], list[str]]:
    """`names("lefev")`: who is found, best first."""
    editor = api(cast.editor)

    def find(query: str) -> list[str]:
        found = editor.get("/contacts", q=query).json()
        assert found["total"] == len(found["items"])
        return [item["name"] for item in found["items"]]

    return find


@pytest.fixture
def everyone(db: None) -> None:
    person(
        "Hélène",
        "Lefèvre",
        function="Rédactrice en chef",
        organisation="Télé Provence",
        emails=("h.lefevre@tele.example",),
        phones=("06 39 98 12 34",),
    )
    person(
        "Jean-François",
        "de La Tour",
        organisation="Radio T.S.F.",
        phones=("01 99 00 55 66", "+44 20 7946 0018"),
    )
    person("Zoé", "Baudouin", function="Productrice")
    person("Lefebure", "Martin")


@pytest.mark.usefixtures("everyone")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lefevre", ["Hélène Lefèvre"]),
        ("LEFÈVRE", ["Hélène Lefèvre"]),
        ("efèv", ["Hélène Lefèvre"]),
        ("hel lef", ["Hélène Lefèvre"]),
        ("lefevre helene", ["Hélène Lefèvre"]),
        ("rédac CHEF", ["Hélène Lefèvre"]),
        ("provence", ["Hélène Lefèvre"]),
        ("h.lefevre@tele", ["Hélène Lefèvre"]),
        ("06 39", ["Hélène Lefèvre"]),
        ("+33 6 39 98", ["Hélène Lefèvre"]),
        ("0639981234", ["Hélène Lefèvre"]),
        ("06.39.98", ["Hélène Lefèvre"]),
        ("98 12 34", ["Hélène Lefèvre"]),
        ("la tour", ["Jean-François de La Tour"]),
        ("de la tour", ["Jean-François de La Tour"]),
        ("latour", ["Jean-François de La Tour"]),
        ("jean francois", ["Jean-François de La Tour"]),
        ("françois jean", ["Jean-François de La Tour"]),
        ("tsf", ["Jean-François de La Tour"]),
        ("7946 0018", ["Jean-François de La Tour"]),
        ("ba", ["Zoé Baudouin"]),
        ("zo", ["Zoé Baudouin"]),
        ("b", ["Zoé Baudouin"]),
        ("b z", ["Zoé Baudouin"]),
        ("100%", []),
        ("_", []),
        ("zzz", []),
    ],
)
def test_any_part_in_any_order_without_accents_or_case(
    names: Callable[[str], list[str]], query: str, found: list[str]
) -> None:
    assert names(query) == found


@pytest.mark.usefixtures("everyone")
def test_family_names_come_before_given_names_before_the_rest(names: Callable[[str], list[str]]) -> None:
    person("Paul", "Durand", organisation="Maison Lefebvre")
    assert names("lefe") == ["Hélène Lefèvre", "Lefebure Martin", "Paul Durand"]


@pytest.mark.usefixtures("everyone")
def test_without_a_query_all_are_listed_in_the_order_of_names(names: Callable[[str], list[str]]) -> None:
    assert names("") == ["Zoé Baudouin", "Jean-François de La Tour", "Hélène Lefèvre", "Lefebure Martin"]


@pytest.mark.usefixtures("everyone")
def test_pages_and_sorts(api: Callable[..., Api], cast: Cast) -> None:
    editor = api(cast.editor)
    second = editor.get("/contacts", limit=2, offset=2).json()
    assert (second["total"], len(second["items"])) == (4, 2)
    backwards = editor.get("/contacts", q="le", sort="-name").json()
    assert [item["name"] for item in backwards["items"]] == ["Lefebure Martin", "Hélène Lefèvre"]
    beyond = editor.get("/contacts", q="lefe", limit=1, offset=9).json()
    assert (beyond["total"], beyond["items"]) == (2, [])
    assert editor.get("/contacts", sort="note").status_code == 422
    assert editor.get("/contacts", q="le", sort="note").status_code == 422


@pytest.mark.usefixtures("everyone")
def test_a_card_says_who_where_and_how(api: Callable[..., Api], cast: Cast) -> None:
    [card] = api(cast.editor).get("/contacts", q="lefevre").json()["items"]
    assert (card["function"], card["organisation"]) == ("Rédactrice en chef", "Télé Provence")
    assert (card["email"], card["phone"]) == ("h.lefevre@tele.example", "06 39 98 12 34")


def test_a_list_costs_the_same_number_of_queries_whatever_its_length(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    from backend.contacts import present
    from backend.contacts.queries import search, visible_to

    for number in range(30):
        person("Hélène", f"Lefèvre{number}", organisation=f"Radio {number}", emails=(f"h{number}@x.example",))
    everyone = visible_to(cast.editor)
    with django_assert_num_queries(5):  # words, rows, words alike, the persons, why
        assert len([present.card(found) for found in search(everyone, "lefevre", limit=50).persons]) == 30
    with django_assert_num_queries(2):
        assert len([present.card(found) for found in search(everyone, "", limit=50).persons]) == 30
