"""What events give to the one search box: those to come, the next one first, then those that were."""

from typing import Any

from backend.core.search import Hit, register_search
from backend.events.models import Event
from backend.events.queries import events_matching
from backend.events.words import in_words


def register() -> None:
    register_search("event", _events)


def _events(user: Any, query: str, limit: int) -> list[Hit]:
    """Whoever only watches a board has no page of an event to be led to."""
    if not user.has_perm("events.view_event"):
        return []
    coming = events_matching(user, q=query, period="upcoming").order_by("starts_at", "id")
    past = events_matching(user, q=query, period="past").order_by("-starts_at", "id")
    found = list(coming[:limit])
    return [_hit(event) for event in [*found, *past[: limit - len(found)]]]


def _hit(event: Event) -> Hit:
    told = (in_words(event.starts_at, event.timezone), event.place)
    return Hit("event", event.pk, event.title, ", ".join(text for text in told if text))
