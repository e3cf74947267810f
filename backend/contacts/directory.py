"""Organisations as they are read: lists, one with all it shows, and who works there (RF-4)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from backend.contacts.errors import MoveNotFound, OrganisationMerged, OrganisationNotFound
from backend.contacts.models import (
    Classification,
    ContactPoint,
    Intermediary,
    Organisation,
    PersonSearch,
    Position,
    PositionMove,
    Term,
    Vocabulary,
)
from backend.contacts.queries import VIEW, standing
from backend.contacts.search import query_words
from backend.contacts.search.organisations import order_by, organisations_matching
from backend.contacts.terms import ANCESTORS, DEPTH_AT_MOST
from backend.core.clock import today
from backend.core.http.paging import Paging, ordered

SORTS = {"name": "sort_name", "updated_at": "updated_at", "created_at": "created_at", "people": "people"}
PARTS_AT_MOST = 200
_POINTS = ContactPoint.objects.order_by("-is_main", "rank", "id")
_TERMS = Classification.objects.select_related(f"term__{ANCESTORS}").order_by(
    "term__vocabulary", "term__rank", "id"
)
_KINDS = _TERMS.filter(term__vocabulary=Vocabulary.ORGANISATION_KIND)


@dataclass(frozen=True, slots=True)
class FoundOrganisations:
    organisations: list[Organisation]
    total: int


def visible_organisations(user: Any, *, deleted: bool = False) -> QuerySet[Organisation]:
    """The one door to organisations; DELETED asks for those in the bin."""
    if not user.has_perm(VIEW):
        return Organisation.objects.none()
    return Organisation.objects.filter(deleted_at__isnull=not deleted)


def organisation_for(user: Any, organisation_id: UUID, *, deleted: bool = False) -> Organisation:
    """Raises OrganisationNotFound where there is none that USER may see, OrganisationMerged where it was merged."""
    found = with_organisation_record(visible_organisations(user, deleted=deleted))
    organisation = found.filter(pk=organisation_id).first()
    if organisation is not None and organisation.merged_into_id is None:
        return organisation
    if user.has_perm(VIEW) and (stands := standing(Organisation, organisation_id)) is not None:
        raise OrganisationMerged(stands, Organisation.objects.get(pk=organisation_id).name)
    raise OrganisationNotFound


def with_organisation_record(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """ORGANISATIONS with all that a record shows, in a fixed number of queries."""
    principals = Intermediary.objects.filter(principal__deleted_at=None).select_related("principal")
    parts = (
        Organisation.objects.filter(deleted_at=None)
        .only("id", "name", "parent_id")
        .order_by("sort_name", "id")
    )
    return (
        organisations.select_related("parent")
        .annotate(current=_people(current=True), past=_people(current=False))
        .prefetch_related(
            Prefetch("contact_points", queryset=_POINTS),
            Prefetch("classifications", queryset=_TERMS),
            Prefetch("principals", queryset=principals.order_by("principal__sort_name", "id")),
            Prefetch("parts", queryset=parts),
        )
    )


def search_organisations(
    user: Any, paging: Paging, *, kind: UUID | None = None, with_people: bool = False
) -> FoundOrganisations:
    """Those in which every word of the query is found; names that begin with it come first."""
    found = visible_organisations(user)
    if kind is not None:
        found = found.filter(classifications__term__in=_below(kind)).distinct()
    if with_people:
        working = Position.objects.filter(_works_today(""), person__deleted_at=None)
        found = found.filter(Exists(working.filter(organisation=OuterRef("pk"))))
    ids, total = _page(found, paging)
    cards = Organisation.objects.annotate(people=_people(current=True)).prefetch_related(
        Prefetch("contact_points", queryset=_POINTS), Prefetch("classifications", queryset=_KINDS)
    )
    by_id = {organisation.pk: organisation for organisation in cards.filter(pk__in=ids)}
    return FoundOrganisations([by_id[pk] for pk in ids if pk in by_id], total)


def _page(found: QuerySet[Organisation], paging: Paging) -> tuple[list[UUID], int]:
    """The ids of one page of FOUND and how many there are: the best matches first, or in the order asked for."""
    rows = _sorted(found, paging)  # refuses an order that there is not, with a query too
    if paging.q.strip():
        column = SORTS.get(paging.sort.removeprefix("-"))
        order = order_by(column, descending=paging.sort.startswith("-")) if column else None
        return organisations_matching(found, paging.q, limit=paging.limit, offset=paging.offset, order=order)
    page = rows[paging.offset : paging.offset + paging.limit]
    return [organisation.pk for organisation in page], found.count()


def positions_in(organisation: Organisation, when: str, query: str) -> QuerySet[Position]:
    """The positions held there (`current`, `past` or `all`), by name; persons in the bin are left out."""
    rows = Position.objects.filter(organisation=organisation, person__deleted_at=None).select_related(
        "person"
    )
    if when == "current":
        rows = rows.filter(_works_today(""))
    elif when == "past":
        rows = rows.filter(ended_on__lt=today())
    for word in query_words(query):
        said = PersonSearch.objects.filter(pk=OuterRef("person_id"), text__contains=word)
        rows = rows.filter(Exists(said))
    return rows.order_by("person__sort_name", "id")


def moves_of(organisation: Organisation) -> QuerySet[PositionMove]:
    return (
        PositionMove.objects.filter(organisation=organisation)
        .select_related("target")
        .order_by("-created_at", "-id")
    )


def move_for(user: Any, move_id: UUID) -> PositionMove:
    """Raises MoveNotFound where there is none of an organisation that USER may see."""
    moves = PositionMove.objects.select_related("organisation", "target")
    found = moves.filter(organisation__in=visible_organisations(user), pk=move_id).first()
    if found is None:
        raise MoveNotFound
    return found


def _works_today(prefix: str) -> Q:
    return Q(**{f"{prefix}ended_on": None}) | Q(**{f"{prefix}ended_on__gte": today()})


def _people(*, current: bool) -> Count:
    """How many persons, each counted once."""
    working = _works_today("positions__") if current else Q(positions__ended_on__lt=today())
    return Count("positions__person", filter=working & Q(positions__person__deleted_at=None), distinct=True)


def _sorted(found: QuerySet[Organisation], paging: Paging) -> QuerySet[Organisation]:
    if paging.sort.removeprefix("-") == "people":
        found = found.annotate(people=_people(current=True))
    return ordered(found, paging.sort, SORTS, "sort_name")


def _below(term_id: UUID) -> QuerySet[Term]:
    """The term and all under it."""
    wanted = Q(pk=term_id)
    for depth in range(1, DEPTH_AT_MOST):
        wanted |= Q(**{"__".join(["parent"] * depth) + "_id": term_id})
    return Term.objects.filter(wanted)
