import base64
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from ninja import Field, Query, Router, Status
from ninja.decorators import decorate_view

from backend.accounts.auth import Right, actor_of, user_of
from backend.accounts.models import User
from backend.checkins.auth import DeviceAuth, DeviceOrReader, DeviceOrSteward, device_of, station_of
from backend.checkins.models import Device
from backend.checkins.queries import board_of, get_device, guests_at_the_door, visible_devices
from backend.checkins.roster import evening_key_for, evening_over_at, roster_for
from backend.checkins.roster.schemas import EveningKeyOut, RosterOut, RosterPlace
from backend.checkins.scanning import Batch, record_scans
from backend.checkins.schemas import (
    BoardOut,
    DeviceIn,
    DeviceOut,
    DeviceStateOut,
    FoundGuests,
    PairedOut,
    PairIn,
    PairingOut,
    ScansIn,
    ScansOut,
)
from backend.checkins.services import add_device, note_skew, pair_device, renew_pairing_code, revoke_device
from backend.core.clock import now
from backend.core.errors import NotAllowed, TooMany
from backend.core.http.client import client_address
from backend.core.http.paging import Page, Paging, page_of
from backend.core.http.traces import TraceEntry, traces_of
from backend.events.queries import event_for
from backend.events.tickets import public_keys

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
@decorate_view(gzip_page)
def roster(request: HttpRequest, place: Query[RosterPlace]) -> HttpResponse:
    station = station_of(request, place.event_id)
    found = roster_for(station, after=place.after, since=place.since, limit=place.limit)
    return JsonResponse(found, headers=_NOT_KEPT)


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


@router.get("/devices", response=Page[DeviceOut], auth=manage, summary="Les bornes")
def list_devices(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(visible_devices(user_of(request)), paging, _device)


@router.post("/devices", response={201: PairingOut}, auth=manage, summary="Ajouter une borne")
def create_device(request: HttpRequest, payload: DeviceIn) -> Status[dict[str, Any]]:
    event = event_for(user_of(request), payload.event_id)
    device, code = add_device(actor_of(request), name=payload.name, event=event, gate=payload.gate)
    return Status(201, _pairing(device, code))


@router.post(
    "/devices/{uuid:device_id}/pairing-code", response=PairingOut, auth=manage, summary="Nouveau code"
)
def pairing_code(request: HttpRequest, device_id: UUID) -> dict[str, Any]:
    device = get_device(user_of(request), device_id)
    return _pairing(device, renew_pairing_code(actor_of(request), device=device))


@router.get(
    "/devices/{uuid:device_id}/history",
    response=list[TraceEntry],
    auth=manage,
    summary="Qui a changé quoi chez une borne",
)
def device_history(request: HttpRequest, device_id: UUID) -> list[dict[str, Any]]:
    return traces_of(get_device(user_of(request), device_id))


@router.post(
    "/devices/{uuid:device_id}/revoke", response=DeviceOut, auth=manage, summary="Révoquer une borne"
)
def revoke(request: HttpRequest, device_id: UUID) -> dict[str, Any]:
    return _device(revoke_device(actor_of(request), device=get_device(user_of(request), device_id)))


@router.post("/devices/pair", response=PairedOut, auth=None, summary="Appairer cette borne avec un code")
def pair(request: HttpRequest, payload: PairIn) -> dict[str, Any]:
    _slow_down_guessing(request)
    device, token = pair_device(code=payload.code, app_version=payload.app_version)
    return {**_state(device), "token": token}


@router.get(
    "/devices/me", response=DeviceStateOut, auth=DeviceAuth(), summary="Ce que cette borne doit savoir"
)
def my_device(request: HttpRequest) -> dict[str, Any]:
    return _state(device_of(request))


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
    if any(scan.override for scan in batch.scans) and not user.has_perm("checkins.decide_conflicts"):
        raise NotAllowed


def _slow_down_guessing(request: HttpRequest) -> None:
    """Thirty tries a minute from one address: a code has 39 bits and lives a quarter of an hour.

    Raises:
        TooMany: wait a minute.
    """
    key = f"pairing-tries:{client_address(request)}"
    cache.add(key, 0, timeout=60)
    if cache.incr(key) > settings.PAIRING_TRIES_A_MINUTE:
        raise TooMany


def _device(device: Device) -> dict[str, Any]:
    names = (
        "name",
        "gate",
        "event_id",
        "paired_at",
        "revoked_at",
        "last_seen_at",
        "app_version",
        "created_at",
    )
    facts = {name: getattr(device, name) for name in names}
    return {"id": device.pk, "event_title": device.event.title if device.event else "", **facts}


def _pairing(device: Device, code: str) -> dict[str, Any]:
    return {**_device(device), "pairing_code": code, "expires_at": device.pairing_expires_at}


def _state(device: Device) -> dict[str, Any]:
    keys = {str(number): base64.b64encode(key).decode() for number, key in public_keys().items()}
    return {"device": device, "event": device.event, "public_keys": keys}
