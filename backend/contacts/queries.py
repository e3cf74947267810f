"""Who may see which contacts, and finding them (RF-9)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from backend.contacts.errors import ContactMerged, ContactNotFound, ImportNotFound
from backend.contacts.last_contacts import last_contacts
from backend.contacts.models import (
    Classification,
    ContactPoint,
    Import,
    ImportChange,
    ImportMapping,
    ImportRow,
    Intermediary,
    Organisation,
    Person,
    Position,
)
from backend.contacts.search import people as finding
from backend.contacts.search.finding import FEW
from backend.contacts.terms import ANCESTORS
from backend.core.clock import today
from backend.core.errors import NotFound

VIEW, IMPORT = "contacts.view_person", "contacts.import_contacts"
SENSITIVE = "contacts.view_sensitive"
listed, search = finding.listed, finding.search
_POINTS = ContactPoint.objects.order_by("-is_main", "rank", "id")
_TERMS = Classification.objects.select_related(f"term__{ANCESTORS}").order_by(
    "term__vocabulary", "term__rank", "id"
)
_PLAIN_TERMS = Classification.objects.select_related("term").order_by("term__vocabulary", "term__rank", "id")
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


def search_people(
    user: Any, query: str, *, limit: int, offset: int = 0, sort: str = "", few: int = FEW
) -> finding.Found:
    """Those whom USER may see and in whom every word of QUERY is found, best first (RF-9).

    Fewer than FEW found as typed: those follow whose names sound alike, or differ by a typing error.
    """
    private = user.has_perm(SENSITIVE)
    return finding.search_all(
        visible_to(user), query, private=private, limit=limit, offset=offset, sort=sort, few=few
    )


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


def fill_table(user: Any, persons: list[Person]) -> dict[UUID, datetime]:
    """Read what a table shows of PERSONS beside their cards, in a fixed number of queries; given is when each was
    written to for the last time, as far as USER may know."""
    points = Prefetch("positions__organisation__contact_points", queryset=_POINTS.filter(kind="address"))
    terms = [Prefetch(f"{owner}classifications", queryset=_PLAIN_TERMS) for owner in ("", "positions__")]
    prefetch_related_objects(persons, *details(), points, *terms)
    return last_contacts(user, [person.pk for person in persons])


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
    """Raises ContactNotFound where there is none that USER may see, ContactMerged where it went into another."""
    found = with_record(visible_to(user, deleted=deleted)).filter(pk=person_id).first()
    if found is not None and found.merged_into_id is None:
        return found
    if user.has_perm(VIEW) and (stands := standing(Person, person_id)) is not None:
        raise ContactMerged(stands, Person.objects.get(pk=person_id).name)
    raise ContactNotFound


def standing(model: type[Person] | type[Organisation], pk: UUID) -> UUID | None:
    """Where a record that was merged went, at any remove; None for one that was not."""
    into: UUID | None = model.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    return (standing(model, into) or into) if into else None


def followed(model: type[Person] | type[Organisation], ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """By each of IDS the record that it stands for today: itself, or where it went by merges, at any remove.

    For ids that were chosen a while ago. One query where none was merged, one more for each remove.
    """
    ends = {pk: pk for pk in ids}
    moved = ends
    while moved:
        rows = model.objects.filter(pk__in=set(moved.values())).exclude(merged_into=None)
        went: dict[UUID, UUID] = dict(rows.values_list("pk", "merged_into_id"))
        moved = {pk: went[end] for pk, end in moved.items() if end in went}
        ends |= moved
    return ends


def current_positions(organisation: Organisation) -> QuerySet[Position]:
    """Who works there today, persons in the bin left out."""
    current = Q(ended_on=None) | Q(ended_on__gte=today())
    return Position.objects.filter(current, organisation=organisation, person__deleted_at=None)


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
    rows = batch.rows.select_related("person").order_by("row")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(organisation__icontains=query))
    if outcome == "warning":
        return rows.filter(problems__contains=[{"severity": "warning"}])
    return rows.filter(outcome=outcome) if outcome else rows


def kept_by_undo(batch: Import) -> QuerySet[ImportChange]:
    """The records that an undo could not put back whole, by name."""
    return batch.changes.filter(undone_at__isnull=False).exclude(kept=[]).order_by("name", "id")


def import_mappings_for(user: Any) -> QuerySet[ImportMapping]:
    found = ImportMapping.objects.select_related("data_source")
    return found if user.has_perm(IMPORT) else found.none()


def import_mapping_for(user: Any, mapping_id: UUID) -> ImportMapping:
    """Raises NotFound where there is none that USER may see."""
    found = import_mappings_for(user).filter(pk=mapping_id).first()
    if found is None:
        raise NotFound
    return found
