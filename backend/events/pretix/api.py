"""A pretix event as a source of tickets (RF-15)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.events.access import check_manages
from backend.events.models import Event
from backend.events.pretix.fetching import rows_of
from backend.events.pretix.schemas import (
    CheckinListsOut,
    PretixIn,
    PretixPatch,
    PretixReadOut,
    PretixTakeIn,
)
from backend.events.queries import event_for
from backend.events.services.pretix import (
    ask_fetch,
    change_pretix,
    link_pretix,
    lists_of,
    take_fetched,
    unlink_pretix,
)
from backend.events.ticketing.plan import plan_for, tickets_of
from backend.events.ticketing.present import told_plan
from backend.events.ticketing.queries import pretix_of, sources_of
from backend.events.ticketing.schemas import TicketPlanOut, TicketSourcesOut

router = Router(tags=["billetterie"])
CHANGE = Right("events.change_event")
_TICKETS = "/events/{uuid:event_id}/tickets"
_ONE = _TICKETS + "/{uuid:source_id}/pretix"


@router.post(
    _TICKETS + "/pretix", response={201: TicketSourcesOut}, auth=CHANGE, summary="Relier un événement pretix"
)
def post_pretix(request: HttpRequest, event_id: UUID, payload: PretixIn) -> Status[dict[str, Any]]:
    event = _managed(request, event_id)
    values = payload.dict(exclude={"label"})
    link_pretix(actor_of(request), event_id=event.pk, label=payload.label, values=values)
    return Status(201, {"items": sources_of(event)})


@router.patch(_ONE, response=TicketSourcesOut, auth=CHANGE, summary="Modifier la liaison")
def patch_pretix(
    request: HttpRequest, event_id: UUID, source_id: UUID, payload: PretixPatch
) -> dict[str, Any]:
    event = _managed(request, event_id)
    link = pretix_of(event, source_id)
    change_pretix(actor_of(request), link_id=link.pk, values=payload.dict(exclude_unset=True))
    return {"items": sources_of(event)}


@router.delete(_ONE, response={204: None}, auth=CHANGE, summary="Défaire la liaison")
def delete_pretix(request: HttpRequest, event_id: UUID, source_id: UUID) -> Status[None]:
    link = pretix_of(_managed(request, event_id), source_id)
    unlink_pretix(actor_of(request), link_id=link.pk)
    return Status(204, None)


@router.get(_ONE + "/lists", response=CheckinListsOut, auth=CHANGE, summary="Les listes d’entrée de pretix")
def list_checkin_lists(request: HttpRequest, event_id: UUID, source_id: UUID) -> dict[str, Any]:
    return {"items": lists_of(pretix_of(_managed(request, event_id), source_id))}


@router.post(_ONE + "/fetch", response={202: PretixReadOut}, auth=CHANGE, summary="Lire pretix")
def post_fetch(request: HttpRequest, event_id: UUID, source_id: UUID) -> Status[dict[str, Any]]:
    event = event_for(user_of(request), event_id)
    ask_fetch(actor_of(request), link_id=pretix_of(event, source_id).pk)
    return Status(202, _read(event, source_id))


@router.get(_ONE, response=PretixReadOut, auth=CHANGE, summary="Ce qui a été lu dans pretix, à l’essai")
def get_read(request: HttpRequest, event_id: UUID, source_id: UUID) -> dict[str, Any]:
    return _read(event_for(user_of(request), event_id), source_id)


@router.post(_ONE + "/take", response=TicketPlanOut, auth=CHANGE, summary="Reprendre ce qui a été lu")
def post_take(request: HttpRequest, event_id: UUID, source_id: UUID, payload: PretixTakeIn) -> dict[str, Any]:
    link = pretix_of(event_for(user_of(request), event_id), source_id)
    plan = take_fetched(actor_of(request), link_id=link.pk, withdraw_missing=payload.withdraw_missing)
    return told_plan(plan, committed=True)


def _managed(request: HttpRequest, event_id: UUID) -> Event:
    """The event, for who decides about it. Raises NotFound, NotYourEvent."""
    user = user_of(request)
    event = event_for(user, event_id)
    check_manages(user, event)
    return event


def _read(event: Event, source_id: UUID) -> dict[str, Any]:
    link = pretix_of(event, source_id)
    plan = None
    if link.state == "ready":
        plan = told_plan(
            plan_for(event, tickets_of(event, link.source.label), rows_of(link)), committed=False
        )
    return {"state": link.state, "problem": link.problem, "plan": plan}
