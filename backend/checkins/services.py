"""Devices: named, paired once with a code, revoked (CARD-3)."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from backend.accounts.models import User
from backend.checkins.changes import announce_device
from backend.checkins.errors import PairingCodeUnknown
from backend.checkins.models import Device
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing

TOKEN_PREFIX = "entd_"  # noqa: S105  (how a token begins, not a token)
CODE_LIVES = timedelta(minutes=15)
SEEN_EVERY = timedelta(seconds=20)
SKEW_MOVED = 1_000  # milliseconds
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_pairing_code() -> str:
    """Eight letters, 39 bits: enough for a quarter of an hour behind a rate limit."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def tidy_code(typed: str) -> str:
    """What was meant by TYPED: spaces, hyphens and case do not matter."""
    letters = "".join(char for char in typed.upper() if char.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def add_device(actor: Actor, *, name: str, event: Any, gate: str) -> tuple[Device, str]:
    """A device that waits to be paired, and its code, which is shown once."""
    with writing(actor):
        device = Device(name=name, event_id=event.pk, gate=gate)
        code = _give_code(device)
        announce_device(device)
        return device, code


def renew_pairing_code(actor: Actor, *, device: Device) -> str:
    """A new code for DEVICE; the token it holds stays good until the code is used."""
    with writing(actor):
        return _give_code(device)


def _give_code(device: Device) -> str:
    code = new_pairing_code()
    device.pairing_digest = digest_of(code)
    device.pairing_expires_at = now() + CODE_LIVES
    device.save(
        update_fields=None if device._state.adding else ["pairing_digest", "pairing_expires_at", "updated_at"]
    )
    return code


def pair_device(*, code: str, app_version: str) -> tuple[Device, str]:
    """The device that CODE was made for, and its new token. A code works once.

    Raises:
        PairingCodeUnknown: never made, used, or older than a quarter of an hour.
    """
    found = Device.objects.filter(
        pairing_digest=digest_of(tidy_code(code)), pairing_expires_at__gt=now(), event__isnull=False
    )
    device = found.first()
    if device is None:
        raise PairingCodeUnknown
    with writing(Actor(kind="device", id=str(device.pk), label=device.name)):
        device = found.select_for_update(of=("self",)).first()
        if device is None:
            raise PairingCodeUnknown
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        device.pairing_digest, device.pairing_expires_at = None, None
        device.token_digest, device.paired_at, device.revoked_at = digest_of(token), now(), None
        device.app_version = app_version
        device.save()
        announce_device(device)
    return device, token


def revoke_device(actor: Actor, *, device: Device) -> Device:
    """From now on DEVICE is told that it is revoked, whatever it asks."""
    with writing(actor):
        device.revoked_at, device.pairing_digest = device.revoked_at or now(), None
        device.save(update_fields=["revoked_at", "pairing_digest", "updated_at"])
        announce_device(device)
    return device


def browser_device(user: User) -> Device:
    """The device that stands for USER's own phone or desk when they scan."""
    device = Device.objects.filter(user=user).first()
    if device is None:
        with writing(user.actor):
            device, _ = Device.objects.get_or_create(
                user=user, defaults={"name": f"Téléphone de {user.display_name}"[:80]}
            )
    return device


def note_contact(device: Device) -> None:
    """DEVICE has called; written at most every twenty seconds, and not traced."""
    moment = now()
    if device.last_seen_at is None or moment - device.last_seen_at > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=moment)


def note_skew(device: Device, skew_ms: int) -> None:
    """By how much DEVICE's clock is ahead; written when it moved by more than a second, and not traced."""
    if device.skew_ms is None or abs(device.skew_ms - skew_ms) > SKEW_MOVED:
        Device.objects.filter(pk=device.pk).update(skew_ms=skew_ms)


def device_actor(device: Device) -> Actor:
    return Actor(kind="device", id=str(device.pk), label=device.name)
