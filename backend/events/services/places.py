"""Places for answers: how many are taken, who is in line, and who may have one (RF-13).

Whoever asks holds the lock of the event (`locked_event`), so that two answers never take one place. A place is
taken by who said they come and by an offer until it ends. Who came to the door without an invitation takes none:
that is the room's matter (`Event.capacity`). Nobody overtakes: who asks gets what would be theirs at the end of
the line.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from backend.core.clock import now
from backend.events.models import Event, Guest, Offer
from backend.events.services.brought import still_coming

Places = Counter[str]
"""Numbers of places by category."""
_COMES = Q(answer=Guest.Answer.YES, revoked_at=None, walk_in=False)
_IN_LINE = Q(answer=Guest.Answer.WAITLISTED, revoked_at=None, waiting_since__isnull=False)


@dataclass(slots=True)
class Wish:
    """What GUEST needs, and what they hold already."""

    guest: Guest
    needs: Places
    holds: Places = field(default_factory=Counter)

    @property
    def more(self) -> int:
        return self.needs.total() - self.holds.total()


def may_come(wish: Wish, event: Event) -> bool:
    """Whether there are places for WISH, behind everybody who is in line before its guest."""
    if not event.is_limited:
        return True
    line = in_line(event, before=wish.guest.waiting_since, but=wish.guest)
    return wish in granted(event, [*line, wish])


def is_room_for(guest: Guest) -> bool:
    """What to tell GUEST before they answer, as things stand at this moment: whether a yes would find a place."""
    return may_come(Wish(guest, needs_of(guest, guest.companions.all()), held_by(guest)), guest.event)


def granted(event: Event, wishes: Sequence[Wish]) -> list[Wish]:
    """Those of WISHES that can be met, in their order.

    Who waits for a category that is full holds up that category alone; who waits for any place holds up all who
    come after.
    """
    taken, full, met, closed = places_taken(event), set[str](), list[Wish](), False
    for wish in wishes:
        wanting = {name for name in wish.needs if wish.needs[name] > wish.holds[name]}
        if wish.more <= 0 and not wanting:
            met.append(wish)
            continue
        crowded = {name for name in wanting if name in full or not _fits_category(event, taken, wish, name)}
        if crowded:
            full |= crowded
        elif wish.more > 0 and (closed or not _fits_event(event, taken, wish)):
            closed = True
        else:
            taken.update(wish.needs)
            taken.subtract(wish.holds)
            met.append(wish)
    return met


def fits(event: Event, wish: Wish) -> bool:
    """Whether WISH finds room, whoever waits."""
    taken = places_taken(event)
    return _fits_event(event, taken, wish) and all(
        _fits_category(event, taken, wish, name) for name in wish.needs
    )


def places_taken(event: Event) -> Places:
    """By category: guests who come, deputies and companions, and places that are offered."""
    taken: Places = Counter()
    coming = event.guests.filter(_COMES).order_by().values_list("category").annotate(Sum("party"))
    offered = _pending(event).order_by().values_list("guest__category").annotate(Sum("places"))
    for category, number in [*coming, *offered]:
        taken[category] += number
    return taken


def in_line(event: Event, *, before: datetime | None = None, but: Guest | None = None) -> list[Wish]:
    """Those of EVENT who wait for a place and have no offer, the first one first."""
    guests = event.guests.filter(_IN_LINE).exclude(offers__state=Offer.State.PENDING)
    if before is not None:
        guests = guests.filter(waiting_since__lt=before)
    if but is not None:
        guests = guests.exclude(pk=but.pk)
    rows = guests.order_by("waiting_since", "id").prefetch_related("companions")
    return [Wish(guest, needs_of(guest, guest.companions.all())) for guest in rows]


def needs_of(guest: Guest, companions: Iterable[Guest]) -> Places:
    needs: Places = Counter({guest.category: guest.party})
    for each in still_coming([each for each in companions if not each.revoked]):
        needs[each.category] += each.party
    return needs


def held_by(guest: Guest) -> Places:
    """What GUEST, who is locked, holds with deputy and companions: places taken, and an offer that stands."""
    together = Q(pk=guest.pk) | Q(represents=guest) | Q(companion_of=guest)
    held: Places = Counter()
    for each in Guest.objects.filter(_COMES & together):
        held[each.category] += each.party
    offers = Offer.objects.filter(Q(guest=guest) | Q(guest__represents=guest, guest__revoked_at=None))
    for offer in offers.filter(state=Offer.State.PENDING, expires_at__gt=now()).select_related("guest"):
        held[offer.guest.category] += offer.places
    return held


def overfull(event: Event) -> str:
    """In French, what EVENT has promised beyond its places; "" when all have one."""
    taken = places_taken(event)
    if event.places is not None and taken.total() > event.places:
        return f"{taken.total()} places sont déjà prises ou proposées."
    for name, number in event.places_by_category.items():
        if taken[name] > number:
            return f"{taken[name]} places sont déjà prises ou proposées dans la catégorie {name}."
    return ""


def _pending(event: Event) -> "QuerySet[Offer]":
    return Offer.objects.filter(guest__event=event, state=Offer.State.PENDING)


def _fits_event(event: Event, taken: Places, wish: Wish) -> bool:
    return event.places is None or wish.more <= 0 or taken.total() + wish.more <= event.places


def _fits_category(event: Event, taken: Places, wish: Wish, name: str) -> bool:
    limit, more = event.places_by_category.get(name), wish.needs[name] - wish.holds[name]
    return limit is None or more <= 0 or taken[name] + more <= limit
