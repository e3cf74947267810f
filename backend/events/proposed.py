"""Guests as the proposed contacts that they become (RF-20)."""

from typing import Any

from backend.contacts.candidates.queries import candidate_from
from backend.events.models import Guest

ANSWER = "event_answer"
DOOR = "event_door"


def origin_of(guest: Guest) -> str:
    """The kind of origin that GUEST is proposed from."""
    return ANSWER if guest.comes_with_another else DOOR


def proposal_of(user: Any, guest: Guest) -> dict[str, Any]:
    """What became of GUEST as a proposed contact, for who may decide of such."""
    found = candidate_from(user, kind=origin_of(guest), origin_id=str(guest.pk))
    return {"candidate_id": found.pk if found else None, "state": found.state if found else None}
