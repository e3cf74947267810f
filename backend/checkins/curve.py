"""When and where people came in (CARD-4): each at the minute and the gate of the passage by which they came."""

from collections import Counter
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from backend.checkins.models import Scan
from backend.checkins.scanning.requests import milliseconds
from backend.door.presence import Passage, Presence, follow
from backend.events.figures import first_entries, parties_that_came

Points = Counter[tuple[datetime, str]]


def curve_of(event_id: UUID) -> list[dict[str, Any]]:
    """People by minute and gate, in order; they add up to all who arrived.

    Who came alone came by their first entry. The others of a party may have come later and elsewhere: their
    passages are followed one by one. What no passage tells of is put to the first entry.
    """
    points: Points = Counter()
    for slot, gate, count in first_entries(event_id):
        points[slot, gate] += count
    parties = {guest.pk: guest for guest in parties_that_came(event_id)}
    told = dict.fromkeys(parties, 0)
    for guest_id, rows in groupby(_passages(list(parties)), key=lambda row: row[0]):
        for slot, gate, count in _entries([row[1:] for row in rows], parties[guest_id].party):
            points[slot, gate] += count
            told[guest_id] += count
    for pk, guest in parties.items():
        if guest.arrived_at is not None and guest.came != told[pk]:
            points[_minute(guest.arrived_at), guest.arrived_gate] += guest.came - told[pk]
    return [{"at": at, "gate": gate, "count": count} for (at, gate), count in sorted(points.items()) if count]


def _passages(guest_ids: list[UUID]) -> Any:
    columns = ("guest_id", "happened_at", "scan_id", "direction", "count", "gate", "zone")
    rows = Scan.objects.filter(guest__in=guest_ids, let_in=True) if guest_ids else Scan.objects.none()
    return rows.order_by("guest_id", "happened_at", "scan_id").values_list(*columns)


def _entries(rows: list[tuple[Any, ...]], party: int) -> list[tuple[datetime, str, int]]:
    """By how many each passage raised the number of those who came."""
    presence, entries = Presence(0, 0, None, None), []
    for at, scan_id, direction, count, gate, zone in rows:
        passage = Passage(
            at=milliseconds(at), scan_id=str(scan_id), direction=direction, count=count, gate=gate, zone=zone
        )
        after = follow(presence, passage, party)
        if after.came > presence.came:
            entries.append((_minute(at), gate, after.came - presence.came))
        presence = after
    return entries


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
