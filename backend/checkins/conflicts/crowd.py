"""How many people were inside at most, from the facts (RF-13): doors that were alone may have let in too many."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Sum

from backend.checkins.models import Scan
from backend.checkins.scanning.requests import milliseconds
from backend.door.presence import Passage, Presence, follow

_COLUMNS = ("happened_at", "scan_id", "direction", "count", "zone", "guest_id", "guest__party")


@dataclass(frozen=True, slots=True)
class Crowd:
    """PEAK people at PEAK_AT; OVER_SINCE: when there were first more than the room may hold. None: never."""

    capacity: int
    inside: int
    peak: int
    peak_at: datetime | None
    over_since: datetime | None


def crowd_of(event: Any) -> Crowd | None:
    """None: the event has no capacity, or never so many people came that it could be passed."""
    if event.capacity is None:
        return None
    passages = Scan.objects.filter(event=event.pk, let_in=True)
    coming = passages.filter(direction="in").aggregate(all=Sum("count", default=0))["all"]
    if coming <= event.capacity:
        return None
    crowd = crowd_from(_read(passages), event.capacity)
    return crowd if crowd.over_since else None


def crowd_from(passages: Iterable[tuple[Any, int, Passage]], capacity: int) -> Crowd:
    """The crowd that PASSAGES of guests, each with the key of the guest and the size of the party, add up to."""
    there: dict[Any, Presence] = defaultdict(Presence)
    inside = peak = 0
    peak_at = over_since = None
    for guest, party, passage in sorted(passages, key=lambda each: (each[2].at, each[2].scan_id)):
        before = there[guest]
        there[guest] = follow(before, passage, party)
        inside += there[guest].inside - before.inside
        if inside > peak:
            peak, peak_at = inside, passage.at
        if inside > capacity and over_since is None:
            over_since = passage.at
    return Crowd(capacity, inside, peak, _moment(peak_at), _moment(over_since))


def _read(scans: Any) -> Iterable[tuple[Any, int, Passage]]:
    for at, scan_id, direction, count, zone, guest_id, party in scans.values_list(*_COLUMNS):
        passage = Passage(milliseconds(at), str(scan_id), direction, count, zone=zone)
        # Whom nobody knows is somebody: each scan a person of their own.
        yield (guest_id or scan_id), (party or count), passage


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
