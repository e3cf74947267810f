"""Finding persons: who may find what, in which order, and why each was found."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from backend.contacts.models import Person
from backend.contacts.search.asking import Sql
from backend.contacts.search.finding import FEW, PEOPLE, Asked, Order, Page, find
from backend.contacts.search.reasons import Found as FoundAs
from backend.contacts.search.reasons import reason
from backend.contacts.search.words import query_words
from backend.core.http.paging import ordered

SORTS = {"name": "sort_name", "updated_at": "updated_at", "created_at": "created_at"}
# Sorted without case and accents, those without a value last: 30 ms for 50,000 rows, where fold() takes 140.
_FOLDED = {
    "function": "{0}.summary ->> 'function'",
    "organisation": "{0}.summary ->> 'organisation'",
    "contact_type": "{0}.contact_type",
}
SORTS |= {name: name for name in _FOLDED}
LONG = ("note", "provenance")
_ROWS = f"SELECT id, names, text, tokens FROM {PEOPLE} WHERE id = ANY(%s)"  # noqa: S608  (a constant)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of persons; TOTAL is at least that many where it is capped. MATCHED says why, by person."""

    persons: list[Person]
    total: int
    total_capped: bool = False
    matched: dict[UUID, str] = field(default_factory=dict)


def search_all(
    persons: QuerySet[Person],
    query: str,
    *,
    private: bool,
    limit: int,
    offset: int = 0,
    sort: str = "",
    few: int = FEW,
) -> Found:
    """Those of PERSONS, who are all that are not in the bin or nobody, in whom every word of QUERY is found.

    PRIVATE asks in sensitive values too.
    """
    if persons.query.is_empty():
        return Found([], 0)
    if not query.strip():
        return Found(listed(persons, limit=limit, offset=offset, sort=sort), persons.count())
    asked = Asked(
        query=query,
        limit=limit,
        offset=offset,
        private=private,
        order=_order(sort),
        few=few,
    )
    return _told(persons, find(asked))


def search(persons: QuerySet[Person], query: str, *, limit: int, offset: int = 0, sort: str = "") -> Found:
    """Those of PERSONS, a set chosen otherwise, in whom QUERY is found, best first; not in what is sensitive."""
    if persons.query.is_empty():
        return Found([], 0)
    if not query.strip():
        return Found(listed(persons, limit=limit, offset=offset, sort=sort), persons.count())
    if not query_words(query):
        return Found([], 0)
    sql, params = persons.order_by().values("pk").query.sql_with_params()
    among = Sql(f"s.id IN ({sql})", list(params))
    asked = Asked(query=query, limit=limit, offset=offset, among=among, order=_order(sort))
    return _told(persons, find(asked))


def listed(persons: QuerySet[Person], *, limit: int, offset: int, sort: str) -> list[Person]:
    """One page of PERSONS in the order of SORT. Raises Invalid where it names none."""
    by = sort.removeprefix("-")
    if by in _FOLDED:
        folded = RawSQL(_folded(by, "contacts_person"), ())  # noqa: S611  (constants)
        way = folded.desc(nulls_last=True) if by != sort else folded.asc(nulls_last=True)
        rows = persons.order_by(way, "sort_name", "id")
    else:
        rows = ordered(persons, sort, SORTS, "sort_name")
    return list(rows.defer(*LONG)[offset : offset + limit])


def _told(persons: QuerySet[Person], page: Page) -> Found:
    """The persons of PAGE in its order. They come through PERSONS, so that a search row shows nobody by itself."""
    held = {person.pk: person for person in persons.filter(pk__in=page.ids).defer(*LONG)}
    found = [held[pk] for pk in page.ids if pk in held]
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [[person.pk for person in found]])
        rows = {pk: FoundAs(names, text, tokens) for pk, names, text, tokens in cursor.fetchall()}
    matched = {
        person.pk: reason(rows[person.pk], page.words, page.meant, _shown(person))
        for person in found
        if person.pk in rows
    }
    return Found(found, page.total, page.is_capped, matched)


def _shown(person: Person) -> str:
    """The words of a person as they are written, to show what one of them was found as."""
    summary = person.summary
    told = (person.given_name, person.family_name, summary.get("organisation"), summary.get("function"))
    return " ".join(text for text in told if text)


def _order(sort: str) -> Order | None:
    """Raises Invalid where SORT names no column."""
    if not sort:
        return None
    name, way = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
    if name not in _FOLDED:
        ordered(Person.objects.none(), sort, SORTS, "sort_name")
    if name == "name":
        return Order(f"sort_name {way}, id")
    join = " JOIN contacts_person AS person ON person.id = s.id"
    if name in _FOLDED:
        extra = f", {_folded(name, 'person')} AS folded"
        return Order(f"folded {way} NULLS LAST, sort_name, id", join=join, extra=extra)
    column = SORTS[name]
    return Order(f"{column} {way}, id", join=join, extra=f", person.{column}")


def _folded(name: str, table: str) -> str:
    return f"nullif(lower(unaccent({_FOLDED[name].format(table)})), '')"
