"""Plan an event, change it, cancel it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.core.actor import Actor
from backend.core.errors import Conflict, Invalid, NotFound
from backend.core.work import writing
from backend.events.changes import audience_of, event_changed
from backend.events.errors import EventCancelled
from backend.events.models import Event, Reminder
from backend.events.services.places import overfull
from backend.live.publish import publish

_CHANGEABLE = frozenset(
    [
        "title",
        "place",
        "category",
        "starts_at",
        "ends_at",
        "timezone",
        "description",
        "cost",
        "state",
        "companions_allowed",
        "places",
        "places_by_category",
        "offer_hours",
    ]
)


def create_event(actor: Actor, *, owner: User | None, values: Mapping[str, Any]) -> Event:
    """Plan an event; OWNER gets its notices.

    Raises:
        Invalid: it ends before it starts.
    """
    event = Event(owner=owner, **_only_known(values))
    _check_dates(event.starts_at, event.ends_at)
    with writing(actor):
        event.save(force_insert=True)
    return event


def change_event(actor: Actor, *, event_id: UUID, version: int, values: Mapping[str, Any]) -> Event:
    """Change the given VALUES of an event that is still at VERSION.

    Raises:
        Conflict: it was changed meanwhile. EventCancelled: nothing changes any more.
        Invalid: it would end before it starts, or have fewer places than are taken.
    """
    known = _only_known(values)
    with writing(actor):
        event = locked_event(event_id)
        if event.version != version:
            raise Conflict("L’événement a été modifié entre-temps. Rechargez-le avant de recommencer.")
        if event.cancelled:
            raise EventCancelled
        for name, value in known.items():
            setattr(event, name, value)
        _check_dates(event.starts_at, event.ends_at)
        if {"places", "places_by_category"} & set(known) and (reason := overfull(event)):
            raise Invalid(fields={"places": reason})
        _save(event)
    return event


def cancel_event(actor: Actor, *, event_id: UUID) -> Event:
    """Cancel an event: answers close and nobody is let in. Cancelling twice is one cancelling."""
    with writing(actor):
        event = locked_event(event_id)
        if not event.cancelled:
            event.state = Event.State.CANCELLED
            _save(event)
    return event


def locked_event(event_id: UUID) -> Event:
    """The event, locked against other changes of it and of its list (not against scans at the door)."""
    event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
    if event is None:
        raise NotFound
    return event


def _save(event: Event) -> None:
    event.version += 1
    event.save()
    if event.cancelled:
        for reminder in event.reminders.filter(state=Reminder.State.PLANNED):
            reminder.state = Reminder.State.CANCELLED
            reminder.save()
    publish(audience_of(event.pk), event_changed(event))


def _only_known(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - _CHANGEABLE:
        raise TypeError(f"no fields of an event: {sorted(unknown)}")
    return dict(values)


def _check_dates(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid(fields={"ends_at": "La fin doit venir après le début."})
