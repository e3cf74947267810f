"""What this kiosk decides when the server does not answer: by the rules of the door, from roster and outbox.

A ticket is believed by its signature. Whose row the roster lacks is not refused: the staff decides, and the scan
is kept.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.door import base45
from backend.door.presence import Passage, Presence, follow
from backend.door.ticket import Ticket, TicketError, read_ticket
from backend.door.verdict import GateFacts, GuestFacts, judge
from kiosk.clocks import wall_ms
from kiosk.disk import Row
from kiosk.outbox import Outbox
from kiosk.roster import Clear, Head, OpenedRow, Replaced, Roster
from kiosk.scans import Alone, digest
from kiosk.wire import GateRules, Identity, ScannedGuest

Direction = Literal["in", "out"]
FIRST_ISSUE = 1


@dataclass(frozen=True)
class Judgement:
    """The kiosk's own verdict and what the screen says of it. `alone.held`: the staff decides."""

    alone: Alone
    guest: ScannedGuest | None = None
    first_at: datetime | None = None
    first_gate: str = ""
    awaited: int = 1
    """How many of the party were not inside."""


class Judge:
    def __init__(self, roster: Roster, outbox: Outbox) -> None:
        self._roster, self._outbox = roster, outbox

    def ticket(
        self, identity: Identity, code: str, *, direction: Direction = "in", count: int | None = None
    ) -> Judgement:
        try:
            ticket = read_ticket(code, public_keys(identity.public_keys))
        except TicketError:
            return (
                _staff_decides(digest(code))
                if _signed_by_a_newer_key(code, identity)
                else _refused("unknown")
            )
        if not ticket.is_for(UUID(identity.event.id)):
            return _refused("wrong_event")
        head = self._roster.head()
        if head is None or head.event.id != identity.event.id:
            return self._no_row(identity, code, ticket)
        try:
            row = self._roster.open(code, ticket.ticket_id, head.salt)
        except Replaced:  # a first issue can't be newer than the roster
            return (
                _refused("revoked") if ticket.issue == FIRST_ISSUE else self._no_row(identity, code, ticket)
            )
        if row is None:
            return self._no_row(identity, code, ticket)
        return self._of(identity, head, row, issue=ticket.issue, code=code, direction=direction, count=count)

    def picked(
        self,
        identity: Identity,
        facts: Mapping[str, Any],
        *,
        direction: Direction = "in",
        count: int | None = None,
    ) -> Judgement:
        """A name that the staff picked; FACTS as in the index of names."""
        head, clear = self._roster.head(), self._roster.clear(facts["id"])
        if head is None or clear is None:
            return _staff_decides(facts["id"])
        row = OpenedRow(dict(facts), clear)
        return self._of(identity, head, row, issue=None, code="", direction=direction, count=count)

    def walk_in(self, identity: Identity, facts: Mapping[str, Any]) -> Judgement:
        """Somebody without an invitation: let in where the gate is open and there is room."""
        head, guest_id = self._roster.head(), facts["guest_id"]
        guest = ScannedGuest(
            id=guest_id, name=facts["name"], organisation=facts.get("organisation", ""), inside=1
        )
        if head is None:
            return Judgement(Alone("admitted", "", 1, guest_id), guest)
        row = OpenedRow({**facts, "id": guest_id, "answer": "yes"}, Clear(guest_id, 0, 0, None, "", 0))
        return self._of(identity, head, row, issue=None, code="", direction="in", count=1)

    def _no_row(self, identity: Identity, code: str, ticket: Ticket) -> Judgement:
        """Nobody is known by this ticket; but who came in with it at this very door is inside."""
        who = f"ticket:{ticket.ticket_id.hex()}"
        there = self._standing(identity.event.id, who, code, None, party=1)
        if there.inside:
            return Judgement(Alone("already_in", "already_in", who=who), None, *_first(there, None))
        return _staff_decides(who)

    def _of(
        self,
        identity: Identity,
        head: Head,
        row: OpenedRow,
        *,
        issue: int | None,
        code: str,
        direction: Direction,
        count: int | None,
    ) -> Judgement:
        facts, gate = row.facts, _gate(head, identity.device.gate)
        party = int(facts.get("party", 1))
        zone = _zone_gates(head, gate.zone) if gate.zone else None
        there = self._standing(
            identity.event.id, row.clear.id, code, None if zone else row.clear, party=party, gates=zone
        )
        verdict = judge(
            GuestFacts(
                right_event=True,
                event_cancelled=head.event.cancelled,
                answer=facts.get("answer", "none"),
                attention=bool(facts.get("attention")),
                revoked=bool(facts.get("revoked")),
                issue=int(facts.get("issue", FIRST_ISSUE)),
                category=facts.get("category", ""),
                party=party,
                inside=there.inside,
            ),
            issue=issue,
            at=wall_ms() - head.skew_ms,
            direction=direction,
            count=count,
            gate=self._gate_facts(head, gate),
        )
        inside = _inside_after(there.inside, verdict.count, direction, party)
        alone = Alone(verdict.name, verdict.reason, verdict.count, row.clear.id)
        first = _first(there, row.clear) if verdict.name == "already_in" else (None, "")
        return Judgement(alone, _guest(row, party, inside), *first, awaited=party - there.inside)

    def _gate_facts(self, head: Head, gate: GateRules) -> GateFacts:
        event = head.event
        room = None
        if event.capacity is not None:
            room = max(0, event.capacity - event.inside - self._outbox.flow(event.id))
        return GateFacts(
            categories=frozenset(gate.categories),
            opens_at=event.doors_open_at if gate.opens_at is None else gate.opens_at,
            closes_at=event.doors_close_at if gate.closes_at is None else gate.closes_at,
            room_left=room,
        )

    def _standing(
        self,
        event_id: str,
        who: str,
        code: str,
        clear: Clear | None,
        *,
        party: int,
        gates: frozenset[str] | None = None,
    ) -> Presence:
        """Where the guest stands: the latest that the server told, and upon it what it has not yet heard."""
        rows = self._outbox.about(event_id, who=who, code=code)
        presence, as_of = Presence(), -1
        if clear is not None:
            presence, as_of = Presence(clear.inside, clear.came, _entry(clear)), clear.as_of
        told = [row for row in rows if gates is None and row["known_at"] and row["inside"] is not None]
        for row in told:
            if row["known_at"] >= as_of:
                as_of = row["known_at"]
                first = presence.first or (_passage(row) if row["let_in"] else None)
                presence = Presence(row["inside"], row["came"] or 0, first)
        by_id = {row["scan_id"]: row for row in rows}
        for row in rows:
            if row in told or (gates is not None and row["gate"] not in gates):
                continue
            if row["undoes"]:
                presence = _taken_back(presence, by_id.get(row["undoes"]))
            elif row["let_in"]:
                presence = follow(presence, _passage(row), party)
        return presence


