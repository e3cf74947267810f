"""RF-24, RF-6: days as they are typed, and the century of two figures."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import clock
from backend.core.dates import MONTHS, day_in_words, month_number, typed_day, year_of_birth

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        *(("29/02/48", "1948-02-29"), ("29-2-48", "1948-02-29"), ("29 février 48", "1948-02-29")),
        *(("29/02/24", "2024-02-29"), ("29/02/28", "1928-02-29"), ("29/02/00", "2000-02-29")),
        *(("29/02/49", None), ("29/02/25", None), ("29/02/1900", None), ("00/02/48", None)),
        *(("25/11/26", "2026-11-25"), ("26/11/26", "1926-11-26"), ("1/1/27", "1927-01-01")),
        *(("4 juill. 1975", "1975-07-04"), ("12 rue 1975", None), ("1975-2-3 00:00", "1975-02-03")),
    ],
)
def test_two_figures_of_a_year_of_birth(typed: str, day: str | None) -> None:
    found = typed_day(typed, is_past=True)
    assert (found and found.isoformat()) == day


@given(day=st.dates(min_value=date(1926, 11, 26), max_value=TODAY))
def test_every_day_of_the_last_hundred_years_is_read_back(day: date) -> None:
    assert typed_day(day.strftime("%d/%m/%y"), is_past=True) == day
    for typed in (day.strftime("%d/%m/%Y"), day.isoformat(), day_in_words(day), day.strftime("%d.%m.%Y")):
        assert typed_day(typed, is_past=True) == typed_day(typed) == day


def test_two_figures_that_may_be_to_come() -> None:
    assert [typed_day(f"1/2/{year}") for year in ("68", "69", "00", "99")] == [
        *(date(2068, 2, 1), date(1969, 2, 1), date(2000, 2, 1), date(1999, 2, 1))
    ]


def test_a_year_of_birth_has_come() -> None:
    assert [year_of_birth(figures) for figures in (0, 26, 27, 99)] == [2000, 2026, 1927, 1999]


def test_months_have_their_names_and_those_that_programs_give_them() -> None:
    assert [month_number(name) for name in MONTHS] == list(range(1, 13))
    assert [month_number(name) for name in ("Févr.", "AOUT", "Dec", "july", "ma", "")] == [
        2,
        8,
        12,
        7,
        None,
        None,
    ]
