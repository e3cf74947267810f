"""One batch at the door: its guests under lock, its scans judged or believed, and all of it stored at the end."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.checkins.models import Device, Scan
from backend.checkins.scanning.passages import Entries, entries_of, passage_of
from backend.checkins.scanning.requests import Batch, ScanRequest, milliseconds
from backend.checkins.scanning.state import reconcile, zone_inside
from backend.checkins.scanning.storing import store
from backend.door.presence import Presence, follow
from backend.door.ticket import Ticket, TicketError, read_ticket
from backend.door.verdict import LETS_IN, GateFacts, GuestFacts, Verdict, judge
from backend.events.attendance import add_walk_in, lock_guests, room_left
from backend.events.changes import Standing, standing_of
from backend.events.tickets import verifying_keys

_LATER = ("shown", "reason", "count", "let_in", "happened_at", "withdrawn_at", "brought")


class Door:
    """Collects what a batch does; `close` writes it, in a few statements whatever the size of the batch."""

    def __init__(self, device: Device, batch: Batch, tickets: dict[UUID, Ticket], guests: list[Any]) -> None:
        self.device, self.batch = device, batch
        self._tickets = tickets
        self._by_id = {guest.pk: guest for guest in guests}
        self._by_ticket = {bytes(guest.ticket_id): guest for guest in guests}
        self._rows: list[Scan] = []
        self._stored: dict[UUID, Scan] = {}
        self._changed: dict[UUID, Scan] = {}
        self._before: dict[UUID, Standing | None] = {}
        self._last: dict[UUID, Scan] = {}
        self._in_full: set[UUID] = set()
        self._conflicts: dict[UUID, list[str]] = {}
        self._room: dict[UUID, int] = {}

    # what is asked of it

    def guest_by_id(self, guest_id: UUID | None) -> Any:
        return self._by_id.get(guest_id) if guest_id else None

    def row_of(self, scan_id: UUID | None) -> Scan | None:
        """The stored scan, or the one that came in this very batch."""
        return self._stored.get(scan_id) if scan_id else None

    def conflicts_of(self, row: Scan) -> list[str]:
        return self._conflicts.get(row.scan_id, [])

    def judge(self, scan: ScanRequest) -> tuple[Scan, Any]:
        """The row that SCAN becomes, and the guest that the door may see."""
        guest, ticket = self._find(scan)
        event_id = self._event_of(scan, guest)
        gate = _gate(guest, scan.gate or self.device.gate)
        first = (guest.arrived_at, guest.arrived_gate) if guest else (None, "")
        verdict = self._verdict(scan, guest, ticket, event_id, gate)
        seen = guest if guest is not None and guest.event_id == event_id else None
        already = verdict.name == "already_in"
        row = Scan(
            device=self.device,
            scan_id=scan.scan_id,
            content_digest=scan.digest(),
            event_id=event_id,
            guest=seen,
            verdict=verdict.name,
            reason=verdict.reason,
            shown=scan.shown,
            count=verdict.count,
            let_in=verdict.lets_in,
            issue=ticket.issue if ticket else None,
            first_at=first[0] if already else None,
            first_gate=first[1] if already else "",
            gate=scan.gate or self.device.gate,
            zone=_zone(scan, gate),
            direction=scan.direction,
            method=scan.method,
            override_reason=scan.override,
            at=scan.at,
            happened_at=self.batch.moment_of(scan),
            received_at=self.batch.received,
        )
        self._rows.append(row)
        self._stored[row.scan_id] = row
        if seen is not None and seen.pk in self._before:
            self._last[seen.pk] = row
        if row.let_in:
            self._pass_through(row, seen)
        return row, seen

    def learn_what_was_shown(self, row: Scan, scan: ScanRequest, *, lets_in: bool) -> None:
        """The device had no answer in time and decided alone: that is what happened."""
        row.shown, row.reason = scan.shown, scan.reason
        row.happened_at = self.batch.moment_of(scan)
        if lets_in:
            row.count = scan.count or row.count or 1
        elif row.let_in:
            row.withdrawn_at = self.batch.received
        row.let_in = lets_in
        self._revise(row)

    def withdraw(self, row: Scan) -> None:
        if row.let_in:
            row.let_in, row.withdrawn_at = False, self.batch.received
            self._revise(row)

    def close(self) -> None:
        """Raises IntegrityError, now or at the end of the unit of work: a scan is stored already."""
        strangers = any(row.let_in and row.guest_id is None for row in self._rows)
        store(self._rows, at_once=bool(self._in_full) or strangers)
        gone = self._on_the_curve()
        if self._changed:
            Scan.objects.bulk_update(self._changed.values(), _LATER)
        touched = [self._by_id[guest_id] for guest_id in self._before]
        self._conflicts = reconcile(
            touched,
            before=self._before,
            last=self._last,
            in_full=self._in_full,
            new=self._rows,
            revised=self._changed.values(),
            gone=gone,
        )

    # how it does it

    def _on_the_curve(self) -> dict[UUID, Entries]:
        """Where those stand, by guest, who came by what is revised; read under the guests' locks."""
        entries: dict[UUID, Entries] = defaultdict(Counter)
        pks = [row.pk for row in self._changed.values()]
        for row in Scan.objects.filter(pk__in=pks, guest__isnull=False) if pks else ():
            entries[row.guest_id].update(entries_of([row]))  # type: ignore[index]
        return entries

    def _find(self, scan: ScanRequest) -> tuple[Any, Ticket | None]:
        if scan.walk_in is not None:
            return self._walk_in(scan), None
        ticket = self._tickets.get(scan.scan_id)
        if ticket is not None:
            return self._by_ticket.get(ticket.ticket_id), ticket
        return self.guest_by_id(scan.guest_id), None

    def _here(self, scan: ScanRequest) -> UUID | None:
        """The event at whose door SCAN was made. A kiosk's is the server's word; but what it did alone before it
        was moved belongs to where it stood."""
        named = self.batch.event_id
        if named is not None and scan.shown and named in self.device.stood_at:
            return named
        return self.device.event_id or named

    def _walk_in(self, scan: ScanRequest) -> Any:
        event_id = self._here(scan)
        assert scan.walk_in is not None
        if event_id is None:
            return None
        known = self._by_id.get(scan.walk_in.guest_id)
        if known is not None:
            return known
        guest = add_walk_in(
            event_id,
            guest_id=scan.walk_in.guest_id,
            name=scan.walk_in.name,
            organisation=scan.walk_in.organisation,
            host=scan.walk_in.host,
            party=scan.count or 1,
        )
        if guest is not None:
            self._by_id[guest.pk] = guest
            self._before[guest.pk] = None
        return guest

    def _event_of(self, scan: ScanRequest, guest: Any) -> UUID | None:
        here = self._here(scan)
        if guest is not None and (here is None or (scan.shown in LETS_IN and self._is_for(scan, guest))):
            return guest.event_id  # type: ignore[no-any-return]
        return here

    def _is_for(self, scan: ScanRequest, guest: Any) -> bool:
        ticket = self._tickets.get(scan.scan_id)
        return ticket is None or ticket.is_for(guest.event_id)

    def _verdict(
        self,
        scan: ScanRequest,
        guest: Any,
        ticket: Ticket | None,
        event_id: UUID | None,
        gate: dict[str, Any],
    ) -> Verdict:
        if scan.shown:
            lets_in = scan.shown in LETS_IN
            count = (scan.count or 1) if lets_in else 0
            return Verdict(scan.shown, scan.reason, count)  # type: ignore[arg-type]
        facts = None
        if guest is not None:
            right = guest.event_id == event_id and (ticket is None or ticket.is_for(guest.event_id))
            facts = _guest_facts(guest, right, gate)
        verdict = judge(
            facts,
            issue=ticket.issue if ticket else None,
            at=milliseconds(self.batch.received),
            direction=scan.direction,
            count=scan.count,
            gate=self._gate_facts(guest, gate, scan),
        )
        if scan.override and not verdict.lets_in and facts is not None and facts.right_event:
            return Verdict("admitted", verdict.reason, scan.count or 1)
        return verdict

    def _gate_facts(self, guest: Any, gate: dict[str, Any], scan: ScanRequest) -> GateFacts:
        if guest is None:
            return GateFacts()
        opens, closes = gate.get("opens_at"), gate.get("closes_at")
        return GateFacts(
            categories=frozenset(gate.get("categories", ())),
            opens_at=opens if opens is not None else guest.event_opens_at,
            closes_at=closes if closes is not None else guest.event_closes_at,
            room_left=self._room_left(guest) if scan.direction == "in" else None,
        )

    def _room_left(self, guest: Any) -> int | None:
        if guest.event_capacity is None:
            return None
        if guest.event_id not in self._room:
            self._room[guest.event_id] = room_left(guest.event_id, guest.event_capacity)
        return max(0, self._room[guest.event_id])

    def _pass_through(self, row: Scan, guest: Any) -> None:
        """What the next scan of this batch must know; `close` adds it up for good."""
        if guest is None:
            return
        self._touch(guest, row)
        moment = milliseconds(row.happened_at)
        last = milliseconds(guest.last_passage_at) if guest.last_passage_at else None
        if row.shown or (last is not None and moment <= last):
            self._in_full.add(guest.pk)
        presence = follow(Presence(guest.inside, guest.came, None, last), passage_of(row), guest.party)
        if guest.event_id in self._room:
            self._room[guest.event_id] -= presence.inside - guest.inside
        row.brought = presence.came - guest.came
        guest.inside, guest.came = presence.inside, presence.came
        guest.last_passage_at = max(filter(None, (guest.last_passage_at, row.happened_at)))
        guest.attendance = presence.attendance
        if guest.arrived_at is None and row.direction == "in":
            guest.arrived_at, guest.arrived_gate = row.happened_at, row.gate
            guest.arrived_verdict = row.shown or row.verdict

    def _revise(self, row: Scan) -> None:
        row.brought = 0  # counted anew
        if row.pk is not None:
            self._changed[row.scan_id] = row
        guest = self.guest_by_id(row.guest_id)
        if guest is not None:
            self._touch(guest, row)
            self._in_full.add(guest.pk)

    def _touch(self, guest: Any, row: Scan) -> None:
        if guest.pk not in self._before:
            self._before[guest.pk] = standing_of(guest)
        self._last[guest.pk] = row


