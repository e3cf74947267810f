"""Kiosks: paired, moved, revoked, and what they tell of themselves (CARD-3)."""

import base64
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.checkins.auth import DeviceAuth, device_of
from backend.checkins.fleet import ask_drill, beat_of, move_device, record_beat
from backend.checkins.fleet.schemas import DevicePatch, HeartbeatIn, HeartbeatOut
from backend.checkins.models import Device
from backend.checkins.queries import get_device, visible_devices
from backend.checkins.schemas import DeviceIn, DeviceOut, DeviceStateOut, PairedOut, PairIn, PairingOut
from backend.checkins.sealing import seal_key
from backend.checkins.services import add_device, pair_device, renew_pairing_code, revoke_device
from backend.core.errors import TooMany
from backend.core.http.client import client_address
from backend.core.http.paging import Page, Paging, page_of
from backend.core.http.traces import TraceEntry, traces_of
from backend.events.queries import event_for
from backend.events.tickets import public_keys

router = Router(tags=["accueil"])
manage = Right("checkins.manage_devices")


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


@router.patch(
    "/devices/{uuid:device_id}", response=DeviceOut, auth=manage, summary="Nommer ou placer une borne"
)
def patch_device(request: HttpRequest, device_id: UUID, payload: DevicePatch) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, payload.event_id) if payload.event_id else None
    device = get_device(user, device_id)
    return _device(move_device(user.actor, device=device, name=payload.name, gate=payload.gate, event=event))


@router.post(
    "/devices/{uuid:device_id}/drill",
    response=DeviceOut,
    auth=manage,
    summary="Demander un essai hors connexion",
)
def post_drill(request: HttpRequest, device_id: UUID) -> dict[str, Any]:
    return _device(ask_drill(actor_of(request), device=get_device(user_of(request), device_id)))


@router.post(
    "/devices/heartbeat", response=HeartbeatOut, auth=DeviceAuth(), summary="Ce qu’une borne dit d’elle"
)
def heartbeat(request: HttpRequest, payload: HeartbeatIn) -> dict[str, Any]:
    beat = payload.as_beat()
    return beat_of(record_beat(device_of(request), beat), beat)


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
        "skew_ms",
        "health",
        "drill_asked_at",
    )
    facts = {name: getattr(device, name) for name in names}
    return {"id": device.pk, "event_title": device.event.title if device.event else "", **facts}


def _pairing(device: Device, code: str) -> dict[str, Any]:
    return {**_device(device), "pairing_code": code, "expires_at": device.pairing_expires_at}


def _state(device: Device) -> dict[str, Any]:
    keys = {str(number): base64.b64encode(key).decode() for number, key in public_keys().items()}
    return {"device": device, "event": device.event, "public_keys": keys, "seal_key": seal_key()}
