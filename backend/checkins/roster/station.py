"""Who asks for a roster: a paired kiosk for its event, or a member of staff for one that they may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.checkins.errors import DeviceWithoutEvent
from backend.checkins.models import Device
from backend.core.errors import Invalid
from backend.events.queries import event_for
from backend.events.roster import event_of_device


@dataclass(frozen=True, slots=True)
class Station:
    """SECRET tells this pairing of this station from all others. A kiosk asks a PIN to overrule, a person has a
    right to."""

    secret: bytes
    event: Any
    is_kiosk: bool


def station_of_device(device: Device) -> Station:
    """Raises DeviceWithoutEvent."""
    if device.event_id is None:
        raise DeviceWithoutEvent
    secret = f"{device.pk}:{device.token_digest}".encode()
    return Station(secret, event_of_device(device.event_id), is_kiosk=True)


def station_of_user(user: User, event_id: UUID | None) -> Station:
    """Raises NotFound, or Invalid: which event?"""
    if event_id is None:
        raise Invalid(fields={"event_id": "Choisissez un événement."})
    return Station(str(user.pk).encode(), event_for(user, event_id), is_kiosk=False)