def open_door(device: Device, batch: Batch, known: Mapping[UUID, Scan]) -> Door:
    """The guests of BATCH locked, in the order of their ids."""
    tickets = {scan.scan_id: ticket for scan in batch.scans if (ticket := _ticket(scan)) is not None}
    undone_ids = [scan.undoes for scan in batch.scans if scan.undoes]
    undone = list(Scan.objects.filter(scan_id__in=undone_ids)) if undone_ids else []
    wanted = {scan.guest_id for scan in batch.scans if scan.guest_id}
    wanted |= {scan.walk_in.guest_id for scan in batch.scans if scan.walk_in}
    wanted |= {row.guest_id for row in [*undone, *known.values()] if row.guest_id}
    ticket_ids = {ticket.ticket_id for ticket in tickets.values()}
    door = Door(device, batch, tickets, lock_guests(ticket_ids=ticket_ids, guest_ids=wanted))
    door._stored.update({row.scan_id: row for row in undone})
    return door


def _ticket(scan: ScanRequest) -> Ticket | None:
    if scan.code is None:
        return None
    try:
        return read_ticket(scan.code, verifying_keys())
    except TicketError:
        return None


def _gate(guest: Any, name: str) -> dict[str, Any]:
    """The gate of that name as it is set up for the guest's event; none is set up: {}."""
    gates: dict[str, dict[str, Any]] = guest.event_gates if guest is not None else {}
    return gates.get(name, {})


def _zone(scan: ScanRequest, gate: dict[str, Any]) -> str:
    """Where SCAN led to. What was done alone led where the gate led then, whatever it is called or leads to now."""
    return scan.zone if scan.shown and scan.zone is not None else str(gate.get("zone", ""))


def _guest_facts(guest: Any, right_event: bool, gate: dict[str, Any]) -> GuestFacts:
    zone = gate.get("zone", "")
    return GuestFacts(
        right_event=right_event,
        event_cancelled=guest.event_state == "cancelled",
        answer=guest.answer,
        attention=guest.attention,
        revoked=guest.revoked_at is not None,
        issue=guest.ticket_issue,
        category=guest.category,
        party=guest.party,
        inside=zone_inside(guest, zone) if zone else guest.inside,
    )