def public_keys(keys: Mapping[str, str]) -> dict[int, Ed25519PublicKey]:
    """By key id; what is none is passed over."""
    found = {}
    for number, text in keys.items():
        try:
            found[int(number)] = Ed25519PublicKey.from_public_bytes(base64.b64decode(text))
        except (ValueError, binascii.Error):
            continue
    return found


def _signed_by_a_newer_key(code: str, identity: Identity) -> bool:
    """It has the form of a ticket, by a key that this kiosk was not told of."""
    try:
        data = base45.decode(code.strip("\r\n\t"))
    except ValueError:
        return False
    return len(data) == 80 and data[0] == 1 and str(data[1]) not in identity.public_keys


def _refused(reason: str) -> Judgement:
    return Judgement(Alone("refused", reason))


def _staff_decides(who: str) -> Judgement:
    return Judgement(Alone("refused", "unknown", who=who, held=True))


def _gate(head: Head, name: str) -> GateRules:
    return next((gate for gate in head.event.gates if gate.name == name), GateRules(name=name))


def _zone_gates(head: Head, zone: str) -> frozenset[str]:
    return frozenset(gate.name for gate in head.event.gates if gate.zone == zone)


def _passage(row: Row) -> Passage:
    direction: Direction = "out" if row["direction"] == "out" else "in"
    return Passage(row["at_ms"], row["scan_id"], direction, row["count"] or 1, row["gate"])


def _entry(clear: Clear) -> Passage | None:
    return Passage(clear.first_at, "", "in", 1, clear.first_gate) if clear.first_at is not None else None


def _taken_back(presence: Presence, undone: Row | None) -> Presence:
    """The server still counts a scan that was taken back here; one it has not heard of is not counted at all."""
    if undone is None or undone["state"] != "sent":
        return presence
    inside = max(0, presence.inside - undone["count"])
    return Presence(inside, inside, presence.first if inside else None, presence.last_at)


def _first(there: Presence, clear: Clear | None) -> tuple[datetime | None, str]:
    first = there.first or (_entry(clear) if clear else None)
    return (datetime.fromtimestamp(first.at / 1000, UTC), first.gate) if first else (None, "")


def _inside_after(inside: int, count: int, direction: Direction, party: int) -> int:
    return max(0, inside - count) if direction == "out" else min(party, inside + count)


def _guest(row: OpenedRow, party: int, inside: int) -> ScannedGuest:
    named = ("name", "organisation", "category", "represents", "language")
    facts = {name: row.facts[name] for name in named if row.facts.get(name)}
    return ScannedGuest(
        id=row.clear.id, party=party, inside=inside, came=max(row.clear.came, inside), **facts
    )
