"""Announce that a guest moved. Every service that writes a guest ends here."""

from datetime import datetime

from backend.core.clock import now
from backend.events.changes import GuestMoved, Standing, audience_of, standing_of
from backend.events.models import Guest
from backend.live.publish import publish


def announce_move(
    guest: Guest,
    before: Standing | None,
    *,
    removed: bool = False,
    at: datetime | None = None,
    gate: str | None = None,
    verdict: str | None = None,
) -> None:
    """Publish where GUEST stood (None: was not there) and stands, inside the open unit of work."""
    change = GuestMoved(
        guest_id=guest.pk,
        name=guest.name,
        organisation=guest.organisation,
        category=guest.category,
        attention=guest.attention,
        before=before,
        after=None if removed else standing_of(guest),
        at=at or now(),
        gate=gate,
        verdict=verdict,
        represents=guest.represents_id,
    )
    publish(audience_of(guest.event_id), change)
