import base64
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from ninja import Field, Query, Router

from backend.accounts.auth import Right, user_of
from backend.accounts.models import User
from backend.checkins.auth import DeviceAuth, DeviceOrReader, DeviceOrSteward, device_of, station_of
from backend.checkins.queries import board_of, guests_at_the_door
from backend.checkins.roster import evening_key_for, evening_over_at, roster_for
from backend.checkins.roster.schemas import EveningKeyOut, RosterOut, RosterPlace
from backend.checkins.scanning import Batch, record_scans
from backend.checkins.schemas import (
    BoardOut,
    FoundGuests,
    ScansIn,
    ScansOut,
)
from backend.checkins.services import note_skew
from backend.core.clock import now
from backend.core.errors import NotAllowed, NotFound
from backend.events.queries import event_for, visible_events

router = Router(tags=["accueil"])
manage = Right("checkins.manage_devices")
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.post("/checkins/scans", response=ScansOut, auth=DeviceOrSteward(), summary="Contrôler des entrées")
def scan(request: HttpRequest, payload: ScansIn) -> dict[str, Any]:
    device, batch = device_of(request), payload.as_batch(received=now())
    _check(request, batch)
    note_skew(device, batch.skew_ms)
    return {"results": record_scans(device, batch, actor=request.actor)}  # type: ignore[attr-defined]


@router.get(
    "/checkins/guests", response=FoundGuests, auth=DeviceAuth(), summary="Chercher un invité à la porte"
)
def find_guests(request: HttpRequest, q: Annotated[str, Field(max_length=100)] = "") -> dict[str, Any]:
    return {"items": guests_at_the_door(device_of(request), q)}


@router.get("/checkins/roster", response=RosterOut, auth=DeviceOrReader(), summary="La liste d'une porte")
def roster(request: HttpRequest, place: Query[RosterPlace]) -> HttpResponse:
    station = station_of(request, place.event_id)
    found = roster_for(station, after=place.after, since=place.since, limit=place.limit)
    return _compressed(request, found)


@router.get(
    "/checkins/session-key", response=EveningKeyOut, auth=DeviceOrReader(), summary="La clé de la soirée"
)
def session_key(request: HttpRequest, event_id: UUID | None = None) -> HttpResponse:
    station = station_of(request, event_id)
    key = base64.b64encode(evening_key_for(station)).decode()
    return JsonResponse({"key": key, "until": evening_over_at(station)}, headers=_NOT_KEPT)


@router.get(
    "/events/{uuid:event_id}/board", response=BoardOut, auth=Right("checkins.view_board"), summary="Tableau"
)
def board(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return board_of(event_for(user_of(request), event_id))


@gzip_page
def _compressed(request: HttpRequest, found: dict[str, Any]) -> HttpResponse:
    """A refusal is small, and stays as it is."""
    return JsonResponse(found, headers=_NOT_KEPT)


def _check(request: HttpRequest, batch: Batch) -> None:
    """A member of staff scans for an event that they may see, and overrules a verdict only with the right to.

    Raises:
        NotFound, NotAllowed: see there.
    """
    user = request.auth  # type: ignore[attr-defined]
    if not isinstance(user, User):
        return
    if batch.event_id is not None:
        event_for(user, batch.event_id)
    elif not visible_events(user).exists():
        raise NotFound
    if any(scan.override for scan in batch.scans) and not user.has_perm("checkins.decide_conflicts"):
        raise NotAllowed
