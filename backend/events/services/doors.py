"""The doors of an event: hours, how many may be inside, the supervisor's code, and the gates (RF-13, CARD-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from backend.accounts.models import User
from backend.core.actor import Actor
from backend.core.errors import Conflict, Invalid
from backend.core.work import writing
from backend.events.access import check_manages
from backend.events.changes import audience_of, event_changed
from backend.events.errors import EventCancelled
from backend.events.models import Event, Gate
from backend.events.services.events import locked_event
from backend.live.publish import publish

_HASHER = PBKDF2PasswordHasher()
"""The one that kiosks know (kiosk/supervisor.py), whatever passwords are kept with."""


@dataclass(frozen=True, slots=True)
class GateWish:
    """A gate as it shall be; ID of one that is there already, or None. Times left open are the event's."""

    id: UUID | None
    name: str
    zone: str = ""
    categories: tuple[str, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DoorsWish:
    """The doors as they shall be. PIN: digits; "" takes it away, None leaves it."""

    open_at: datetime | None
    close_at: datetime | None
    capacity: int | None
    gates: Sequence[GateWish]
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class GatesMoved:
    """The former names of gates: those that have another one now, and those that are gone."""

    renamed: dict[str, str]
    gone: frozenset[str]


def set_doors(actor: Actor, *, user: User, event_id: UUID, version: int, wish: DoorsWish) -> GatesMoved:
    """The doors of the event are WISH from now on; devices learn it with the facts of their roster.

    Raises:
        NotYourEvent: USER does not manage it. Conflict: it was changed since VERSION. EventCancelled: see there.
        Invalid: it closes before it opens, two gates have one name, or a gate is of another event.
    """
    _check(wish)
    with writing(actor):
        event = locked_event(event_id)
        check_manages(user, event)
        if event.version != version:
            raise Conflict("L’événement a été modifié entre-temps. Rechargez-le avant de recommencer.")
        if event.cancelled:
            raise EventCancelled
        event.doors_open_at, event.doors_close_at = wish.open_at, wish.close_at
        event.capacity = wish.capacity
        if wish.pin is not None:
            event.override_pin = _HASHER.encode(wish.pin, _HASHER.salt()) if wish.pin else ""
        event.version += 1
        event.save()
        moved = _set_gates(event, wish.gates)
        publish(audience_of(event.pk), event_changed(event))
    return moved


def _set_gates(event: Event, wishes: Sequence[GateWish]) -> GatesMoved:
    kept = {gate.pk: gate for gate in event.gates.all()}
    if any(wish.id is not None and wish.id not in kept for wish in wishes):
        raise Conflict("Une porte a été retirée entre-temps. Rechargez la page avant de recommencer.")
    gone = [gate for pk, gate in kept.items() if pk not in {wish.id for wish in wishes}]
    Gate.objects.filter(pk__in=[gate.pk for gate in gone]).delete()
    renamed = {}
    for position, wish in enumerate(wishes):
        gate = kept[wish.id] if wish.id else Gate(event=event)
        if wish.id and gate.name != wish.name:
            renamed[gate.name] = wish.name
        gate.name, gate.zone, gate.categories = wish.name, wish.zone, list(wish.categories)
        gate.opens_at, gate.closes_at, gate.position = wish.opens_at, wish.closes_at, position
        gate.save()  # names may change places: they are compared when the transaction ends
    return GatesMoved(renamed, frozenset(gate.name for gate in gone) - {wish.name for wish in wishes})


def _check(wish: DoorsWish) -> None:
    closes_first = "La fermeture doit venir après l’ouverture."
    if wish.open_at and wish.close_at and wish.close_at <= wish.open_at:
        raise Invalid(fields={"close_at": closes_first})
    seen: set[str] = set()
    for number, gate in enumerate(wish.gates):
        opens, closes = gate.opens_at or wish.open_at, gate.closes_at or wish.close_at
        if opens and closes and closes <= opens:
            raise Invalid(fields={f"gates.{number}.closes_at": closes_first})
        if gate.name in seen:
            raise Invalid(fields={f"gates.{number}.name": "Une autre porte a déjà ce nom."})
        seen.add(gate.name)
