"""What a row holds, in French, for « Pourquoi cette personne ? »."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from backend.core.dates import day_in_words


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
        return day_in_words(timezone.localtime(value).date())
    if isinstance(value, date):
        return day_in_words(value)
    return str(value)
