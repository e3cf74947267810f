"""Queries that find more than is read: pages are filled step by step, and hold what they should (RF-9)."""

import random
from typing import Any

import pytest

from backend.contacts.models import PersonSearch
from backend.contacts.search import finding, lexicon
from backend.contacts.search.finding import Asked, Page, find
from backend.contacts.search.words import needed_words, query_words
from fixtures.factories import person

pytestmark = pytest.mark.django_db
QUERIES = [
    "martin",
    "mar",
    "ma",
    "m",
    "radio",
    "radio mar",
    "r",
    "jean ma",
    "m r",
    "arti",
    "a",
    "paul martin",
]


@pytest.fixture(autouse=True)
def everyone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty people of few names; eight are many, and nobody is paged to beyond them."""
    monkeypatch.setattr(finding, "MANY", 8)
    monkeypatch.setattr(finding, "GLANCE", 12)
    monkeypatch.setattr(finding, "DENSE", 20)
    monkeypatch.setattr(finding, "FEW", 0)
    dice = random.Random(3)
    for _ in range(60):
        family = dice.choice(["Martin", "Martin", "Marchand", "Renard", "Roux", "Amari"])
        given = dice.choice(["Jean", "Paul", "Martin", "Marie", "Anne"])
        person(given, family, organisation=dice.choice(["Radio Littoral", "Mairie de Marnes", "Revue"]))
    lexicon.recount()


def _truth(query: str) -> set[Any]:
    words = needed_words(query_words(query))
    patterns = [f" {word}" if len(word) <= 2 else word for word in words]
    texts = dict(PersonSearch.objects.values_list("id", "text"))
    return {pk for pk, text in texts.items() if all(pattern in text for pattern in patterns)}


def _page(query: str, offset: int = 0, limit: int = 4) -> Page:
    return find(Asked(query=query, limit=limit, offset=offset, few=0))


def test_pages_are_full_of_different_people_in_whom_it_is_found() -> None:
    for query in QUERIES:
        truth = _truth(query)
        seen = [pk for offset in (0, 4) for pk in _page(query, offset).ids]
        assert len(seen) == len(set(seen)) == min(8, len(truth)), query
        assert set(seen) <= truth, query


def test_a_total_is_exact_or_a_minimum() -> None:
    for query in QUERIES:
        page, many = _page(query), len(_truth(query))
        assert page.total <= many if page.is_capped else page.total == many, query


def test_family_names_come_first_and_in_their_order() -> None:
    for query in ("martin", "mar", "ma"):
        ids = _page(query, limit=60).ids
        rows = PersonSearch.objects.in_bulk(ids)
        names = [rows[pk].sort_name for pk in ids]
        begun = [name for name in names if name.startswith(query)]
        assert names[: len(begun)] == begun
        assert len(begun) == PersonSearch.objects.filter(sort_name__startswith=query).count()
        whole = [name for name in begun if name.split()[0] == query]
        assert begun[: len(whole)] == sorted(whole)


def test_what_organisations_are_called_does_not_count_as_names_of_people() -> None:
    [radio] = [known for known in lexicon.beginning_with(["radio"])["radio"] if known.token == "radio"]
    assert (radio.count, radio.name_count) == (
        PersonSearch.objects.filter(text__contains=" radio ").count(),
        0,
    )
