"""Who comes with a guest: companions with a name are guests of their own, the others are a number (RF-13).

A companion with a name has a link and a ticket, and answers for themselves. `Guest.party` of the host counts the
host and those without a name. Nobody who came by the answer of somebody else brings anybody.
"""

from collections import Counter
from dataclasses import dataclass

from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.text import fold
from backend.events.changes import standing_of
from backend.events.models import Guest
from backend.events.services.brought import locked_companions, still_coming
from backend.events.services.guests import new_guest, revoke
from backend.events.services.letters import write_to
from backend.events.services.moves import announce_move
from backend.events.services.places import Places, needs_of
from backend.events.services.proposals import propose_named


@dataclass(frozen=True, slots=True)
class Companion:
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a guest brings: those NAMED, and a number of others."""

    named: tuple[Companion, ...] = ()
    unnamed: int = 0

    @property
    def size(self) -> int:
        return len(self.named) + self.unnamed


def is_brought(host: Guest, party: Party) -> bool:
    """Whether PARTY is what HOST, whose row is locked, brings already."""
    there = {(fold(each.name), each.email) for each in still_coming(locked_companions(host))}
    wanted = {(fold(each.name), each.email) for each in party.named}
    return there == wanted and host.party == 1 + party.unnamed


def needs_with(host: Guest, party: Party | None) -> Places:
    """How many places HOST, who is locked, needs with PARTY; None: with whom they bring already.

    Raises:
        Invalid: more than the invitation allows.
    """
    there = locked_companions(host)
    if party is None:
        return needs_of(host, there)
    wanted = {fold(each.name): each for each in party.named}
    staying = [each for each in there if _arrived(each) and fold(each.name) not in wanted]
    _check_number(host, len(wanted) + party.unnamed + len(staying))
    known = {fold(each.name): each for each in there}
    coming = [known[name].category if name in known else host.category for name in wanted]
    return Counter({host.category: 1 + party.unnamed}) + Counter(
        [*coming, *(each.category for each in staying)]
    )


def bring(host: Guest, party: Party) -> None:
    """HOST, who is locked, brings PARTY and nobody else: who is not in it any more loses the ticket.

    Whoever has arrived stays, and counts. The number is checked (`needs_with`).
    """
    there = locked_companions(host)
    wanted = {fold(each.name): each for each in party.named}
    staying = [each for each in there if _arrived(each) and fold(each.name) not in wanted]
    for each in still_coming(there):
        if fold(each.name) not in wanted and each not in staying:
            _release(each)
    known = {fold(each.name): each for each in there}
    for name, companion in wanted.items():
        if name in known:
            _write_down(known[name], companion.email)
        else:
            _add(host, companion)
    _set_number(host, party.unnamed)


def seat_companions(host: Guest) -> None:
    """Companions who waited with HOST, who has a place now, come too; their tickets go out."""
    if host.answer != Guest.Answer.YES:
        return
    for each in locked_companions(host):
        if each.answer == Guest.Answer.WAITLISTED:
            before = standing_of(each)
            each.answer, each.answered_at = Guest.Answer.YES, now()
            _invite(each)
            announce_move(each, before)


def release_companions(host: Guest) -> None:
    """HOST does not come: tickets of companions are void, but for those who are there."""
    for each in locked_companions(host):
        if not _arrived(each):
            _release(each)
    _set_number(host, 0)


def companions_of(host: Guest) -> list[Guest]:
    """Those with a name who were not withdrawn, in the order in which they were named."""
    return list(host.companions.filter(revoked_at=None).order_by("id"))


def _check_number(host: Guest, number: int) -> None:
    if number <= host.may_bring:
        return
    if host.may_bring == 0:
        raise Invalid(fields={"companions": "Cette invitation ne prévoit pas d’accompagnant."})
    most = "un accompagnant" if host.may_bring == 1 else f"{host.may_bring} accompagnants"
    raise Invalid(fields={"companions": f"Cette invitation prévoit au plus {most}."})


def _arrived(guest: Guest) -> bool:
    return guest.attendance != Guest.Attendance.NONE


def _set_number(host: Guest, unnamed: int) -> None:
    if host.party != 1 + unnamed:
        before = standing_of(host)
        host.party = 1 + unnamed
        host.save()
        announce_move(host, before)


def _write_down(companion: Guest, email: str) -> None:
    """An address that is new gets the link and the ticket; without one, the known one stays."""
    if not email or email == companion.email:
        return
    before = standing_of(companion)
    companion.email = email
    _invite(companion)
    announce_move(companion, before)
    propose_named(companion)


def _invite(companion: Guest) -> None:
    """Link and ticket by mail, once there is a place; saves the row."""
    if companion.answer == Guest.Answer.YES and companion.email:
        companion.invitation = Guest.Invitation.QUEUED
        write_to(companion, "companion_invited")
    companion.save()


def _release(companion: Guest) -> None:
    revoke(companion)
    write_to(companion, "companion_released")


def _add(host: Guest, companion: Companion) -> Guest:
    guest = new_guest(
        event=host.event,
        companion_of=host,
        name=companion.name,
        email=companion.email,
        category=host.category,
        answer=host.answer,
        answered_at=now(),
    )
    guest.save(force_insert=True)
    _invite(guest)
    announce_move(guest, None)
    propose_named(guest)
    return guest
