"""Who decides about an event: its owner, and administrators."""

from typing import Any

from backend.events.errors import NotYourEvent
from backend.events.models import Event


def manages(user: Any, event: Event) -> bool:
    return event.owner_id == user.pk or bool(user.has_perm("events.manage_events"))


def check_manages(user: Any, event: Event) -> None:
    """Raises NotYourEvent."""
    if not manages(user, event):
        raise NotYourEvent
