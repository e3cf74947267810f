"""Candidates: who was named somewhere and is not in the base yet (RF-20). What other domains need of them.

A domain registers what it proposes from in its AppConfig, proposes, and is told what was decided:

    register_candidate_origin("event_answer", label="Réponse à une invitation", decided=link_guest)

    propose_contact(
        actor,
        origin=CandidateOrigin(
            kind="event_answer",
            id=str(guest.pk),
            label=f"Réponse à l’invitation « {event.title} »",
            url=f"/evenements/{event.pk}",
        ),
        facts=CandidateFacts(full_name=deputy.name, email=deputy.email, function=deputy.function),
    )
"""

from backend.contacts.candidates.facts import CandidateFacts
from backend.contacts.candidates.origins import CandidateDecision, CandidateOrigin, register_candidate_origin
from backend.contacts.candidates.proposing import propose_contact, withdraw_proposal

__all__ = [
    "CandidateDecision",
    "CandidateFacts",
    "CandidateOrigin",
    "propose_contact",
    "register_candidate_origin",
    "withdraw_proposal",
]
