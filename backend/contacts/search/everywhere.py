"""What contacts give to the one search box: people, organisations, lists (RF-9, RF-12)."""

from typing import Any

from backend.contacts.directory import visible_organisations
from backend.contacts.lists.access import lists_for
from backend.contacts.models import Organisation
from backend.contacts.queries import search_people
from backend.contacts.search.organisations import organisations_matching
from backend.contacts.search.words import query_words
from backend.core.search import Hit, register_search


def register() -> None:
    register_search("contact", _people)
    register_search("organisation", _organisations)
    register_search("list", _lists)


def _people(user: Any, query: str, limit: int) -> list[Hit]:
    if not query_words(query):
        return []
    found = search_people(user, query, limit=limit, few=limit)
    return [
        Hit("contact", person.pk, person.name, _job(person.summary), found.matched.get(person.pk, ""))
        for person in found.persons
    ]


def _organisations(user: Any, query: str, limit: int) -> list[Hit]:
    if not query_words(query):
        return []
    visible = visible_organisations(user)
    ids, _ = organisations_matching(visible, query, limit=limit, few=limit)
    named: dict[Any, Organisation] = visible.only("name", "acronym").in_bulk(ids)
    return [Hit("organisation", pk, named[pk].name, named[pk].acronym) for pk in ids if pk in named]


def _lists(user: Any, query: str, limit: int) -> list[Hit]:
    found = lists_for(user, q=query).order_by("name", "id")[:limit]
    return [Hit("list", each.pk, each.name, each.owner.display_name if each.owner else "") for each in found]


def _job(summary: dict[str, Any]) -> str:
    return ", ".join(text for text in (summary.get("function"), summary.get("organisation")) if text)
