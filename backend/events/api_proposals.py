"""The proposed contact that a guest became who was named in an answer or came uninvited (RF-20)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from backend.accounts.auth import Right, user_of
from backend.events.proposed import proposal_of
from backend.events.queries import event_for, guest_for
from backend.events.schemas import ProposalOut

router = Router(tags=["événements"])
VIEW = Right("events.view_event")
_PROPOSAL = "/events/{uuid:event_id}/guests/{uuid:guest_id}/proposal"


@router.get(_PROPOSAL, response=ProposalOut, auth=VIEW, summary="Le contact proposé d’un invité")
def get_proposal(request: HttpRequest, event_id: UUID, guest_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return proposal_of(user, guest_for(event_for(user, event_id), guest_id))
