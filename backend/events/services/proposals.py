"""Who is named in an answer and is no contact waits as a proposed contact, until an officer decides (RF-20)."""

from uuid import UUID

from backend.contacts.candidates.facts import CandidateFacts
from backend.contacts.candidates.origins import CandidateDecision, CandidateOrigin
from backend.contacts.candidates.proposing import propose_contact, withdraw_proposal
from backend.core.work import current_work
from backend.events.changes import standing_of
from backend.events.models import Guest
from backend.events.services.moves import announce_move

KIND = "event_answer"


def propose_named(guest: Guest, named_by: Guest) -> None:
    """GUEST, whom NAMED_BY named as deputy or companion, inside the open unit of work."""
    role = "Représentant de" if guest.is_deputy else "Accompagnant de"
    origin = CandidateOrigin(
        kind=KIND,
        id=str(guest.pk),
        label=f"{role} {named_by.name}, {guest.event.title}",
        url=f"/evenements/{guest.event_id}?personne={guest.pk}",
    )
    facts = CandidateFacts(
        full_name=guest.name, organisation=guest.organisation, function=guest.function, email=guest.email
    )
    propose_contact(current_work().actor, origin=origin, facts=facts)


def withdraw_named(guest: Guest) -> None:
    """GUEST does not come any more: what nobody has decided is forgotten."""
    if guest.comes_with_another:
        withdraw_proposal(current_work().actor, kind=KIND, origin_id=str(guest.pk))


def link_decided(decision: CandidateDecision) -> None:
    """The guest is the person whom the candidate became, where that person is not on the list otherwise."""
    guest = Guest.objects.select_for_update(no_key=True).filter(pk=UUID(decision.origin_id)).first()
    if guest is None or decision.person_id is None or guest.contact_id is not None:
        return
    there = Guest.objects.filter(event=guest.event_id, contact=decision.person_id, represents=None)
    if guest.is_deputy or not there.exists():
        guest.contact_id = decision.person_id
        guest.save()
        announce_move(guest, standing_of(guest))
