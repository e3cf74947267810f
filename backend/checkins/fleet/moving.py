"""Where a kiosk stands is the server's word: name, gate and event are changed here, told at the next heartbeat."""

from typing import Any

from backend.checkins.changes import announce_device
from backend.checkins.models import Device
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing


def move_device(
    actor: Actor, *, device: Device, name: str | None = None, gate: str | None = None, event: Any = None
) -> Device:
    """Change what is given. At another event the kiosk fetches another roster, with another key."""
    with writing(actor):
        device.name = device.name if name is None else name
        device.gate = device.gate if gate is None else gate
        if event is not None and event.pk != device.event_id:
            device.stood_at = [each for each in (*device.stood_at, device.event_id) if each is not None]
            device.event = event
        device.save(update_fields=["name", "gate", "event", "stood_at", "updated_at"])
        announce_device(device)
    return device


def ask_drill(actor: Actor, *, device: Device) -> Device:
    """Ask DEVICE to judge alone once, as if the network were cut, and to tell how it went."""
    with writing(actor):
        device.drill_asked_at = now()
        device.save(update_fields=["drill_asked_at", "updated_at"])
        announce_device(device)
    return device
