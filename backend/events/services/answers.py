"""The answer to an invitation: comes, does not come, or sends somebody (RF-13).

What always holds: a guest who is represented has exactly one deputy who is not revoked, and nobody else has
one. Only who comes, or waits for a place, brings somebody.
There are never more than the places of the event. Who was withdrawn keeps their last answer.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.errors import (
    AlreadyArrived,
    AnswersClosed,
    CompanionCannotDelegate,
    DeputyCannotDelegate,
    LinkRevoked,
    NoPlaceLeft,
)
from backend.events.models import Event, Guest, Offer
from backend.events.services.brought import check_room_beside
from backend.events.services.companions import (
    Party,
    bring,
    is_brought,
    needs_with,
    release_companions,
    seat_companions,
)
from backend.events.services.events import locked_event
from backend.events.services.guests import locked_guest, new_guest, revoke
from backend.events.services.letters import write_to
from backend.events.services.moves import announce_move
from backend.events.services.offers import close_offers
from backend.events.services.places import Wish, held_by, may_come
from backend.events.services.proposals import propose_named, withdraw_named

AnswerName = Literal["yes", "no", "represented"]
_STAYS_AWAY = (Guest.Answer.NO, Guest.Answer.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Deputy:
    name: str
    email: str = ""
    function: str = ""


def answer_invitation(
    actor: Actor,
    *,
    event_id: UUID,
    guest_id: UUID,
    answer: AnswerName,
    deputy: Deputy | None = None,
    party: Party | None = None,
    via: str = "",
) -> Guest:
    """Note ANSWER; the same answer again changes nothing and sends nothing.

    PARTY is whom a guest who comes brings along; None leaves it as it is. VIA is who speaks in the guest's stead.

    Raises:
        Invalid: represented by nobody, or more companions than allowed. LinkRevoked: the guest was withdrawn.
        AnswersClosed: the event is over, cancelled or not open.
        AlreadyArrived: the guest or the deputy came.
        DeputyCannotDelegate, CompanionCannotDelegate: who was named by somebody comes or does not come.
        TooManyCompanions: the place of this companion went to somebody else.
        NoPlaceLeft: more people than there are places; who has none yet is put on the waiting list instead.
    """
    with writing(actor):
        event = locked_event(event_id)
        guest = locked_guest(event_id, guest_id)
        present = guest.deputies.select_for_update().filter(revoked_at=None).first()
        if _says_the_same(guest, present, answer, deputy, party):
            return guest
        _check_open(guest, present)
        before = guest.answer
        guest.answered_via = via
        if answer == "represented":
            _represent(event, guest, present, deputy)
        elif answer == "yes":
            _come(event, guest, present, party)
        else:
            _stay_away(guest, present)
        if (guest.answer != before or answer == "represented") and (not guest.is_deputy or answer == "yes"):
            write_to(guest, "answer_confirmed")
    return guest


def _says_the_same(
    guest: Guest, present: Guest | None, answer: AnswerName, deputy: Deputy | None, party: Party | None
) -> bool:
    if guest.revoked:
        return False
    if answer == "no":
        return guest.answer in _STAYS_AWAY
    if answer != guest.answer:
        return False
    if answer == "yes":
        return party is None or is_brought(guest, party)
    return present is not None and deputy == Deputy(present.name, present.email, present.function)


def _come(event: Event, guest: Guest, present: Guest | None, party: Party | None) -> None:
    """With a place, or on the waiting list; who has a place never loses it by asking for more."""
    if guest.companion_of is not None:
        check_room_beside(guest.companion_of, guest)
    wish = Wish(guest, needs_with(guest, party), held_by(guest))
    seated = may_come(wish, event)
    if not seated and (guest.answer == "yes" or guest.companion_of is not None):
        raise NoPlaceLeft
    if present:
        _release(present)
    close_offers(guest, Offer.State.ACCEPTED)
    if seated:
        _note(guest, Guest.Answer.YES)
    else:
        _note(guest, Guest.Answer.WAITLISTED, waiting_since=guest.waiting_since or now())
    if party is not None:
        bring(guest, party)
    seat_companions(guest)
    propose_named(guest)


def _stay_away(guest: Guest, present: Guest | None) -> None:
    """Who had said they come, themselves, has withdrawn; the list keeps that apart from a plain no."""
    if present:
        _release(present)
    close_offers(guest, Offer.State.DECLINED)
    withdrawn = guest.answer == Guest.Answer.YES and not guest.comes_with_another
    _note(guest, Guest.Answer.WITHDRAWN if withdrawn else Guest.Answer.NO)
    release_companions(guest)
    withdraw_named(guest)


def _check_open(guest: Guest, present: Guest | None) -> None:
    if guest.revoked:
        raise LinkRevoked
    if not guest.event.takes_answers(now()):
        raise AnswersClosed
    if any(each.attendance != Guest.Attendance.NONE for each in (guest, present) if each):
        raise AlreadyArrived


def _represent(event: Event, guest: Guest, present: Guest | None, deputy: Deputy | None) -> None:
    if guest.is_deputy:
        raise DeputyCannotDelegate
    if guest.companion_of_id:
        raise CompanionCannotDelegate
    if deputy is None or not deputy.name.strip():
        raise Invalid(fields={"deputy.name": "Indiquez le nom de la personne qui vous représentera."})
    seated = may_come(Wish(guest, Counter({guest.category: 1}), held_by(guest)), event)
    waiting_since = None if seated else guest.waiting_since or now()
    if present:
        _release(present)
    close_offers(guest, Offer.State.ACCEPTED)
    release_companions(guest)
    _note(guest, Guest.Answer.REPRESENTED)
    _add_deputy(guest, deputy, waiting_since)


def _note(guest: Guest, answer: Guest.Answer, *, waiting_since: datetime | None = None) -> None:
    if (guest.answer, guest.waiting_since) == (answer, waiting_since):
        guest.save()  # by whom may be new
        return
    before = standing_of(guest)
    guest.answer, guest.answered_at, guest.waiting_since = answer.value, now(), waiting_since
    guest.save()
    announce_move(guest, before)


def _release(deputy: Guest) -> None:
    """The deputy's link and ticket are void, and they are told."""
    close_offers(deputy, Offer.State.VOID)
    revoke(deputy)
    write_to(deputy, "deputy_released")


def _add_deputy(principal: Guest, deputy: Deputy, waiting_since: datetime | None) -> Guest:
    """WAITING_SINCE: there is no place now, and the deputy is in line in the principal's stead."""
    guest = new_guest(
        event=principal.event,
        represents=principal,
        name=deputy.name,
        email=deputy.email,
        function=deputy.function,
        organisation=principal.organisation,
        category=principal.category,
        answer=Guest.Answer.WAITLISTED if waiting_since else Guest.Answer.YES,
        waiting_since=waiting_since,
        answered_at=now(),
        invitation=Guest.Invitation.QUEUED if deputy.email else Guest.Invitation.NONE,
    )
    guest.save(force_insert=True)
    announce_move(guest, None)
    propose_named(guest)
    write_to(guest, "deputy_invited")
    return guest
