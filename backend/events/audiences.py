"""Whom a reminder is for: where a guest stands, as columns of their row (RF-19)."""

from django.db.models import Q, QuerySet

from backend.contacts.intermediaries import persons_written_through
from backend.events.models import Event, Guest

AUDIENCES: dict[str, dict[str, str]] = {
    "silent": {"invitation": Guest.Invitation.SENT.value, "answer": Guest.Answer.NONE.value},
    "coming": {"answer": Guest.Answer.YES.value},
    "declined": {"answer": Guest.Answer.NO.value},
    "waitlisted": {"answer": Guest.Answer.WAITLISTED.value},
    "withdrawn": {"answer": Guest.Answer.WITHDRAWN.value},
}


def guests_in(event: Event, audience: str) -> QuerySet[Guest]:
    """Those of EVENT who can be written to, and did not come yet."""
    guests = event.guests.filter(revoked_at=None, attendance=Guest.Attendance.NONE, **AUDIENCES[audience])
    return guests.exclude(~Q(contact__in=persons_written_through()), email="")


def stands_in(guest: Guest, audience: str) -> bool:
    """Whether GUEST still stands where AUDIENCE says."""
    wanted = AUDIENCES.get(audience)
    if wanted is None or guest.revoked or guest.attendance != Guest.Attendance.NONE:
        return False
    return all(getattr(guest, name) == value for name, value in wanted.items())
