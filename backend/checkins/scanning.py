"""Scans: each judged, stored and announced in one transaction of its own (CARD-3, RF-13).

Exactly one admission: the guest's row is locked before the verdict. Exactly one scan: (device, scan_id) is unique,
and a replay is given the verdict that was stored, whatever has happened since.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from backend.checkins.errors import ScanIdReused
from backend.checkins.models import Device, Scan
from backend.checkins.services import device_actor
from backend.checkins.texts import message_for
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing
from backend.door.ticket import Ticket, TicketError, read_ticket
from backend.door.verdict import GuestFacts, Verdict, judge
from backend.events.attendance import lock_guest, record_arrival, record_departure
from backend.events.tickets import verifying_keys

_ONCE = "scan_once_per_device"


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """One reading at a door. Either CODE, as read, or GUEST_ID, picked from a search; AT is the device's time."""

    scan_id: UUID
    code: str | None
    guest_id: UUID | None
    at: datetime
    gate: str
    direction: Any

    def digest(self) -> str:
        parts = (self.code, self.guest_id, self.at.timestamp(), self.gate, self.direction)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def record_scans(
    device: Device, *, scans: Iterable[ScanRequest], actor: Actor | None = None
) -> list[dict[str, Any]]:
    """Judge SCANS in their order; one answer each.

    Raises:
        ScanIdReused: a scan id came before with other content; the scans before it are kept.
    """
    author = actor or device_actor(device)
    return [record_scan(author, device=device, scan=scan) for scan in scans]


def record_scan(actor: Actor, *, device: Device, scan: ScanRequest) -> dict[str, Any]:
    try:
        with writing(actor):
            return _judge_and_store(device, scan)
    except IntegrityError as error:
        if _ONCE not in str(error):
            raise
    return _replay(device, scan)


def _judge_and_store(device: Device, scan: ScanRequest) -> dict[str, Any]:
    """Raises IntegrityError, and leaves no trace, where the scan is stored already."""
    ticket, guest = _find(scan)
    event_id = device.event_id or (guest.event_id if guest else None)
    facts = _facts(guest, ticket, event_id) if guest else None
    verdict = judge(facts, issue=ticket.issue if ticket else None, direction=scan.direction)
    seen = guest if guest is not None and guest.event_id == event_id else None
    first = seen if verdict.name == "already_in" else None
    row = Scan.objects.create(
        device=device,
        scan_id=scan.scan_id,
        content_digest=scan.digest(),
        event_id=event_id,
        guest=seen,
        verdict=verdict.name,
        reason=verdict.reason,
        first_at=first.arrived_at if first else None,
        first_gate=first.arrived_gate if first else "",
        gate=scan.gate or device.gate,
        direction=scan.direction,
        at=scan.at,
        received_at=now(),
    )
    if guest is not None:
        _apply(guest, verdict, row)
    return _answer(row, seen, replayed=False)


def _find(scan: ScanRequest) -> tuple[Ticket | None, Any]:
    if scan.code is None:
        return None, lock_guest(guest_id=scan.guest_id)
    try:
        ticket = read_ticket(scan.code, verifying_keys())
    except TicketError:
        return None, None
    return ticket, lock_guest(ticket_id=ticket.ticket_id)


def _facts(guest: Any, ticket: Ticket | None, event_id: UUID | None) -> GuestFacts:
    return GuestFacts(
        right_event=guest.event_id == event_id and (ticket is None or ticket.is_for(guest.event_id)),
        event_cancelled=guest.event_state == "cancelled",
        answer=guest.answer,
        attendance=guest.attendance,
        attention=guest.attention,
        revoked=guest.revoked_at is not None,
        issue=guest.ticket_issue,
    )


def _apply(guest: Any, verdict: Verdict, row: Scan) -> None:
    if not verdict.lets_in:
        return
    if row.direction == "out":
        record_departure(guest, at=row.received_at, gate=row.gate)
    else:
        record_arrival(guest, at=row.received_at, gate=row.gate, verdict=verdict.name)


def _replay(device: Device, scan: ScanRequest) -> dict[str, Any]:
    row = Scan.objects.select_related("guest__represents").get(device=device, scan_id=scan.scan_id)
    if row.content_digest != scan.digest():
        raise ScanIdReused
    return _answer(row, row.guest, replayed=True)


def _answer(row: Scan, guest: Any, *, replayed: bool) -> dict[str, Any]:
    return {
        "scan_id": row.scan_id,
        "verdict": row.verdict,
        "reason": row.reason or None,
        "message": message_for(row.verdict, row.reason),
        "guest": scanned_guest(guest) if guest is not None else None,
        "first_at": row.first_at,
        "first_gate": row.first_gate or None,
        "replayed": replayed,
    }


def scanned_guest(guest: Any) -> dict[str, Any]:
    """What a steward needs to see of a guest, and no more."""
    return {
        "id": guest.pk,
        "name": guest.name,
        "organisation": guest.organisation,
        "category": guest.category,
        "represents": guest.represents.name if guest.represents_id else None,
    }
