"""What a guest list takes over from the contacts: name, main position, and one address to write to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from backend.contacts.models import ContactPoint, Person, Position
from backend.contacts.queries import visible_to


@dataclass(frozen=True, slots=True)
class GuestFacts:
    id: UUID
    civility: str
    name: str
    sort_name: str
    organisation: str
    function: str
    email: str


def guest_facts_for(
    user: Any, contact_ids: Sequence[UUID], *, positions: Mapping[UUID, UUID | None] | None = None
) -> list[GuestFacts]:
    """The facts of those CONTACT_IDS that USER may see, by sort name. Archived contacts are left out.

    POSITIONS names, by person, the position to address them in; else it is the first current one.
    """
    emails = ContactPoint.objects.filter(
        kind=ContactPoint.Kind.EMAIL, state=ContactPoint.State.VALID, is_private=False
    )
    emails = emails.order_by("-is_main", "rank", "id")
    held = Position.objects.select_related("organisation").order_by("-is_main", "created_at", "id")
    persons = (
        visible_to(user)
        .filter(pk__in=contact_ids)
        .prefetch_related(
            Prefetch("contact_points", emails),
            Prefetch("positions", held.prefetch_related(Prefetch("contact_points", emails))),
        )
    )
    wanted = positions or {}
    return [_facts(person, wanted.get(person.pk)) for person in persons.order_by("sort_name", "id")]


def _facts(person: Person, wanted: UUID | None) -> GuestFacts:
    positions = sorted(person.positions.all(), key=lambda position: position.pk != wanted)
    main = next((position for position in positions if position.is_current), None)
    points = [
        point for position in positions if position.is_current for point in position.contact_points.all()
    ]
    organisation = main.organisation.name if main and main.organisation else ""
    return GuestFacts(
        id=person.pk,
        civility=person.civility,
        name=person.name,
        sort_name=person.sort_name,
        organisation=organisation,
        function=main.function if main else "",
        email=_first([*points, *person.contact_points.all()]),
    )


def _first(points: Iterable[ContactPoint]) -> str:
    return next((point.value for point in points), "")
