"""What a door is told of its scans."""

from typing import Any
from uuid import UUID

from backend.checkins.models import Scan
from backend.checkins.texts import message_for


def answer(
    row: Scan, guest: Any, *, replayed: bool = False, conflicts: list[str] | None = None
) -> dict[str, Any]:
    return {
        "scan_id": row.scan_id,
        "verdict": row.shown or row.verdict,
        "reason": row.reason or None,
        "message": message_for(row.shown or row.verdict, row.reason),
        "guest": scanned_guest(guest) if guest is not None else None,
        "count": row.count if row.let_in else 0,
        "first_at": row.first_at,
        "first_gate": row.first_gate or None,
        "replayed": replayed,
        "withdrawn": row.withdrawn_at is not None,
        "conflicts": conflicts or [],
        "problem": None,
    }


def undone(scan_id: UUID, row: Scan | None, guest: Any, *, problem: str | None = None) -> dict[str, Any]:
    """The answer to an undoing; ROW is the scan that it took back, None where that has not come yet."""
    facts = answer(row, guest) if row is not None else _nothing()
    return {**facts, "scan_id": scan_id, "problem": problem}


def refused(scan_id: UUID, problem: str) -> dict[str, Any]:
    """The scan was not stored: its id belongs to another one."""
    return {**_nothing(), "scan_id": scan_id, "verdict": "refused", "reason": "ambiguous", "problem": problem}


def _nothing() -> dict[str, Any]:
    return {
        "verdict": "admitted",
        "reason": None,
        "message": "",
        "guest": None,
        "count": 0,
        "first_at": None,
        "first_gate": None,
        "replayed": False,
        "withdrawn": False,
        "conflicts": [],
    }


def scanned_guest(guest: Any) -> dict[str, Any]:
    """What a steward needs to see of a guest, and no more."""
    return {
        "id": guest.pk,
        "name": guest.name,
        "organisation": guest.organisation,
        "category": guest.category,
        "represents": guest.represents.name if guest.represents_id else None,
        "party": guest.party,
        "inside": guest.inside,
        "came": guest.came,
        "language": guest.language,
    }
