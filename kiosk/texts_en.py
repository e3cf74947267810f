"""What a guest reads of a verdict, in English; the staff's words stay French (texts_fr.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk.wire import VerdictKind

VERDICT_WORDS = {
    VerdictKind.ADMITTED: "Admitted",
    VerdictKind.ALREADY_IN: "Already in",
    VerdictKind.ATTENTION: "Attention",
    VerdictKind.REFUSED: "Not admitted",
}
VERDICT_LEADS = {
    VerdictKind.ADMITTED: "Welcome",
    VerdictKind.ATTENTION: "Welcome. Somebody will meet you.",
    VerdictKind.ALREADY_IN: "This invitation has already been used.",
    VerdictKind.REFUSED: "Please ask our staff.",
}
OUT_WORD = "Goodbye"
OUT_LEAD = "See you soon"
REASONS = {
    "unknown": "This invitation is not known to us.",
    "revoked": "This invitation was replaced by a newer one or withdrawn.",
    "not_confirmed": "Attendance was not confirmed.",
    "declined": "The invitation was declined.",
    "cancelled": "The event is cancelled.",
    "wrong_event": "This invitation is for another event.",
    "wrong_gate": "This invitation is for another entrance.",
    "too_early": "The doors are not open yet.",
    "too_late": "The doors are closed.",
    "already_in": "This invitation has already been used.",
    "party_full": "All places of this party are taken.",
    "quota_full": "There is no place left.",
    "ambiguous": "Several guests match this name.",
    "device_not_allowed": "This desk is not open for this event.",
    "represented": "Somebody else attends on this guest’s behalf.",
}
REASON_DEFAULT = "This invitation does not admit."


def represents(name: str) -> str:
    return f"on behalf of {name}" if name else ""


def party(inside: int, size: int) -> str:
    return f"{inside} of {size}"


def first_entry(at: datetime | None, gate: str, where: ZoneInfo, now: datetime | None = None) -> str:
    if at is None:
        return f"First entry: {gate}" if gate else ""
    local = at.astimezone(where)
    today = (now or datetime.now(UTC)).astimezone(where).date()
    when = f"{local:%H:%M}" if local.date() == today else f"{local:%d/%m/%Y, %H:%M}"
    return f"First entry at {when}" + (f", {gate}" if gate else "")
