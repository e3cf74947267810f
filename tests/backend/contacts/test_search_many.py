"""Queries that find more than is read: pages are filled step by step, and hold what they should (RF-9)."""

import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from backend.contacts.models import PersonSearch
from backend.contacts.search import asking, finding, lexicon
from backend.contacts.search.finding import Asked, Order, Page, find
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
    monkeypatch.setattr(finding, "EXPECTED", 4)
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


def _to_the_end(query: str, limit: int = 4) -> tuple[list[Any], list[Page]]:
    """All pages, up to the first that is empty; who is on them."""
    pages = [_page(query, 0, limit)]
    while pages[-1].ids:
        pages.append(_page(query, len(pages) * limit, limit))
        assert len(pages) < 40
    return [pk for page in pages for pk in page.ids], pages


def test_paging_comes_to_an_end_that_says_whether_there_are_more() -> None:
    """Beyond what is read: a total stays a minimum, and never becomes what happened to be shown."""
    for query in [*QUERIES, "revue", "ra re", "mar rad", "ma re jea"]:
        seen, pages = _to_the_end(query)
        many = len(_truth(query))
        assert len(seen) == len(set(seen)), query
        for page in pages:
            assert page.total <= many if page.is_capped else page.total == many, query
        assert pages[-1].is_capped or set(seen) == _truth(query), query
        assert all(page.total >= min(len(page.ids), many) for page in pages)


def test_what_is_read_whole_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rare names behind two letters that begin many words are found, too."""
    monkeypatch.setattr(finding, "MANY", 1000)
    monkeypatch.setattr(finding, "_is_frequent", lambda word: True)
    for module in (lexicon, asking):
        monkeypatch.setattr(module, "CANDIDATES", 2)
    for query in QUERIES:
        seen, pages = _to_the_end(query, limit=40)
        assert set(seen) == _truth(query), query
        assert (len(seen), pages[-1].is_capped) == (len(_truth(query)), False), query


def test_nothing_is_told_of_places_that_nobody_pages_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "DEEPEST", 12)
    for query in ("martin", "renard", "radio", "zzzz"):
        first, beyond = _page(query), _page(query, offset=16)
        assert beyond.ids == []
        assert (beyond.total, beyond.is_capped) == (first.total, first.is_capped) or beyond.is_capped, query


def test_a_sorted_search_sorts_all_that_is_found_to_the_last() -> None:
    truth = _truth("mar")
    assert len(truth) > 8
    for way in ("ASC", "DESC"):
        asked = Asked("mar", limit=5, order=Order(f"sort_name {way}, id"), few=0)
        pages = [find(replace(asked, offset=offset)) for offset in range(0, 65, 5)]
        seen = [pk for page in pages for pk in page.ids]
        names = PersonSearch.objects.in_bulk(seen)
        told = [(names[pk].sort_name) for pk in seen]
        assert set(seen) == truth
        assert told == sorted(told, reverse=way == "DESC")
        assert all(page.total <= len(truth) if page.is_capped else page.total == len(truth) for page in pages)


def test_alike_names_that_are_many_are_paged_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frequent family names are read by themselves first; what follows them repeats and forgets nobody."""
    monkeypatch.setattr(finding, "FEW", 40)
    monkeypatch.setattr(finding, "MANY", 40)
    for family, given in [
        ("Lefèvre", "Jean"),
        ("Lefebvre", "Anne"),
        ("Lefaivre", "Ida"),
        ("Roux", "Lefebvre"),
    ]:
        for number in range(7):
            person(f"{given} {number}", family)
    lexicon.recount()
    every = {pk for pk, text in PersonSearch.objects.values_list("id", "text") if " lef" in text}
    seen, totals = [], []
    for offset in range(0, 36, 4):
        page = find(Asked("lefevrre", limit=4, offset=offset))
        seen += page.ids
        totals.append((page.total, page.is_capped))
    assert len(every) == 28
    assert (len(seen), set(seen)) == (28, every)
    assert all(total <= 28 if capped else total == 28 for total, capped in totals)
    assert totals[-1] == (28, False)


def test_a_glance_is_worth_it_by_the_share_of_the_base_and_not_by_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twice as many in a base twice as large are read alike."""
    monkeypatch.setattr(finding, "GLANCE", 3_000)
    monkeypatch.setattr(finding, "EXPECTED", 150)
    for size in (20_000, 50_000, 1_000_000):
        assert finding._by_density(size // 20, size) is finding._dense
        assert finding._by_density(size // 21, size) is finding._rare
    assert finding._size(finding.PEOPLE) == 60
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {finding.PEOPLE}")
    assert finding._size(finding.PEOPLE) == 60
