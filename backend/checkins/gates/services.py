"""Where doors change, kiosks that stand there follow."""

from collections import defaultdict
from uuid import UUID

from backend.accounts.models import User
from backend.checkins.changes import announce_device
from backend.checkins.models import Device
from backend.core.actor import Actor
from backend.core.errors import Conflict
from backend.core.work import writing
from backend.events.services.doors import DoorsWish, set_doors


def kiosks_by_gate(event_id: UUID) -> dict[str, list[Device]]:
    """The kiosks of an event that are not revoked, by the name of their gate."""
    found: dict[str, list[Device]] = defaultdict(list)
    for device in Device.objects.filter(event_id=event_id, user=None, revoked_at=None).order_by("name", "pk"):
        found[device.gate].append(device)
    return found


def change_doors(actor: Actor, *, user: User, event_id: UUID, version: int, wish: DoorsWish) -> None:
    """As `set_doors`; kiosks at a gate that has another name now are told at their next heartbeat. What was scanned
    there keeps the name that the gate had then.

    Raises:
        Conflict: a kiosk stands at a gate that would go. And what `set_doors` raises.
    """
    with writing(actor):
        moved = set_doors(actor, user=user, event_id=event_id, version=version, wish=wish)
        standing = kiosks_by_gate(event_id)
        for name in sorted(moved.gone):
            if standing.get(name):
                kiosks = ", ".join(f"« {device.name} »" for device in standing[name])
                raise Conflict(f"À la porte « {name} » se trouve encore : {kiosks}. Placez ailleurs d’abord.")
        for former, name in moved.renamed.items():
            for device in standing.get(former, ()):
                device.gate = name
                device.save(update_fields=["gate", "updated_at"])
                announce_device(device)
