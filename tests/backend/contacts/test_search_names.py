"""How names are found that are written otherwise: by sound, with typing errors, in pieces (RF-9)."""

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
Find = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def find(api: Callable[..., Api], cast: Cast) -> Find:
    """`find("lefev")`: the cards of who is found, best first."""
    editor = api(cast.editor)

    def ask(query: str, **params: Any) -> list[dict[str, Any]]:
        answer = editor.get("/contacts", q=query, **params)
        assert answer.status_code == 200, answer.content
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return ask


@pytest.fixture
def names(find: Find) -> Callable[[str], list[str]]:
    return lambda query: [item["name"] for item in find(query)]


@pytest.fixture(autouse=True)
def everyone(db: None) -> None:
    person("Zoé", "Baudouin", organisation="Agence France Dépêches", function="Journaliste")
    person("Claire", "Lefèvre", organisation="S.N.C.F.", emails=("c.lefevre@rail.example",))
    person("Paul", "Chevalier")
    person("Marie", "Chevallier")
    person("Jan", "Wojciechowski")
    person("Jean-François", "de La Tour", organisation="Mairie de Saint-Denis")
    person("J.-F.", "Martin", organisation="Radio Littoral")
    person("Ève", "St-Pierre")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Bodouin", ["Zoé Baudouin"]),
        ("Lefaivre", ["Claire Lefèvre"]),
        ("lefevbre", ["Claire Lefèvre"]),
        ("Chevallier", ["Marie Chevallier", "Paul Chevalier"]),
        ("chevalier", ["Paul Chevalier", "Marie Chevallier"]),
        ("Wojciechowski", ["Jan Wojciechowski"]),
        ("wojcechowski", ["Jan Wojciechowski"]),
        ("wojciehcowski", ["Jan Wojciechowski"]),
        ("jounaliste zoe", ["Zoé Baudouin"]),
        ("bodouin zoe", ["Zoé Baudouin"]),
        ("latour", ["Jean-François de La Tour"]),
        ("la tour", ["Jean-François de La Tour"]),
        ("de la tour", ["Jean-François de La Tour"]),
        ("DELATOUR", ["Jean-François de La Tour"]),
        ("jeanfrancois", ["Jean-François de La Tour"]),
        ("jean-françois", ["Jean-François de La Tour"]),
        ("jf la tour", ["Jean-François de La Tour"]),
        ("st denis", ["Jean-François de La Tour"]),
        ("saint pierre", ["Ève St-Pierre"]),
        ("saintpierre", ["Ève St-Pierre"]),
        ("j.-f. martin", ["J.-F. Martin"]),
        ("jf martin", ["J.-F. Martin"]),
        ("afd", ["Zoé Baudouin"]),
        ("sncf", ["Claire Lefèvre"]),
        ("zzqx", []),
    ],
)
def test_names_are_found_however_they_are_written(
    names: Callable[[str], list[str]], query: str, found: list[str]
) -> None:
    assert names(query) == found


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("baudouin", ""),
        ("Bodouin", "se prononce comme « Baudouin »"),
        ("lefaivre", "se prononce comme « Lefèvre »"),
        ("wojciehcowski", "faute de frappe : « Wojciechowski »"),
        ("depeches", "organisme"),
        ("journal", "fonction"),
        ("rail.example", "e-mail"),
        ("latour", ""),
    ],
)
def test_a_card_says_why_it_was_found(find: Find, query: str, why: str) -> None:
    assert [card["matched"] for card in find(query)] == [why]


def test_the_best_kind_of_match_comes_first_and_ended_posts_last(names: Callable[[str], list[str]]) -> None:
    person("Luc", "Perrin-Duval")
    person("Perrin", "Abadie")
    person("Anne", "Perrine")
    person("Hugo", "Perin")
    person("Léa", "Durand", organisation="Éditions Perrin")
    person("Zoé", "Perrin")
    assert names("perrin") == [
        "Luc Perrin-Duval",
        "Zoé Perrin",
        "Perrin Abadie",
        "Anne Perrine",
        "Léa Durand",
        "Hugo Perin",
    ]
    assert names("zoe perrin")[0] == "Zoé Perrin"


@pytest.mark.parametrize(
    "query",
    ["%", "_", "%%%", "'", '"', "\\", "a'b", "💡", "…", "--", "(", "x" * 200, "é" * 200, "a b c d e f g h i j k",
     "+33", "+", "@", ".", "06", "::", "\x00", "null", "; drop table", "{", "|f ", "%s", "{0}"],
)  # fmt: skip
def test_nonsense_finds_nobody_by_mistake(api: Callable[..., Api], cast: Cast, query: str) -> None:
    answer = api(cast.editor).get("/contacts", q=query)
    assert answer.status_code in {200, 400, 422}, answer.content
    if answer.status_code == 200 and not any(char.isalnum() for char in query):
        assert answer.json()["items"] == []


def test_a_very_long_query_is_refused_and_not_an_error(api: Callable[..., Api], cast: Cast) -> None:
    assert api(cast.editor).get("/contacts", q="x" * 10_000).status_code == 422


def test_who_may_not_see_contacts_finds_none(api: Callable[..., Api], cast: Cast) -> None:
    assert api(cast.outsider).get("/contacts", q="lefevre").status_code == 403
