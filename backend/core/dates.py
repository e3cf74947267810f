"""Days and months as they are written and typed in France; English names of months, which programs write, are read.

Dates of the API and of JSON are ISO 8601, which needs none of this.
"""

import re
from collections.abc import Iterator
from datetime import date

from backend.core.clock import today
from backend.core.text import fold

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_ALSO = (
    *("janv jan january", "fevr fev february feb", "mar march", "avr april apr", "may", "june jun"),
    *(
        "juil juill july jul",
        "august aug",
        "sept september sep",
        "oct october",
        "nov november",
        "dec december",
    ),
)
_NUMBERS = {
    name: number
    for number, (month, also) in enumerate(zip(MONTHS, _ALSO, strict=True), start=1)
    for name in (fold(month), *also.split())
}
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)")
_WRITTEN = re.compile(r"(?:[a-z]+di |dimanche )?(\d{1,2})(?:er)? ([a-z]{3,9}) (\d{4}|\d\d)")
_SHORT_YEARS_FROM = 1969  # `31/12/69` is 1969 and `31/12/68` is 2068, as POSIX has it


def day_in_words(day: date) -> str:
    """« 1er mai 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def month_number(word: str) -> int | None:
    """1 for « janvier », « Janv. » and « january »; None for no month."""
    return _NUMBERS.get(fold(word).rstrip("."))


def typed_day(text: str, *, is_past: bool = False) -> date | None:
    """A day as it is typed: 29/02/1948, 29.2.48, 1948-02-29 (an hour after it is left out), 1er févr. 1975.

    IS_PAST: two figures of a year are those of a day gone by, `29/02/48` is 1948. None where there is no such day.
    """
    typed = text.strip().split(" ", maxsplit=1)[0]
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(typed):
        day, month, year = found.groups()
    elif found := _WRITTEN.fullmatch(fold(text).replace(".", "")):
        day, name, year = found.groups()
        month = str(_month_begun(name))
    else:
        return None
    return _first_day(year, int(month), int(day), is_past=is_past)


def year_of_birth(figures: int) -> int:
    """The full year of two FIGURES: of this century where it has come, else of the last."""
    year = today().year // 100 * 100 + figures
    return year if year <= today().year else year - 100


def _first_day(year: str, month: int, day: int, *, is_past: bool) -> date | None:
    """The century is chosen before the day is made: 29 February is one in 1948, and none in 1949 or 2049."""
    for each in _years(year, is_past=is_past):
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if len(year) == 4 or not is_past or found <= today():
            return found
    return None


def _years(figures: str, *, is_past: bool) -> Iterator[int]:
    if len(figures) == 4:
        yield int(figures)
    elif is_past:
        born = year_of_birth(int(figures))
        yield from (born, born - 100)
    else:
        yield _SHORT_YEARS_FROM + (int(figures) - _SHORT_YEARS_FROM) % 100


def _month_begun(name: str) -> int:
    """As `month_number`, also of a French name that breaks off (« septem ») ; 0 for none."""
    begun = (number for number, month in enumerate(MONTHS, start=1) if fold(month).startswith(name))
    return month_number(name) or next(begun, 0)
