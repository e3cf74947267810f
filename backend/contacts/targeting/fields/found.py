"""What a row holds, in French, for « Pourquoi cette personne ? »."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)


def attribute(name: str) -> Callable[[Any], Iterable[str]]:
    """The text of one attribute; nothing where it is empty."""

    def read(row: Any) -> Iterable[str]:
        value = getattr(row, name, None)
        return [shown(value)] if value not in (None, "", False) else []

    return read


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return day(timezone.localtime(value).date())
    if isinstance(value, date):
        return day(value)
    return str(value)


def day(value: date) -> str:
    """« 1er mai 2026 »."""
    return f"{'1er' if value.day == 1 else value.day} {month(value.month)} {value.year}"


def month(number: int) -> str:
    return _MONTHS[number - 1]
