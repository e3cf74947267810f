"""Quiet hours by a fixed clock (CARD-5)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.quiet import quiet_until

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Hours:
    starts: time
    ends: time
    zone: str = "Europe/Paris"
    weekend: bool = False


NIGHT = Hours(time(20), time(7, 30))
NOON = Hours(time(12), time(14))
WEEKEND = Hours(time(20), time(7, 30), weekend=True)


def _paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("hours", "moment", "free"),
    [
        (NIGHT, "2026-11-25 19:59", None),
        (NIGHT, "2026-11-25 20:00", "2026-11-26 07:30"),
        (NIGHT, "2026-11-26 03:00", "2026-11-26 07:30"),
        (NIGHT, "2026-11-26 07:30", None),
        (NOON, "2026-11-25 11:59", None),
        (NOON, "2026-11-25 13:00", "2026-11-25 14:00"),
        (NOON, "2026-11-25 20:00", None),
        (WEEKEND, "2026-11-27 21:00", "2026-11-30 07:30"),  # a Friday evening
        (WEEKEND, "2026-11-28 12:00", "2026-11-30 07:30"),
        (WEEKEND, "2026-11-29 23:59", "2026-11-30 07:30"),
        (WEEKEND, "2026-11-30 07:30", None),
        (Hours(time(9), time(9), weekend=True), "2026-11-28 09:00", "2026-11-30 00:00"),
        (Hours(time(9), time(9)), "2026-11-28 09:00", None),
        (NIGHT, "2026-10-24 22:00", "2026-10-25 07:30"),  # the night that has an hour more
        (NIGHT, "2026-03-28 22:00", "2026-03-29 07:30"),  # and the one that has an hour less
    ],
)
def test_when_peace_ends(hours: Hours, moment: str, free: str | None) -> None:
    assert quiet_until(hours, _paris(moment)) == (free and _paris(free))


def test_the_clock_is_the_persons_own() -> None:
    hours = Hours(time(20), time(7), zone="Indian/Reunion")
    assert quiet_until(hours, datetime(2026, 11, 25, 16, 0, tzinfo=UTC)) == datetime(
        2026, 11, 26, 3, 0, tzinfo=UTC
    )
    assert quiet_until(hours, datetime(2026, 11, 25, 15, 59, tzinfo=UTC)) is None


@given(
    starts=st.times(),
    ends=st.times(),
    zone=st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea", "UTC"]),
    weekend=st.booleans(),
    moment=st.datetimes(
        min_value=datetime.fromisoformat("2026-01-01"),
        max_value=datetime.fromisoformat("2027-12-31"),
        timezones=st.just(UTC),
    ),
)
def test_peace_ends_within_days_and_then_does_not_hold(
    starts: time, ends: time, zone: str, weekend: bool, moment: datetime
) -> None:
    hours = Hours(starts, ends, zone, weekend)
    free = quiet_until(hours, moment)
    if free is not None:
        assert moment < free <= moment + timedelta(days=4)
        assert quiet_until(hours, free) is None
