"""The guests of an event: change what the list says of them, take them off, give them new links."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.contacts.names import sort_name
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotFound
from backend.core.text import fold
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.errors import AlreadyArrived, EventCancelled, NoPlaceLeft, PlaceTaken
from backend.events.models import Event, Guest, Offer
from backend.events.services.brought import check_room_beside, locked_companions
from backend.events.services.events import locked_event
from backend.events.services.letters import write_to
from backend.events.services.moves import announce_move
from backend.events.services.places import Wish, fits, may_come
from backend.events.services.proposals import propose_named, withdraw_named

_CHANGEABLE = frozenset(
    ["name", "organisation", "function", "email", "category", "attention", "note", "companions_allowed"]
)
_HIGHEST = 32_000


def change_guest(actor: Actor, *, event_id: UUID, guest_id: UUID, values: Mapping[str, Any]) -> Guest:
    """Change what the list says of a guest.

    Raises:
        Invalid: there is no place in the new category for who comes.
    """
    if unknown := set(values) - _CHANGEABLE:
        raise TypeError(f"no fields of a guest: {sorted(unknown)}")
    with writing(actor):
        event = locked_event(event_id)
        guest = locked_guest(event_id, guest_id)
        before = standing_of(guest)
        _check_place(event, guest, values.get("category", guest.category))
        for name, value in values.items():
            setattr(guest, name, value)
        if "name" in values:
            guest.sort_name = _sort_name(guest.name)
        guest.search = _search_text(guest)
        guest.save()
        announce_move(guest, before)
    return guest


def take_off(guest: Guest) -> None:
    """Take a locked GUEST off the list, with deputies and companions, inside the open unit of work. Their links and
    tickets become unknown.

    Raises:
        AlreadyArrived: the guest, the deputy or a companion came; the list keeps them.
    """
    leaving = [*guest.deputies.select_for_update(), *guest.companions.select_for_update(), guest]
    if any(each.attendance != Guest.Attendance.NONE for each in leaving):
        raise AlreadyArrived("Cette personne est venue : la liste la garde.")
    if guest.is_deputy and not guest.revoked:
        _principal_answers_again(guest)
    for each in leaving:
        withdraw_named(each)
        announce_move(each, standing_of(each), removed=True)
    guest.delete()


def revoke_guest(actor: Actor, *, event_id: UUID, guest_id: UUID) -> Guest:
    """Withdraw the link and ticket of a guest, of who stands in for them, and of who comes with them.

    A companion who has arrived is kept.
    """
    with writing(actor):
        guest = locked_guest(event_id, guest_id)
        companions = [each for each in locked_companions(guest) if each.attendance == Guest.Attendance.NONE]
        for each in [guest, *guest.deputies.select_for_update().filter(revoked_at=None), *companions]:
            revoke(each)
        if guest.is_deputy:
            _principal_answers_again(guest)
    return guest


def reissue_ticket(actor: Actor, *, event_id: UUID, guest_id: UUID) -> Guest:
    """A new link and a new ticket by mail; the former ones are void. A withdrawn guest is on the list again.

    Who was to come and finds no place left is put on the waiting list.

    Raises:
        EventCancelled: no ticket is worth anything. PlaceTaken: a deputy who was replaced.
        TooManyCompanions, NoPlaceLeft: a companion whose host does not come or brings somebody else, or no place.
    """
    with writing(actor):
        event = locked_event(event_id)
        guest = locked_guest(event_id, guest_id)
        if event.cancelled:
            raise EventCancelled
        if guest.is_deputy and guest.revoked:
            raise PlaceTaken
        if guest.companion_of is not None and guest.revoked:
            check_room_beside(guest.companion_of, guest)
        before = standing_of(guest)
        if guest.revoked and guest.answer == Guest.Answer.REPRESENTED:
            guest.answer, guest.answered_via = Guest.Answer.NONE, ""
        if guest.revoked and guest.answer == Guest.Answer.YES:
            _take_a_place(event, guest)
        guest.revoked_at = None
        guest.link_version = min(guest.link_version + 1, _HIGHEST)
        guest.ticket_issue = min(guest.ticket_issue + 1, _HIGHEST)
        guest.ticket_issued_at = now()
        guest.save()
        announce_move(guest, before)
        if guest.answer in (Guest.Answer.YES, Guest.Answer.WAITLISTED):
            propose_named(guest)
        write_to(guest, "ticket_reissued")
    return guest


def revoke(guest: Guest) -> None:
    """Withdraw the link and ticket of one locked GUEST, inside the open unit of work."""
    if guest.revoked:
        return
    before = standing_of(guest)
    guest.revoked_at = now()
    guest.save()
    withdraw_named(guest)
    announce_move(guest, before)


def locked_guest(event_id: UUID, guest_id: UUID) -> Guest:
    """The guest with their event, locked; whoever was invited always before the deputy and the companions."""
    rows = Guest.objects.select_related("event").select_for_update(of=("self",), no_key=True)
    found = Guest.objects.filter(pk=guest_id, event=event_id).values_list("represents_id", "companion_of_id")
    for before in filter(None, found.first() or ()):
        rows.filter(pk=before).first()
    guest = rows.filter(pk=guest_id, event=event_id).first()
    if guest is None:
        raise NotFound
    return guest


def new_guest(**values: Any) -> Guest:
    """A guest, not saved, with the text that the list is searched by."""
    guest = Guest(**values)
    guest.sort_name = guest.sort_name or _sort_name(guest.name)
    guest.search = _search_text(guest)
    return guest


def _check_place(event: Event, guest: Guest, category: str) -> None:
    """Raises Invalid: GUEST comes, or is offered a place, and there is none in CATEGORY."""
    if category == guest.category or guest.revoked or guest.walk_in:
        return
    offer = guest.offers.filter(state=Offer.State.PENDING).first()
    number = guest.party if guest.answer == Guest.Answer.YES else offer.places if offer else 0
    wish = Wish(guest, Counter({category: number}), Counter({guest.category: number}))
    if number and not fits(event, wish):
        raise Invalid(fields={"category": "Il ne reste pas de place dans cette catégorie."})


def _take_a_place(event: Event, guest: Guest) -> None:
    """Raises NoPlaceLeft: GUEST is a companion, who can't wait alone."""
    if may_come(Wish(guest, Counter({guest.category: guest.party})), event):
        return
    if guest.companion_of_id:
        raise NoPlaceLeft
    guest.answer, guest.waiting_since = Guest.Answer.WAITLISTED, now()


def _principal_answers_again(deputy: Guest) -> None:
    """Whose deputy goes is represented by nobody: the answer is open again."""
    principal = locked_guest(deputy.event_id, _principal_id(deputy))
    if principal.answer == Guest.Answer.REPRESENTED:
        before = standing_of(principal)
        principal.answer, principal.answered_via = Guest.Answer.NONE, ""
        principal.save()
        announce_move(principal, before)


def _principal_id(deputy: Guest) -> UUID:
    assert deputy.represents_id is not None
    return deputy.represents_id


def _sort_name(name: str) -> str:
    """By the last word, as far as one can tell a family name."""
    given, _, family = name.strip().rpartition(" ")
    return sort_name(given, family)


def _search_text(guest: Guest) -> str:
    return fold(f"{guest.name} {guest.organisation} {guest.function} {guest.category}")
