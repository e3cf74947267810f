"""What may be seen of events and guests. `visible_events` feeds lists, sockets and exports alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from backend.core.clock import now
from backend.core.errors import NotFound
from backend.core.text import fold, words
from backend.events.models import Event, Guest, Offer, Reminder, Selection

SUGGESTED_CATEGORIES = (
    "Conférence de presse",
    "Avant-première",
    "Projection",
    "Soirée",
    "Cocktail",
    "Concert",
    "Visite",
    "Petit déjeuner",
    "Déjeuner",
    "Vœux",
    "Salon",
)
EVENT_SORTS = {"title": "title", "starts_at": "starts_at", "created_at": "created_at", "place": "place"}
GUEST_SORTS = {
    "name": "sort_name",
    "organisation": "organisation",
    "category": "category",
    "answer": "answer",
    "invitation": "invitation",
    "arrived_at": "arrived_at",
    "updated_at": "updated_at",
}
_STATES = {
    "": Q(),
    "not_invited": Q(invitation="none", represents=None, companion_of=None, revoked_at=None),
    "queued": Q(invitation="queued"),
    "failed": Q(invitation="failed"),
    "waiting": Q(answer="none", revoked_at=None),
    "yes": Q(answer="yes", revoked_at=None),
    "no": Q(answer="no", revoked_at=None),
    "represented": Q(answer="represented", revoked_at=None),
    "waitlisted": Q(answer="waitlisted", revoked_at=None),
    "withdrawn": Q(answer="withdrawn", revoked_at=None),
    "arrived": Q(attendance="arrived"),
    "attention": Q(attention=True, revoked_at=None),
    "revoked": Q(revoked_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of an event: invited persons by answer (their deputies apart), and everybody who came."""

    guests: int = 0
    invited: int = 0
    yes: int = 0
    no: int = 0
    represented: int = 0
    waiting: int = 0
    waitlisted: int = 0
    withdrawn: int = 0
    coming: int = 0
    """People who said they come: deputies and companions count, with and without a name."""
    arrived: int = 0


def visible_events(user: Any) -> QuerySet[Event]:
    """The events that USER may see: all of them, with the right to see any."""
    if user.has_perm("events.view_event") or user.has_perm("checkins.view_board"):
        return Event.objects.all()
    return Event.objects.none()


def last_invitations(user: Any, contact_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When contacts were last invited to an event that USER may see; those never invited are left out."""
    guests = Guest.objects.filter(
        contact__in=contact_ids, event__in=visible_events(user), invited_at__isnull=False
    )
    last = guests.values("contact_id").annotate(last=Max("invited_at")).order_by()
    return dict(last.values_list("contact_id", "last"))


def may_follow_event(user: Any, key: str) -> bool:
    """Whether USER may follow the audience `event:KEY`."""
    try:
        event_id = UUID(key)
    except ValueError:
        return False
    return str(event_id) == key and visible_events(user).filter(pk=event_id).exists()


def event_for(user: Any, event_id: UUID) -> Event:
    """Raises NotFound: there is none, or USER may not see it."""
    event = visible_events(user).select_related("owner").filter(pk=event_id).first()
    if event is None:
        raise NotFound
    return event


def events_matching(user: Any, *, q: str = "", period: str = "") -> QuerySet[Event]:
    """Visible events whose title or place holds every word of Q; PERIOD is `upcoming`, `past` or empty."""
    events = visible_events(user)
    for word in q.split():
        events = events.filter(Q(title__unaccent__icontains=word) | Q(place__unaccent__icontains=word))
    if period == "upcoming":
        return events.filter(ends_at__gte=now())
    return events.filter(ends_at__lt=now()) if period == "past" else events


def categories_for(user: Any) -> list[str]:
    """Categories to choose from: the usual ones, and those that were written so far."""
    used = visible_events(user).exclude(category="").values_list("category", flat=True).distinct()
    return sorted({*SUGGESTED_CATEGORIES, *used[:200]}, key=fold)


def counts_of(event_ids: Iterable[UUID]) -> dict[UUID, Counts]:
    """The counts of several events in one aggregate; an event without guests is not in it."""
    own = Q(represents=None, revoked_at=None)
    rows = (
        Guest.objects.filter(event__in=list(event_ids))
        .order_by()
        .values_list("event_id")
        .annotate(
            guests=Count("pk", filter=own),
            invited=Count("pk", filter=own & Q(invitation="sent")),
            yes=Count("pk", filter=own & Q(answer="yes")),
            no=Count("pk", filter=own & Q(answer="no")),
            represented=Count("pk", filter=own & Q(answer="represented")),
            waiting=Count("pk", filter=own & Q(answer="none")),
            waitlisted=Count("pk", filter=own & Q(answer="waitlisted")),
            withdrawn=Count("pk", filter=own & Q(answer="withdrawn")),
            coming=Coalesce(Sum("party", filter=Q(answer="yes", revoked_at=None, walk_in=False)), 0),
            arrived=Count("pk", filter=Q(attendance="arrived")),
        )
    )
    return {event_id: Counts(*numbers) for event_id, *numbers in rows}


def event_with_counts(user: Any, event_id: UUID) -> tuple[Event, Counts]:
    """Raises NotFound."""
    event = event_for(user, event_id)
    return event, counts_of([event.pk]).get(event.pk, Counts())


def guests_for(
    event: Event, *, q: str = "", state: str = "", selected_by: UUID | None = None
) -> QuerySet[Guest]:
    """The list of EVENT, with what a row of it shows; every word of Q is in the name, house or function."""
    guests = Guest.objects.filter(_STATES[state], event=event)
    if selected_by:
        guests = guests.filter(selections__user=selected_by)
    for word in words(q):
        guests = guests.filter(search__contains=word)
    pending = Offer.objects.filter(guest=OuterRef("pk"), state=Offer.State.PENDING).values("expires_at")
    officers = Selection.objects.select_related("user").order_by("created_at", "id")
    return (
        guests.select_related("added_by", "represents", "companion_of")
        .prefetch_related("deputies", Prefetch("selections", officers))
        .annotate(offer_until=Subquery(pending[:1]))
    )


def guest_for(event: Event, guest_id: UUID) -> Guest:
    """Raises NotFound: EVENT has no such guest."""
    guest = guests_for(event).filter(pk=guest_id).first()
    if guest is None:
        raise NotFound
    return guest


def reminders_of(event: Event) -> QuerySet[Reminder]:
    """The last one that was made comes first."""
    return event.reminders.select_related("event", "made_by").order_by("-created_at", "-id")
