"""The worker reads a pretix event; what it read waits for somebody to look at it and take it over."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.events.models import PretixLink
from backend.events.pretix.client import Pretix, PretixProblem
from backend.events.pretix.opening import place_of
from backend.events.pretix.reading import read_orders
from backend.events.ticketing.rows import RefusedRow, TicketRow

AUTHOR = task("Lecture d’un pretix")
SECONDS = 480.0
State = PretixLink.State


def fetch(link_id: UUID) -> None:
    """Nothing is raised: what went wrong is told where the link is shown."""
    link = PretixLink.objects.filter(pk=link_id, state=State.FETCHING).first()
    if link is None or link.asked_at is None:
        return
    try:
        with Pretix(place_of(link), seconds=SECONDS) as pretix:
            rows = read_orders(pretix.orders(), pretix.items(), subevent=link.subevent)
    except PretixProblem as problem:
        _end(link.pk, link.asked_at, state=State.FAILED, problem=problem.why[:200], rows=None)
        return
    _end(link.pk, link.asked_at, state=State.READY, problem="", rows=[_kept(row) for row in rows])


def rows_of(link: PretixLink) -> list[TicketRow | RefusedRow]:
    """What was read and is not taken over yet."""
    return [TicketRow(**row) if "reference" in row else RefusedRow(**row) for row in link.rows or []]


def _kept(row: TicketRow | RefusedRow) -> dict[str, Any]:
    return asdict(row)


def _end(link_id: UUID, asked_at: datetime, **values: Any) -> None:
    """Where nobody asked anew meanwhile."""
    moment = now()
    with writing(AUTHOR):
        mine = PretixLink.objects.filter(pk=link_id, state=State.FETCHING, asked_at=asked_at)
        mine.update(**values, fetched_at=moment, updated_at=moment)
