"""What is announced about the doors themselves: on `devices`, and on the audience of an event."""

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


def announce_device(device: Device) -> None:
    """Inside the open unit of work."""
    publish(DEVICES, DeviceChanged(id=device.pk))
