"""The devices of whoever is signed in; backend/config/api.py mounts it behind the sign-in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Status

from notifications.models import PushSubscription
from notifications.push.devices import devices_of, fingerprint, remove_device, send_test, subscribe_device
from notifications.push.keys import public_key
from notifications.push.schemas import PushDeviceIn, PushDeviceOut, PushOut, PushTestOut

router = Router(tags=["avis"])


@router.get("/push", response=PushOut, summary="Mes appareils, et ce qu’il faut pour en ajouter un")
def read_push(request: HttpRequest) -> dict[str, Any]:
    devices = [_device(device) for device in devices_of(_user(request))]
    return {"public_key": public_key(), "csrf_token": get_token(request), "devices": devices}


@router.post("/push/devices", response=PushDeviceOut, summary="Recevoir mes avis sur cet appareil")
def add_device(request: HttpRequest, body: PushDeviceIn) -> dict[str, Any]:
    user = _user(request)
    given = body.dict(exclude={"keys"}) | body.keys.dict()
    return _device(subscribe_device(user.actor, user=user, **given))


@router.delete("/push/devices/{uuid:device_id}", response={204: None}, summary="Retirer un de mes appareils")
def delete_device(request: HttpRequest, device_id: UUID) -> Status[None]:
    remove_device(_user(request).actor, user=_user(request), device_id=device_id)
    return Status(204, None)


@router.post("/push/test", response=PushTestOut, summary="M’envoyer un avis d’essai")
def try_devices(request: HttpRequest) -> dict[str, int]:
    return {"devices": send_test(_user(request).actor, user=_user(request))}


def _device(device: PushSubscription) -> dict[str, Any]:
    names = ("id", "name", "created_at", "succeeded_at", "failures")
    return {name: getattr(device, name) for name in names} | {
        "fingerprint": fingerprint(device.endpoint),
        "fresh": device.server_key == public_key(),
    }


def _user(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
