"""When a file looks wrong: the limits themselves, and what must hold wherever they are (RF-8)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.contacts.feeds.looking import Look, why_wrong

USUAL = Look(rows=100, refused=0, changed=0, headers_key="a", expected="a", known=100, gone=0)
GOOD = {"rows": 100, "headers_key": "a"}


@pytest.mark.parametrize(
    ("changes", "stops"),
    [
        ({}, False),
        ({"rows": 51}, False),
        ({"rows": 50}, True),
        ({"rows": 5_000}, False),
        ({"refused": 50}, False),
        ({"refused": 51}, True),
        ({"gone": 49}, False),
        ({"gone": 50}, True),
        ({"changed": 50}, False),
        ({"changed": 51}, True),
        ({"headers_key": "b"}, True),
    ],
)
def test_the_limits(changes: dict[str, Any], stops: bool) -> None:
    assert bool(why_wrong(replace(USUAL, **changes), GOOD)) is stops


def test_the_first_file_has_nothing_to_be_measured_by() -> None:
    first = replace(USUAL, rows=3, changed=3, expected="", known=0)
    assert why_wrong(first, {}) == ""
    assert why_wrong(replace(first, refused=2), {}) != ""


def test_a_few_changed_rows_say_nothing() -> None:
    small = replace(USUAL, rows=19, changed=19, known=19)
    assert why_wrong(small, {"rows": 19}) == ""


def test_numbers_are_written_as_people_do() -> None:
    assert why_wrong(replace(USUAL, rows=1_200), {"rows": 50_000}) == (
        "Il compte 1\u202f200 lignes, contre 50\u202f000 la dernière fois."
    )


_counts = some.integers(0, 60_000)


@given(rows=_counts, before=_counts, fewer=_counts)
def test_fewer_rows_never_look_better(rows: int, before: int, fewer: int) -> None:
    look = replace(USUAL, rows=rows, known=0)
    if why_wrong(look, {"rows": before}):
        assert why_wrong(replace(look, rows=max(rows - fewer, 0)), {"rows": before})


@given(rows=some.integers(1, 60_000), known=_counts)
def test_the_same_file_never_stops(rows: int, known: int) -> None:
    assert why_wrong(replace(USUAL, rows=rows, known=known), {"rows": rows}) == ""


@given(known=some.integers(1, 60_000), data=some.data())
def test_more_persons_gone_never_look_better(known: int, data: some.DataObject) -> None:
    gone = data.draw(some.integers(0, known))
    look = replace(USUAL, known=known, gone=gone)
    assert bool(why_wrong(look, GOOD)) <= bool(why_wrong(replace(look, gone=known), GOOD))
