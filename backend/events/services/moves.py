"""Announce that a guest moved. Every service that writes a guest ends here."""

from collections.abc import Iterable
from datetime import datetime

from backend.core.clock import now
from backend.events import webhooks
from backend.events.changes import Entry, GuestMoved, Standing, audience_of, standing_of
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
    more: bool = False,
    entries: Iterable[Entry] = (),
) -> None:
    """Publish where GUEST stood (None: was not there) and stands, inside the open unit of work.

    MORE: something that a change does not carry is to be fetched. ENTRIES: where those came who came by this.
    """
    after, moment = None if removed else standing_of(guest), at or now()
    change = GuestMoved(
        guest_id=guest.pk,
        name=guest.name,
        organisation=guest.organisation,
        category=guest.category,
        attention=guest.attention,
        before=before,
        after=after,
        at=moment,
        gate=gate,
        verdict=verdict,
        represents=guest.represents_id,
        more=more,
        entries=list(entries),
        greet=guest.attention or (gate is not None and _stands_for_one_to_greet(guest)),
    )
    publish(audience_of(guest.event_id), change)
    webhooks.tell(guest, before, after, at=moment, gate=gate)


def _stands_for_one_to_greet(guest: Guest) -> bool:
    return guest.represents is not None and guest.represents.attention
