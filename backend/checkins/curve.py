"""When and where people came in (CARD-4): each at the minute and the gate of the passage by which they came."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncMinute

from backend.checkins.models import Scan
from backend.events.figures import came_of, first_entries

_PASSAGES = {"guest__isnull": False, "brought__gt": 0}


def curve_of(event_id: UUID) -> list[dict[str, Any]]:
    """People by minute and gate, in order; they add up to all who arrived.

    Each scan holds how many people it brought. Those of whom no scan tells came by the first entry of their guest.
    """
    scans = Scan.objects.filter(event_id=event_id, **_PASSAGES)
    slots = scans.order_by().values_list(TruncMinute("happened_at", tzinfo=UTC), "gate")
    points: Counter[tuple[datetime, str]] = Counter()
    for at, gate, count in slots.annotate(count=Sum("brought")):
        points[at, gate] += count
    if points.total() != came_of(event_id):
        points.update(_untold(event_id))
    return [{"at": at, "gate": gate, "count": count} for (at, gate), count in sorted(points.items()) if count]


def _untold(event_id: UUID) -> Counter[tuple[datetime, str]]:
    """By the first entry, those of whom no scan tells."""
    told = Scan.objects.filter(event_id=event_id, **_PASSAGES).order_by()
    by_guest = dict(told.values_list("guest_id").annotate(people=Sum("brought")))
    points: Counter[tuple[datetime, str]] = Counter()
    for guest_id, at, gate, came in first_entries(event_id):
        points[at.replace(second=0, microsecond=0), gate] += came - by_guest.get(guest_id, 0)
    return points
