from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.core.http.schemas import In, Out

_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 30)
Day = Annotated[date, Field(ge=_FIRST, le=_LAST)]


class NumbersOut(Out):
    """See backend/events/statistics.py. Rates are between 0 and 1; null where nobody was asked, or expected."""

    asked: int
    answered: int
    yes: int
    no: int
    represented: int
    waitlisted: int
    withdrawn: int
    expected: int
    shown: int
    no_shows: int
    walk_ins: int
    came: int
    answer_rate: float | None
    show_rate: float | None


class LabelledNumbers(NumbersOut):
    label: str


class EventNumbers(NumbersOut):
    id: UUID
    title: str
    category: str
    starts_at: datetime
    timezone: str
    conflicts: int
    open_conflicts: int


class DelaysOut(Out):
    """`median` in seconds."""

    answers: int
    median: float | None
    within_a_day: int
    within_three_days: int
    within_a_week: int
    later: int


class StatisticsOut(Out):
    events: list[EventNumbers]
    totals: NumbersOut
    by_category: list[LabelledNumbers]
    by_officer: list[LabelledNumbers]
    delays: DelaysOut
    conflicts: int
    open_conflicts: int


class Period(In):
    since: Day
    until: Day
    category: str = Field("", max_length=80)
