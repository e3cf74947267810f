"""What a report of events holds; its numbers are defined in backend/events/statistics.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from backend.checkins.models import Conflict
from backend.core.errors import Invalid
from backend.events.queries import visible_events
from backend.events.statistics import (
    Delays,
    Numbers,
    delays_of,
    numbers_by_category,
    numbers_by_event,
    numbers_by_officer,
    sum_of,
)

_EVENTS_AT_MOST = 2_000
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class EventRow:
    event: Any
    numbers: Numbers
    conflicts: int
    open_conflicts: int


@dataclass(frozen=True, slots=True)
class Report:
    """CONFLICTS: entries that contradicted something, and were not explained by a later upload."""

    events: list[EventRow]
    totals: Numbers
    by_category: list[tuple[str, Numbers]]
    by_officer: list[tuple[str, Numbers]]
    delays: Delays
    conflicts: int
    open_conflicts: int


def report_of(events: Sequence[Any]) -> Report:
    """The statistics of EVENTS; as many queries for one as for a thousand."""
    ids = [event.pk for event in events]
    numbers, conflicts = numbers_by_event(ids), _conflicts(ids)
    rows = [
        EventRow(event, numbers.get(event.pk, Numbers()), *conflicts.get(event.pk, (0, 0)))
        for event in events
    ]
    return Report(
        events=rows,
        totals=sum_of(numbers.values()),
        by_category=numbers_by_category(ids),
        by_officer=numbers_by_officer(ids),
        delays=delays_of(ids),
        conflicts=sum(row.conflicts for row in rows),
        open_conflicts=sum(row.open_conflicts for row in rows),
    )


def events_between(user: Any, *, since: date, until: date, category: str = "") -> list[Any]:
    """The events that USER may see and that began on a day from SINCE to UNTIL, by the clock of Paris, in order;
    not those that were cancelled or never opened.

    Raises:
        Invalid: the days are in the wrong order, or hold too many events for one report.
    """
    if until < since:
        raise Invalid(fields={"until": "La fin doit suivre le début."})
    begins = datetime.combine(since, time(), tzinfo=_PARIS)
    ends = datetime.combine(until, time(), tzinfo=_PARIS) + timedelta(days=1)
    events = visible_events(user).filter(state="open", starts_at__gte=begins, starts_at__lt=ends)
    if category:
        events = events.filter(category=category)
    found = list(events.order_by("starts_at", "id")[: _EVENTS_AT_MOST + 1])
    if len(found) > _EVENTS_AT_MOST:
        raise Invalid(
            fields={"until": f"Plus de {_EVENTS_AT_MOST} événements : choisissez une période plus courte."}
        )
    return found


def _conflicts(event_ids: list[Any]) -> dict[Any, tuple[int, int]]:
    rows = Conflict.objects.filter(event__in=event_ids, explained_at=None).order_by().values_list("event_id")
    counted = rows.annotate(all=Count("pk"), open=Count("pk", filter=Q(decision="")))
    return {event_id: (every, still_open) for event_id, every, still_open in counted}
