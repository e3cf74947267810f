"""Notices to the staff about events."""

from backend.events.models import Event
from backend.events.words import NARROW as N
from notifications.notice import NoticeText


def invitations_sent(event: Event, *, sent: int, failed: int) -> NoticeText:
    """All invitations have left; or some could not."""
    parts = [_count(sent, "invitation envoyée", "invitations envoyées")]
    if failed:
        parts.append(_count(failed, "envoi en échec", "envois en échec"))
    return NoticeText(
        kind="invitations_sent",
        title=f"Invitations parties{N}: {event.title}"[:160],
        body=", ".join(parts) + ".",
        url=f"/evenements/{event.pk}",
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,}".replace(",", N) + f" {one if number < 2 else many}"
