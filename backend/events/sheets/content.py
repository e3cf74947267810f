"""What an attendance sheet says, whatever it is printed as."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from backend.core.clock import now
from backend.core.text import fold
from backend.events.card import card_of
from backend.events.models import Event, Gate, Guest
from backend.events.words import spaced

Grouping = Literal["name", "category", "gate"]
_LINES_FOR_COMPANIONS = 10
_NO_GROUP = {"category": "Sans catégorie", "gate": "Sans porte"}


@dataclass(frozen=True, slots=True)
class Line:
    """One signature. NOTE: whom they stand for or come with. CAME and AT are there once they came."""

    number: int
    name: str
    note: str
    organisation: str
    category: str
    party: int
    came: int
    at: datetime | None
    gate: str
    companion: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Sheet:
    """FILLED: with arrivals. EXPECTED and CAME count people. DIGEST is that of the event, its lines and their
    order: two prints of one state have the same, and a changed line has another."""

    title: str
    place: str
    when: str
    host: str
    filled: bool
    groups: list[Group]
    expected: int
    came: int
    made_at: datetime
    digest: str

    @property
    def named(self) -> int:
        """How many persons it names."""
        return sum(not line.companion for group in self.groups for line in group.lines)


def sheet_of(event: Event, *, filled: bool, group_by: Grouping = "name") -> Sheet:
    """Who is expected, by name; FILLED, also everybody who came. Times are those of the event's zone."""
    guests = list(_guests(event, filled=filled))
    groups = _groups(event, guests, filled=filled, group_by=group_by)
    card = card_of(event)
    head = (card.title, card.place, f"{card.day}, {card.hours}", card.host)
    return Sheet(
        *head,
        filled=filled,
        groups=groups,
        expected=sum(guest.party for guest in guests if _is_expected(guest)),
        came=sum(guest.came for guest in guests),
        made_at=now().astimezone(ZoneInfo(event.timezone)),
        digest=_digest([*head, filled, [asdict(group) for group in groups]]),
    )


def _guests(event: Event, *, filled: bool) -> QuerySet[Guest]:
    wanted = Q(answer=Guest.Answer.YES, revoked_at=None, walk_in=False)
    if filled:
        wanted |= Q(came__gt=0)
    guests = Guest.objects.filter(wanted, event=event).select_related("represents", "companion_of")
    return guests.order_by("sort_name", "id")


def _is_expected(guest: Guest) -> bool:
    return guest.answer == Guest.Answer.YES and not guest.revoked and not guest.walk_in


def _groups(event: Event, guests: list[Guest], *, filled: bool, group_by: Grouping) -> list[Group]:
    if group_by == "name":
        return [Group("", _lines(event, guests, filled=filled))] if guests else []
    key = _by_gate(event, filled=filled) if group_by == "gate" else (lambda guest: guest.category)
    found: dict[str, list[Guest]] = {}
    for guest in guests:
        found.setdefault(key(guest), []).append(guest)
    titles = sorted(found, key=lambda title: (title == "", fold(title)))
    return [
        Group(title or _NO_GROUP[group_by], _lines(event, found[title], filled=filled)) for title in titles
    ]


def _by_gate(event: Event, *, filled: bool) -> Callable[[Guest], str]:
    """The gate that a guest came through; before they come, the first one that is kept for their category."""
    gates = list(Gate.objects.filter(event=event).order_by("position", "name"))
    kept = {category: gate.name for gate in reversed(gates) for category in gate.categories}

    def gate_of(guest: Guest) -> str:
        if filled and guest.came:
            return guest.arrived_gate
        return kept.get(guest.category, "")

    return gate_of


def _lines(event: Event, guests: list[Guest], *, filled: bool) -> list[Line]:
    zone = ZoneInfo(event.timezone)
    lines: list[Line] = []
    for guest in guests:
        came = filled and guest.came > 0
        lines.append(
            Line(
                number=len(lines) + 1,
                name=spaced(guest.name),
                note=_note(guest),
                organisation=guest.organisation,
                category=guest.category,
                party=guest.party,
                came=guest.came if came else 0,
                at=guest.arrived_at.astimezone(zone) if came and guest.arrived_at else None,
                gate=guest.arrived_gate if came else "",
            )
        )
        lines += _companions(guest, lines[-1])
    return lines


def _companions(guest: Guest, line: Line) -> list[Line]:
    """A line to sign for each who comes with GUEST and has no name of their own."""
    others = min(guest.party - 1, _LINES_FOR_COMPANIONS)
    return [
        Line(
            number=line.number + place,
            name="",
            note=f"Avec {guest.name}",
            organisation="",
            category=line.category,
            party=0,
            came=0,
            at=None,
            gate="",
            companion=True,
        )
        for place in range(1, others + 1)
    ]


def _note(guest: Guest) -> str:
    notes = []
    if guest.represents is not None:
        notes.append(f"Pour {guest.represents.name}")
    if guest.companion_of is not None:
        notes.append(f"Avec {guest.companion_of.name}")
    if guest.walk_in:
        notes.append("Sans invitation")
    return ", ".join(notes)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, default=str, ensure_ascii=False).encode()).hexdigest()
