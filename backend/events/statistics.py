"""What is counted of events once they are over (RF-13): each number defined here, once.

*Asked*: who was put on the list and invited, or answered; not deputies, companions, walk-ins nor who was withdrawn.
*Answer rate*: of those, who answered anything. *Show rate*: of the people expected at events that are over, who
came. *No-shows*: the rest; while an event lasts nobody is one.
Deputies and companions who were expected count among the expected: it is people who come.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Least

from backend.accounts.models import User
from backend.core.clock import now
from backend.core.text import fold
from backend.events.figures import EXPECTED, people
from backend.events.models import Guest

_ASKED = (
    Q(represents=None, companion_of=None, walk_in=False, revoked_at=None)
    & (Q(invitation=Guest.Invitation.SENT) | ~Q(answer=Guest.Answer.NONE))
)  # fmt: skip
_DELAY = ExpressionWrapper(F("answered_at") - F("invited_at"), output_field=DurationField())
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """`asked` to `withdrawn` count guests, the others people."""

    asked: int = 0
    answered: int = 0
    yes: int = 0
    no: int = 0
    represented: int = 0
    waitlisted: int = 0
    withdrawn: int = 0
    expected: int = 0
    shown: int = 0
    no_shows: int = 0
    walk_ins: int = 0
    came: int = 0
    due: int = 0
    """Expected at events that are over."""

    @property
    def answer_rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @property
    def show_rate(self) -> float | None:
        return 1 - self.no_shows / self.due if self.due else None

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Numbers)))


@dataclass(frozen=True, slots=True)
class Delays:
    """How long after their invitation guests answered; MEDIAN in seconds. Each later than the one before."""

    answers: int
    median: float | None
    within_a_day: int
    within_three_days: int
    within_a_week: int
    later: int


class _Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def numbers_by_event(event_ids: Collection[UUID]) -> dict[UUID, Numbers]:
    """An event without guests is not in it."""
    return dict(_numbers_by(event_ids, "event_id"))


def numbers_by_category(event_ids: Collection[UUID]) -> list[tuple[str, Numbers]]:
    return sorted(_numbers_by(event_ids, "category"), key=lambda row: (row[0] == "", fold(row[0])))


def numbers_by_officer(event_ids: Collection[UUID]) -> list[tuple[str, Numbers]]:
    """By who put the guests on the list; empty: nobody did (walk-ins), or an account that is no more."""
    rows = _numbers_by(event_ids, "added_by_id")
    users = User.objects.filter(pk__in=[key for key, _ in rows if key])
    names = {user.pk: user.display_name for user in users}
    named = [(names.get(key, ""), numbers) for key, numbers in rows]
    return sorted(named, key=lambda row: (row[0] == "", fold(row[0])))


def sum_of(numbers: Iterable[Numbers]) -> Numbers:
    return sum(numbers, Numbers())


def delays_of(event_ids: Collection[UUID]) -> Delays:
    """Of guests who were invited by us and answered after that."""
    answered = Guest.objects.filter(_ASKED, event__in=event_ids, answered_at__gte=F("invited_at"))
    answered = answered.exclude(answer=Guest.Answer.NONE)
    found = answered.annotate(delay=_DELAY).aggregate(
        answers=Count("pk"),
        median=_Median("delay"),
        within_a_day=Count("pk", filter=Q(delay__lt=_DAY)),
        within_three_days=Count("pk", filter=Q(delay__gte=_DAY, delay__lt=3 * _DAY)),
        within_a_week=Count("pk", filter=Q(delay__gte=3 * _DAY, delay__lt=7 * _DAY)),
        later=Count("pk", filter=Q(delay__gte=7 * _DAY)),
    )
    median = found.pop("median")
    return Delays(**found, median=median.total_seconds() if median is not None else None)


def _numbers_by(event_ids: Collection[UUID], key: str) -> list[tuple[Any, Numbers]]:
    rows = Guest.objects.filter(event__in=event_ids).order_by().values_list(key).annotate(**_counts())
    return [(value, Numbers(*numbers)) for value, *numbers in rows]


def _counts() -> dict[str, Any]:
    """In the order of the fields of `Numbers`."""
    answer = Guest.Answer
    said = {
        "n_yes": answer.YES, "n_no": answer.NO, "n_represented": answer.REPRESENTED,
        "n_waitlisted": answer.WAITLISTED, "n_withdrawn": answer.WITHDRAWN,
    }  # fmt: skip
    shown = Least(F("party"), F("came"))
    over = Q(event__ends_at__lte=now())
    return {
        "n_asked": Count("pk", filter=_ASKED),
        "n_answered": Count("pk", filter=_ASKED & ~Q(answer=answer.NONE)),
        **{name: Count("pk", filter=_ASKED & Q(answer=each)) for name, each in said.items()},
        "n_expected": people("party", EXPECTED),
        "n_shown": people(shown, EXPECTED),
        "n_no_shows": people(F("party") - shown, EXPECTED & over),
        "n_walk_ins": people("came", Q(walk_in=True)),
        "n_came": people("came"),
        "n_due": people("party", EXPECTED & over),
    }
