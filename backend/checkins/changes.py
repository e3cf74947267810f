"""What is announced about the doors themselves: on `devices`, and on the audience of an event."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from backend.checkins.models import Device
from backend.live.change import Change
from backend.live.publish import publish

DEVICES = "devices"


class DeviceChanged(Change):
    """A kiosk was added, moved, revoked, or told something new of itself; screens fetch it again."""

    kind: ClassVar[str] = "device_changed"
    id: UUID


class ConflictsChanged(Change):
    """Contradictions were opened, explained by a later upload, or decided."""

    kind: ClassVar[str] = "conflicts_changed"
    ids: list[UUID]


def conflicts_audience(event_id: UUID) -> str:
    return f"conflicts:{event_id}"


def announce_conflicts(event_id: UUID, ids: Iterable[UUID]) -> None:
    """Inside the open unit of work."""
    publish(conflicts_audience(event_id), ConflictsChanged(ids=list(ids)))


def announce_device(device: Device) -> None:
    """Inside the open unit of work."""
    publish(DEVICES, DeviceChanged(id=device.pk))
