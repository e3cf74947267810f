"""The answer to an invitation: comes, does not come, or sends somebody (RF-13).

What always holds: a guest who is represented has exactly one deputy who is not revoked, and nobody else has
one. Only who comes brings somebody. Who was withdrawn keeps their last answer.
"""

from dataclasses import dataclass
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
)
from backend.events.models import Guest
from backend.events.services.brought import check_room_beside
from backend.events.services.companions import (
    Party,
    bring,
    is_brought,
    release_companions,
)
from backend.events.services.events import locked_event
from backend.events.services.guests import locked_guest, new_guest, revoke
from backend.events.services.letters import write_to
from backend.events.services.moves import announce_move

AnswerName = Literal["yes", "no", "represented"]


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
) -> Guest:
    """Note ANSWER; the same answer again changes nothing and sends nothing.

    PARTY is whom a guest who comes brings along; None leaves it as it is.

    Raises:
        Invalid: represented by nobody, or more companions than allowed. LinkRevoked: the guest was withdrawn.
        AnswersClosed: the event is over, cancelled or not open.
        AlreadyArrived: the guest or the deputy came.
        DeputyCannotDelegate, CompanionCannotDelegate: who was named by somebody comes or does not come.
        TooManyCompanions: the place of this companion went to somebody else.
    """
    with writing(actor):
        locked_event(event_id)
        guest = locked_guest(event_id, guest_id)
        present = guest.deputies.select_for_update().filter(revoked_at=None).first()
        if _says_the_same(guest, present, answer, deputy, party):
            return guest
        _check_open(guest, present)
        changed = guest.answer != answer or answer == "represented"
        if answer == "represented":
            _represent(guest, present, deputy)
        else:
            _come_or_not(guest, present, answer, party)
        if changed and (not guest.is_deputy or answer == "yes"):
            write_to(guest, "answer_confirmed")
    return guest


def _says_the_same(
    guest: Guest, present: Guest | None, answer: AnswerName, deputy: Deputy | None, party: Party | None
) -> bool:
    if guest.revoked or answer != guest.answer:
        return False
    if answer == "yes":
        return party is None or is_brought(guest, party)
    return answer != "represented" or (
        present is not None and deputy == Deputy(present.name, present.email, present.function)
    )


def _come_or_not(guest: Guest, present: Guest | None, answer: AnswerName, party: Party | None) -> None:
    if present:
        _release(present)
    if answer == "yes" and guest.companion_of is not None and guest.answer != answer:
        check_room_beside(guest.companion_of, guest)
    if answer != guest.answer:
        _note(guest, answer)
    if answer != "yes":
        release_companions(guest)
    elif party is not None:
        bring(guest, party)


def _check_open(guest: Guest, present: Guest | None) -> None:
    if guest.revoked:
        raise LinkRevoked
    if not guest.event.takes_answers(now()):
        raise AnswersClosed
    if any(each.attendance != Guest.Attendance.NONE for each in (guest, present) if each):
        raise AlreadyArrived


def _represent(guest: Guest, present: Guest | None, deputy: Deputy | None) -> None:
    if guest.is_deputy:
        raise DeputyCannotDelegate
    if guest.companion_of_id:
        raise CompanionCannotDelegate
    if deputy is None or not deputy.name.strip():
        raise Invalid(fields={"deputy.name": "Indiquez le nom de la personne qui vous représentera."})
    if present:
        _release(present)
    release_companions(guest)
    _note(guest, "represented")
    _add_deputy(guest, deputy)


def _note(guest: Guest, answer: AnswerName) -> None:
    before = standing_of(guest)
    guest.answer, guest.answered_at = answer, now()
    guest.save()
    announce_move(guest, before)


def _release(deputy: Guest) -> None:
    """The deputy's link and ticket are void, and they are told."""
    revoke(deputy)
    write_to(deputy, "deputy_released")


def _add_deputy(principal: Guest, deputy: Deputy) -> Guest:
    guest = new_guest(
        event=principal.event,
        represents=principal,
        name=deputy.name,
        email=deputy.email,
        function=deputy.function,
        organisation=principal.organisation,
        category=principal.category,
        answer=Guest.Answer.YES,
        answered_at=now(),
        invitation=Guest.Invitation.QUEUED if deputy.email else Guest.Invitation.NONE,
    )
    guest.save(force_insert=True)
    announce_move(guest, None)
    write_to(guest, "deputy_invited")
    return guest
