"""Who may see which contacts, and finding them (RF-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from backend.contacts.errors import ContactNotFound, ImportNotFound
from backend.contacts.models import (
    Classification,
    ContactPoint,
    Import,
    ImportRow,
    Intermediary,
    Organisation,
    Person,
    Position,
)
from backend.contacts.search import SHORT, query_words
from backend.contacts.terms import ANCESTORS
from backend.core.clock import today
from backend.core.http.paging import ordered
from backend.core.text import fold

VIEW, IMPORT = "contacts.view_person", "contacts.import_contacts"
SORTS = {"name": "sort_name", "updated_at": "updated_at", "created_at": "created_at"}
_LONG = ("search", "note")
_PAGE = """
WITH found ({columns}) AS MATERIALIZED ({matching}),
     page AS (SELECT id FROM found ORDER BY {order} LIMIT %s OFFSET %s)
SELECT page.id, every.total FROM (SELECT count(*) AS total FROM found) AS every LEFT JOIN page ON true
"""
_POINTS = ContactPoint.objects.order_by("-is_main", "rank", "id")
_TERMS = Classification.objects.select_related(f"term__{ANCESTORS}").order_by(
    "term__vocabulary", "term__rank", "id"
)
_VIAS = Intermediary.objects.select_related("via_person", "via_organisation").order_by("created_at", "id")
_PRINCIPALS = (
    Intermediary.objects.filter(principal__deleted_at=None)
    .select_related("principal")
    .order_by("principal__sort_name", "id")
)
_POSITIONS = Position.objects.select_related("organisation").order_by("-is_main", "created_at", "id")


def visible_to(user: Any, *, deleted: bool = False) -> QuerySet[Person]:
    """The one door to persons: nobody without the right sees any. DELETED asks for those in the bin."""
    if not user.has_perm(VIEW):
        return Person.objects.none()
    return Person.objects.filter(deleted_at__isnull=not deleted)


def with_details(persons: QuerySet[Person]) -> QuerySet[Person]:
    """PERSONS with what cards and records show, in a fixed number of queries."""
    return persons.prefetch_related(*details())


def details() -> list[Any]:
    """Positions and contact points, main ones first."""
    return [
        Prefetch("contact_points", queryset=_POINTS),
        Prefetch("positions", queryset=_POSITIONS),
        Prefetch("positions__contact_points", queryset=_POINTS),
    ]


def with_record(persons: QuerySet[Person]) -> QuerySet[Person]:
    """PERSONS with all that a record shows, in a fixed number of queries."""
    return persons.prefetch_related(*record_details())


def record_details() -> list[Any]:
    """What `details` gives, the points of organisations, terms, and intermediaries on both sides."""
    return [
        *details(),
        Prefetch("positions__organisation__contact_points", queryset=_POINTS),
        Prefetch("classifications", queryset=_TERMS),
        Prefetch("positions__classifications", queryset=_TERMS),
        Prefetch("intermediaries", queryset=_VIAS),
        Prefetch("principals", queryset=_PRINCIPALS),
    ]


def person_for(user: Any, person_id: UUID, *, deleted: bool = False) -> Person:
    """Raises ContactNotFound where there is none that USER may see."""
    found = with_record(visible_to(user, deleted=deleted)).filter(pk=person_id).first()
    if found is None:
        raise ContactNotFound
    return found


def current_positions(organisation: Organisation) -> QuerySet[Position]:
    """Who works there today, persons in the bin left out."""
    current = Q(ended_on=None) | Q(ended_on__gte=today())
    return Position.objects.filter(current, organisation=organisation, person__deleted_at=None)


@dataclass(frozen=True, slots=True)
class Found:
    persons: list[Person]
    total: int


def search(persons: QuerySet[Person], query: str, *, limit: int, offset: int = 0, sort: str = "") -> Found:
    """Those of PERSONS in whom every word of QUERY is found, best first, with how many there are in all.

    Family names that begin with a word of the query come first, then other words of the name, then the rest.
    """
    words = query_words(query)
    if persons.query.is_empty() or (query.strip() and not words):
        return Found([], 0)
    if not words:
        page = ordered(persons, sort, SORTS, "sort_name").defer(*_LONG)[offset : offset + limit]
        return Found(list(page), persons.count())
    matching = reduce(lambda rows, word: rows.filter(_has(word, alone=len(words) == 1)), words, persons)
    ids, total = _page(matching.annotate(tier=_tier(query, words)), _order(sort), limit, offset)
    found = {person.pk: person for person in Person.objects.filter(pk__in=ids).defer(*_LONG)}
    return Found([found[pk] for pk in ids if pk in found], total)


def _page(matching: QuerySet[Person], order: str, limit: int, offset: int) -> tuple[list[UUID], int]:
    """The ids of one page and the number of all: rows are matched once, and only what orders them is kept."""
    columns = ["id", *SORTS.values(), "tier"]
    sql, params = matching.values_list(*columns).query.sql_with_params()
    asked = _PAGE.format(columns=", ".join(columns), matching=sql, order=order)
    with connection.cursor() as cursor:
        cursor.execute(asked, [*params, limit, offset])
        rows = cursor.fetchall()
    return [pk for pk, _ in rows if pk], rows[0][1]


def _order(sort: str) -> str:
    """ORDER BY for SORT; raises Invalid where it names no column."""
    if not sort:
        return "tier, sort_name, id"
    ordered(Person.objects.none(), sort, SORTS, "sort_name")
    return f"{SORTS[sort.removeprefix('-')]} {'DESC' if sort.startswith('-') else 'ASC'}, id"


def _has(word: str, *, alone: bool) -> Q:
    """A long word anywhere, a short one where a word begins, alone in names only: all have an index."""
    if len(word) > SHORT:
        return Q(search__contains=word)
    if not alone:
        return Q(search__contains=f" {word}")
    return Q(sort_name__startswith=word) | (Q(sort_name__contains=f" {word}") if len(word) == SHORT else Q())


def _tier(query: str, words: Sequence[str]) -> Case:
    family = reduce(or_, (Q(sort_name__startswith=word) for word in words)) | Q(
        search__startswith=f" {fold(query)}"
    )
    given = reduce(or_, (Q(sort_name__contains=f" {word}") for word in words))
    return Case(
        When(family, then=Value(0)), When(given, then=Value(1)), default=Value(2), output_field=IntegerField()
    )


def imports_for(user: Any) -> QuerySet[Import]:
    """Those who may import see all imports, newest first."""
    if not user.has_perm(IMPORT):
        return Import.objects.none()
    return Import.objects.select_related("author").order_by("-created_at", "-id")


def import_for(user: Any, import_id: UUID) -> Import:
    """Raises ImportNotFound where there is none that USER may see."""
    found = imports_for(user).filter(pk=import_id).first()
    if found is None:
        raise ImportNotFound
    return found


def import_rows(batch: Import, *, outcome: str = "", query: str = "") -> QuerySet[ImportRow]:
    """The rows of BATCH in the order of the file; `warning` asks for those with a remark."""
    rows = batch.rows.order_by("row")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(organisation__icontains=query))
    if outcome == "warning":
        return rows.filter(problems__contains=[{"severity": "warning"}])
    return rows.filter(outcome=outcome) if outcome else rows
