"""Who may see which contacts, and finding them (RF-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When, Window

from backend.contacts import present
from backend.contacts.errors import ContactNotFound, ImportNotFound
from backend.contacts.models import ContactPoint, Import, ImportRow, Person, Position
from backend.contacts.search import SHORT, query_words
from backend.core.http.paging import ordered
from backend.core.text import fold
from backend.core.trace import TraceEntry, history_of

VIEW, IMPORT = "contacts.view_person", "contacts.import_contacts"
SORTS = {"name": "sort_name", "updated_at": "updated_at", "created_at": "created_at"}
_POINTS = ContactPoint.objects.order_by("-is_main", "rank", "id")
_POSITIONS = Position.objects.select_related("organisation").order_by("-is_main", "created_at", "id")


def visible_to(user: Any, *, archived: bool = False) -> QuerySet[Person]:
    """The one door to persons: nobody without the right sees any. ARCHIVED asks for the archived ones."""
    if not user.has_perm(VIEW):
        return Person.objects.none()
    return Person.objects.filter(archived_at__isnull=not archived)


def with_details(persons: QuerySet[Person]) -> QuerySet[Person]:
    """PERSONS with what cards and records show, in a fixed number of queries."""
    return persons.prefetch_related(
        Prefetch("contact_points", queryset=_POINTS),
        Prefetch("positions", queryset=_POSITIONS),
        Prefetch("positions__contact_points", queryset=_POINTS),
    )


def person_for(user: Any, person_id: UUID, *, archived: bool = False) -> Person:
    """Raises ContactNotFound where there is none that USER may see."""
    found = with_details(visible_to(user, archived=archived)).filter(pk=person_id).first()
    if found is None:
        raise ContactNotFound
    return found


@dataclass(frozen=True, slots=True)
class Found:
    persons: list[Person]
    total: int


def search(persons: QuerySet[Person], query: str, *, limit: int, offset: int = 0, sort: str = "") -> Found:
    """Those of PERSONS in whom every word of QUERY is found, best first, with how many there are in all.

    Family names that begin with a word of the query come first, then other words of the name, then the rest.
    """
    words = query_words(query)
    if not words:
        everyone = ordered(persons.none() if query.strip() else persons, sort, SORTS, "sort_name")
        ids = everyone.values_list("pk", flat=True)[offset : offset + limit]
        return Found(_in_order(list(ids)), persons.count())
    matching = reduce(lambda rows, word: rows.filter(_has(word, alone=len(words) == 1)), words, persons)
    ranked = matching.annotate(tier=_tier(query, words)).order_by("tier", "sort_name", "id")
    wanted = ordered(matching, sort, SORTS, "sort_name") if sort else ranked
    counted = wanted.annotate(total=Window(Count("*"))).values_list("pk", "total")
    found = list(counted[offset : offset + limit])
    total = found[0][1] if found else (matching.count() if offset else 0)
    return Found(_in_order([pk for pk, _ in found]), total)


def _has(word: str, *, alone: bool) -> Q:
    """A long word anywhere, a short one where a word begins, a short one alone in names: all have an index."""
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


def _in_order(ids: Sequence[UUID]) -> list[Person]:
    by_id = {person.pk: person for person in with_details(Person.objects.filter(pk__in=ids))}
    return [by_id[pk] for pk in ids if pk in by_id]


def history_for(person: Person) -> list[TraceEntry]:
    """Every trace of the person, their positions and contact points, newest first."""
    positions = list(person.positions.all())
    return history_of([person, *positions, *present.points(person)])


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
