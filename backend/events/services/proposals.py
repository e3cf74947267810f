"""Who is named in an answer, or comes uninvited, and is no contact waits as a proposed contact (RF-20).

Nobody enters the base by themselves: an officer decides. Whoever is surely a contact already is linked at once.
"""

from uuid import UUID

from backend.contacts.candidates.facts import CandidateFacts
from backend.contacts.candidates.known import person_surely
from backend.contacts.candidates.origins import CandidateDecision, CandidateOrigin
from backend.contacts.candidates.proposing import propose_contact, withdraw_proposal
from backend.core.work import current_work
from backend.events.changes import Standing, standing_of
from backend.events.models import Guest
from backend.events.proposed import origin_of
from backend.events.services.moves import announce_move


def propose_named(guest: Guest) -> None:
    """GUEST comes, or is in line, by the answer of somebody who named them, inside the open unit of work.

    Said again, it corrects what nobody has decided.
    """
    named_by = guest.represents or guest.companion_of
    if named_by is None or guest.contact_id is not None:
        return
    known = person_surely(name=guest.name, email=guest.email)
    if known is not None:
        _withdraw(guest)
        _link(guest, known)
        return
    role = "Représentant de" if guest.is_deputy else "Accompagnant de"
    _propose(guest, f"{role} {named_by.name}, {guest.event.title}")


def withdraw_named(guest: Guest) -> None:
    """GUEST does not come any more: what nobody has decided is forgotten."""
    if guest.comes_with_another or guest.walk_in:
        _withdraw(guest)


def settle_walk_in(guest: Guest, before: Standing | None) -> None:
    """GUEST came without an invitation: proposed once they are in, forgotten where that is taken back.

    Further passages of theirs, and those of everybody else, ask nothing of the database.
    """
    was_in = before is not None and before.came > 0
    if not guest.walk_in or guest.contact_id is not None or was_in == (guest.came > 0):
        return
    if was_in:
        _withdraw(guest)
    else:
        note = f", {guest.note[0].lower()}{guest.note[1:]}" if guest.note else ""
        _propose(guest, f"{guest.event.title}{note}")


def link_decided(decision: CandidateDecision) -> None:
    """The guest is the person whom the candidate became, where that person is not on the list otherwise."""
    guest = Guest.objects.select_for_update(no_key=True).filter(pk=UUID(decision.origin_id)).first()
    if guest is not None and decision.person_id is not None and guest.contact_id is None:
        _link(guest, decision.person_id)


def _propose(guest: Guest, label: str) -> None:
    origin = CandidateOrigin(
        kind=origin_of(guest),
        id=str(guest.pk),
        label=label,
        url=f"/evenements/{guest.event_id}?personne={guest.pk}",
    )
    facts = CandidateFacts(
        full_name=guest.name, organisation=guest.organisation, function=guest.function, email=guest.email
    )
    propose_contact(current_work().actor, origin=origin, facts=facts)


def _withdraw(guest: Guest) -> None:
    withdraw_proposal(current_work().actor, kind=origin_of(guest), origin_id=str(guest.pk))


def _link(guest: Guest, person_id: UUID) -> None:
    there = Guest.objects.filter(event=guest.event_id, contact=person_id, represents=None)
    if guest.is_deputy or not there.exists():
        guest.contact_id = person_id
        guest.save()
        announce_move(guest, standing_of(guest), more=True)
