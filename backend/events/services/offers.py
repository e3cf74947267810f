"""Places that come free are offered to one person at a time, in the order in which they wait (RF-13).

However a place came free (somebody withdrew, was taken off the list, let an offer pass, or there are more places),
the sweep finds it: there is one way for an offer to be made.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.models import Event, Guest, Offer
from backend.events.services.events import locked_event
from backend.events.services.letters import write_to
from backend.events.services.moves import announce_move
from backend.events.services.places import Wish, granted, in_line

AUTHOR = task("Liste d’attente")
_AT_LEAST = timedelta(hours=1)
_OVER = ~Q(guest__answer=Guest.Answer.WAITLISTED) | Q(guest__revoked_at__isnull=False)


def sweep_offers() -> int:
    """End what is over and offer what is free, in every event that somebody waits for; how many were made."""
    return sum(offer_places(event_id) for event_id in _events_with_work())


def offer_places(event_id: UUID) -> int:
    """End the offers of an event that are over, then offer the places that are free."""
    with writing(AUTHOR):
        event = locked_event(event_id)
        for offer in _pending(event).filter(_OVER):
            end_offer(offer, Offer.State.VOID)
        for offer in _pending(event).filter(expires_at__lte=now()):
            _expire(offer)
        if not event.takes_answers(now()):
            return 0
        made = [_offer(event, wish) for wish in granted(event, in_line(event))]
    return len(made)


def end_offer(offer: Offer, state: Offer.State) -> None:
    offer.state = state
    offer.save()


def close_offers(guest: Guest, state: Offer.State) -> None:
    """What was offered to GUEST, who is locked, is answered; what came too late has expired."""
    for offer in guest.offers.filter(state=Offer.State.PENDING):
        end_offer(offer, Offer.State.EXPIRED if offer.expires_at <= now() else state)


def _offer(event: Event, wish: Wish) -> Offer:
    guest = Guest.objects.select_for_update(no_key=True).get(pk=wish.guest.pk)
    offer = Offer.objects.create(guest=guest, places=wish.needs.total(), expires_at=_until(event))
    _tell(guest, "place_offered")
    return offer


def _expire(offer: Offer) -> None:
    """The guest stays on the waiting list, but out of the line until they ask again."""
    end_offer(offer, Offer.State.EXPIRED)
    guest = Guest.objects.select_for_update(no_key=True).get(pk=offer.guest_id)
    guest.waiting_since = None
    guest.save()
    _tell(guest, "offer_expired")


def _tell(guest: Guest, kind: str) -> None:
    """By letter, and to the screens: the answer is the same, but not what stands behind it."""
    announce_move(guest, standing_of(guest))
    write_to(guest, kind)


def _until(event: Event) -> datetime:
    """Until the event begins at the latest; an hour at least, while it lasts."""
    moment = now()
    wanted = min(moment + timedelta(hours=event.offer_hours), event.starts_at)
    return min(max(wanted, moment + _AT_LEAST), event.ends_at)


def _pending(event: Event) -> "QuerySet[Offer]":
    offers = Offer.objects.filter(guest__event=event, state=Offer.State.PENDING)
    return offers.select_related("guest").order_by("created_at", "id")


def _events_with_work() -> list[UUID]:
    pending = Offer.objects.filter(state=Offer.State.PENDING)
    over = pending.filter(_OVER | Q(expires_at__lte=now())).values_list("guest__event_id", flat=True)
    waiting = Event.objects.filter(
        state=Event.State.OPEN,
        ends_at__gt=now(),
        guests__waiting_since__isnull=False,
        guests__answer=Guest.Answer.WAITLISTED,
        guests__revoked_at=None,
    ).distinct()
    free = [event.pk for event in waiting if granted(event, in_line(event))]
    return sorted({*over, *free})
