"""Who wants which guest, and who is known already (RF-13)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from backend.accounts.auth import Right, user_of
from backend.events.known_guests import known_persons
from backend.events.models import Event
from backend.events.present import guest_out
from backend.events.present_officers import quota_out
from backend.events.queries import event_for, guest_for
from backend.events.quotas import places_of
from backend.events.schemas import (
    GuestOut,
    KnownIn,
    KnownPersonOut,
    PersonOut,
    QuotaOut,
    QuotasIn,
    SelectIn,
    TakenBackOut,
)
from backend.events.services.quotas import QuotaWish, officers, set_quotas
from backend.events.services.selections import select_guest, take_back

VIEW = Right("events.view_event")
router = Router(tags=["événements"], auth=Right("events.change_event"))
_GUEST = "/events/{uuid:event_id}/guests/{uuid:guest_id}"


@router.post(
    "/events/{uuid:event_id}/guests/known", response=list[KnownPersonOut], summary="Qui est connu sous ce nom"
)
def find_known(request: HttpRequest, event_id: UUID, payload: KnownIn) -> list[dict[str, Any]]:
    """Reads only; what was typed names a person, and stays out of addresses."""
    user = user_of(request)
    return [asdict(each) for each in known_persons(user, event_for(user, event_id), **payload.dict())]


@router.post(_GUEST + "/selection", response=GuestOut, summary="Proposer aussi cet invité")
def post_selection(request: HttpRequest, event_id: UUID, guest_id: UUID, payload: SelectIn) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    select_guest(user.actor, user=user, event_id=event_id, guest_id=guest_id, why=payload.why)
    return guest_out(guest_for(event, guest_id))


@router.delete(
    _GUEST + "/selections/{uuid:selection_id}", response=TakenBackOut, summary="Ne plus proposer cet invité"
)
def delete_selection(
    request: HttpRequest, event_id: UUID, guest_id: UUID, selection_id: UUID
) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    removed = take_back(
        user.actor, user=user, event_id=event_id, guest_id=guest_id, selection_id=selection_id
    )
    return {"removed": removed, "guest": None if removed else guest_out(guest_for(event, guest_id))}


@router.get(
    "/events/{uuid:event_id}/quotas", response=list[QuotaOut], auth=VIEW, summary="Les quotas d’un événement"
)
def list_quotas(request: HttpRequest, event_id: UUID) -> list[dict[str, Any]]:
    return _quotas(event_for(user_of(request), event_id))


@router.post("/events/{uuid:event_id}/quotas", response=list[QuotaOut], summary="Fixer les quotas")
def post_quotas(request: HttpRequest, event_id: UUID, payload: QuotasIn) -> list[dict[str, Any]]:
    user = user_of(request)
    event = event_for(user, event_id)
    wishes = [QuotaWish(**each.dict()) for each in payload.quotas]
    set_quotas(user.actor, user=user, event_id=event_id, wishes=wishes)
    return _quotas(event)


@router.get("/events/officers", response=list[PersonOut], summary="Qui peut proposer des invités")
def list_officers(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"id": each.pk, "name": each.display_name} for each in officers()]


def _quotas(event: Event) -> list[dict[str, Any]]:
    places = places_of(event)
    return [quota_out(quota, places) for quota in places.quotas]
