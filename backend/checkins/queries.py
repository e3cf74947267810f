"""Devices, the search of a kiosk, and the board of an event (CARD-4)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import User
from backend.checkins.curve import curve_of
from backend.checkins.errors import DeviceRevoked
from backend.checkins.models import Conflict, Device
from backend.checkins.scanning import scanned_guest
from backend.checkins.services import digest_of
from backend.core.clock import now
from backend.core.errors import NotFound, NotSignedIn
from backend.core.text import words
from backend.events.attendance import search_guests
from backend.events.changes import audience_of
from backend.events.figures import figures_of
from backend.events.queries import may_follow_event
from backend.live.publish import snapshot


def device_of_token(token: str) -> Device:
    """The paired device that holds TOKEN.

    Raises:
        NotSignedIn: no device ever had it.
        DeviceRevoked: it had it.
    """
    wanted = "SELECT * FROM checkins_device WHERE token_digest = %s"  # by hand, as in events.attendance
    device = next(iter(Device.objects.raw(wanted, [digest_of(token)])), None)
    if device is None:
        raise NotSignedIn("Ce jeton n’est pas valable.", code="token_invalid")
    if device.revoked_at is not None:
        raise DeviceRevoked
    return device


def visible_devices(user: User) -> QuerySet[Device]:
    """The kiosks, newest first, for who may manage them."""
    devices = Device.objects.select_related("event").filter(user=None).order_by("-created_at", "id")
    return devices if user.has_perm("checkins.manage_devices") else devices.none()


def get_device(user: User, device_id: UUID) -> Device:
    """Raises NotFound."""
    device = visible_devices(user).filter(pk=device_id).first()
    if device is None:
        raise NotFound
    return device


def guests_at_the_door(device: Device, q: str) -> list[dict[str, Any]]:
    """At most twenty guests of the device's event whose name, organisation or function holds all words of Q."""
    wanted = words(q)
    if device.event_id is None or not any(len(word) >= 2 for word in wanted):
        return []
    return [
        {**scanned_guest(guest), "answer": guest.answer, "attendance": guest.attendance}
        for guest in search_guests(device.event_id, wanted)
    ]


def board_of(event: Any) -> dict[str, Any]:
    """The board of EVENT and the cursor of its audience that the figures are true at."""
    (figures, curve, conflicts), cursor = snapshot(
        audience_of(event.pk),
        lambda: (figures_of(event.pk), curve_of(event.pk), open_conflicts(event.pk)),
    )
    return {
        "event": event,
        "cursor": cursor,
        "server_time": now(),
        "open_conflicts": conflicts,
        **asdict(figures),
        "arrivals_curve": curve,
    }


def open_conflicts(event_id: UUID) -> int:
    """How many contradictions wait for a supervisor."""
    return Conflict.objects.filter(event=event_id, explained_at=None, decision="").count()


def may_follow_conflicts(user: Any, key: str) -> bool:
    """Whether USER may follow the audience `conflicts:KEY`, KEY the id of an event."""
    return bool(user.has_perm("checkins.decide_conflicts")) and may_follow_event(user, key)
