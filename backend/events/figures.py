"""The figures of the board (CARD-4, RF-15). They count people, not tickets.

*Expected*: the party of a guest who said yes and was not withdrawn. A principal who is represented is not expected
any more, the deputy is; the principal counts as *represented* once the deputy is named. *Arrived*: who of a party
ever was inside; *present*: who is now; *missing*: who is expected and has not arrived. Who was not invited and came
has arrived, and was not expected. Each figure is a sum over guests of what `Standing` says of each, so a screen can
follow it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from backend.events.models import Gate, Guest

LAST_ARRIVALS = 30
_VALID = Q(revoked_at=None)
EXPECTED = _VALID & Q(answer=Guest.Answer.YES, walk_in=False)
ARRIVED = Q(arrived_at__isnull=False)


@dataclass(slots=True)
class Figures:
    """Numbers of people, the last arrivals, newest first, and the names of the gates that are set up."""

    totals: dict[str, int]
    by_category: list[dict[str, Any]]
    last_arrivals: list[dict[str, Any]]
    gates: list[str]


def figures_of(event_id: UUID) -> Figures:
    guests = Guest.objects.filter(event_id=event_id)
    rows = guests.values("category").annotate(**_counts()).order_by("category")
    by_category: list[dict[str, Any]] = [{**row} for row in rows]
    totals: dict[str, int] = defaultdict(int, dict.fromkeys(_counts(), 0))
    for row in by_category:
        for name in _counts():
            totals[name] += row[name]
    gates = Gate.objects.filter(event_id=event_id).order_by("position", "name").values_list("name", flat=True)
    return Figures(dict(totals), by_category, _last_arrivals(event_id), list(gates))


def people(what: str | Combinable, where: Q | None = None) -> Coalesce:
    """The sum of WHAT over the guests WHERE; 0 where there are none."""
    return Coalesce(Sum(what, filter=where), 0)


def _counts() -> dict[str, Any]:
    return {
        "invited": people("party", Q(represents=None, walk_in=False)),
        "expected": people("party", EXPECTED),
        "arrived": people("came"),
        "present": people("inside"),
        "missing": people(Greatest(F("party") - F("came"), 0), EXPECTED),
        "represented": Count("id", filter=_VALID & Q(answer=Guest.Answer.REPRESENTED)),
        "declined": people("party", Q(answer__in=[Guest.Answer.NO, Guest.Answer.WITHDRAWN])),
        "waiting": people("party", _VALID & Q(answer=Guest.Answer.NONE)),
        "waitlisted": people("party", _VALID & Q(answer=Guest.Answer.WAITLISTED)),
        "walk_ins": people("came", Q(walk_in=True)),
    }


def _last_arrivals(event_id: UUID) -> list[dict[str, Any]]:
    arrived = Guest.objects.filter(ARRIVED, event_id=event_id).order_by("-arrived_at", "-id")
    return [
        {
            "guest_id": guest.pk,
            "name": guest.name,
            "organisation": guest.organisation,
            "category": guest.category,
            "at": guest.arrived_at,
            "gate": guest.arrived_gate,
            "verdict": guest.arrived_verdict,
            "attention": guest.attention,
            "came": guest.came,
        }
        for guest in arrived[:LAST_ARRIVALS]
    ]


def came_of(event_id: UUID) -> int:
    """How many people came to the event."""
    came = Guest.objects.filter(event_id=event_id, came__gt=0).aggregate(all=Sum("came"))["all"]
    return int(came or 0)


def first_entries(event_id: UUID) -> list[tuple[UUID, datetime, str, int]]:
    """Each guest of whom somebody came: the moment and the gate of the first entry, and how many came."""
    rows = Guest.objects.filter(ARRIVED, event_id=event_id, came__gt=0)
    return [(row.pk, row.arrived_at, row.arrived_gate, row.came) for row in rows if row.arrived_at]
