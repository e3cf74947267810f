from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, user_of
from backend.checkins.arrivals.following import follow_guest, followed_by, unfollow_guest
from backend.checkins.schemas import FollowedOut
from backend.events.queries import event_for, guest_for

router = Router(tags=["accueil"])
board = Right("checkins.view_board")
_FOLLOW = "/events/{uuid:event_id}/guests/{uuid:guest_id}/follow"


@router.get(
    "/events/{uuid:event_id}/followed",
    response=FollowedOut,
    auth=board,
    summary="Les invités dont vous suivez l’arrivée",
)
def list_followed(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return {"guest_ids": followed_by(user, event_for(user, event_id))}


@router.post(_FOLLOW, response={204: None}, auth=board, summary="Suivre l’arrivée d’un invité")
def post_follow(request: HttpRequest, event_id: UUID, guest_id: UUID) -> Status[None]:
    user = user_of(request)
    follow_guest(user.actor, user=user, guest=guest_for(event_for(user, event_id), guest_id))
    return Status(204, None)


@router.delete(_FOLLOW, response={204: None}, auth=board, summary="Ne plus suivre l’arrivée d’un invité")
def delete_follow(request: HttpRequest, event_id: UUID, guest_id: UUID) -> Status[None]:
    user = user_of(request)
    unfollow_guest(user.actor, user=user, guest=guest_for(event_for(user, event_id), guest_id))
    return Status(204, None)
