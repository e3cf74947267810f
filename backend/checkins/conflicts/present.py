"""Conflicts and scans as they are shown."""

from typing import Any

from backend.checkins.models import Conflict, Scan
from backend.checkins.texts import message_for

_SCAN = (
    "id",
    "device_id",
    "gate",
    "zone",
    "direction",
    "method",
    "reason",
    "let_in",
    "count",
    "override_reason",
    "at",
    "happened_at",
    "received_at",
    "withdrawn_at",
)
_CONFLICT = ("id", "kind", "guest", "created_at", "explained_at", "decision", "decided_at", "note")


def scan(row: Scan) -> dict[str, Any]:
    verdict = row.shown or row.verdict
    facts = {name: getattr(row, name) for name in _SCAN}
    told = {"verdict": verdict, "message": message_for(verdict, row.reason), "alone": bool(row.shown)}
    return {**facts, **told, "device": row.device.name}


def journal_row(row: Scan) -> dict[str, Any]:
    return {**scan(row), "guest": row.guest}


def conflict(row: Conflict) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _CONFLICT},
        "scan": scan(row.scan),
        "other": scan(row.other) if row.other else None,
        "decided_by": row.decided_by.display_name if row.decided_by else "",
    }
