from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from backend.accounts.auth import Right, user_of
from backend.checkins.changes import conflicts_audience
from backend.checkins.conflicts import (
    conflicts_for,
    crowd_of,
    decide_conflict,
    journal_for,
    places_of,
    present,
)
from backend.checkins.conflicts.schemas import (
    ConflictDecisionIn,
    ConflictOut,
    ConflictsAsked,
    ConflictsOut,
    JournalAsked,
    JournalOut,
)
from backend.core.errors import NotFound
from backend.core.http.traces import TraceEntry, traces_of
from backend.events.queries import event_for
from backend.live.publish import cursor_of

router = Router(tags=["accueil"])
decide = Right("checkins.decide_conflicts")


@router.get(
    "/events/{uuid:event_id}/conflicts",
    response=ConflictsOut,
    auth=decide,
    summary="Les entrées contradictoires",
)
def list_conflicts(request: HttpRequest, event_id: UUID, asked: Query[ConflictsAsked]) -> dict[str, Any]:
    user = user_of(request)
    event, cursor = event_for(user, event_id), cursor_of(conflicts_audience(event_id))
    rows = conflicts_for(user, event, state=asked.state)
    return {
        "items": [present.conflict(row) for row in rows[asked.offset : asked.offset + asked.limit]],
        "total": rows.count(),
        "open": conflicts_for(user, event, state="open").count(),
        "crowd": crowd_of(event),
        "cursor": cursor,
    }


@router.post(
    "/events/{uuid:event_id}/conflicts/{uuid:conflict_id}/decide",
    response=ConflictOut,
    auth=decide,
    summary="Trancher une entrée contradictoire",
)
def post_decision(
    request: HttpRequest, event_id: UUID, conflict_id: UUID, payload: ConflictDecisionIn
) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    decide_conflict(user.actor, user=user, event=event, conflict_id=conflict_id, **payload.model_dump())
    return present.conflict(conflicts_for(user, event).get(pk=conflict_id))


@router.get(
    "/events/{uuid:event_id}/conflicts/{uuid:conflict_id}/history",
    response=list[TraceEntry],
    auth=decide,
    summary="Qui a tranché quoi",
)
def conflict_history(request: HttpRequest, event_id: UUID, conflict_id: UUID) -> list[dict[str, Any]]:
    user = user_of(request)
    conflict = conflicts_for(user, event_for(user, event_id)).filter(pk=conflict_id).first()
    if conflict is None:
        raise NotFound
    return traces_of(conflict)


@router.get(
    "/events/{uuid:event_id}/scans", response=JournalOut, auth=decide, summary="Le journal des contrôles"
)
def list_scans(request: HttpRequest, event_id: UUID, asked: Query[JournalAsked]) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    rows = journal_for(user, event, gate=asked.gate, verdict=asked.verdict, device=asked.device_id)
    page = rows[asked.offset : asked.offset + asked.limit]
    return {"items": [present.journal_row(row) for row in page], "total": rows.count(), **places_of(event)}
