"""Dates and numbers as French prints them, with the no-break spaces it asks for."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.core.dates import MONTHS

NARROW = "\u202f"  # before ; : ! ? and inside numbers and hours
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_BEFORE_SIGN = re.compile(r"[ \u00a0]([;:!?»])")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_AFTER_QUOTE = re.compile(r"«[ \u00a0]?")


def spaced(text: str) -> str:
    """TEXT as somebody typed it, with curly apostrophes and no-break spaces where a line must not break.

    A space is changed, never added: an address such as https://example.org stays whole.
    """
    spaces = _AFTER_QUOTE.sub("«" + NARROW, _BEFORE_SIGN.sub(NARROW + r"\1", text))
    return _APOSTROPHE.sub("’", spaces)


def day_in_words(moment: datetime) -> str:
    """samedi 21 novembre 2026; the first of a month is "1er"."""
    day = "1er" if moment.day == 1 else str(moment.day)
    return f"{_DAYS[moment.weekday()]} {day}\u00a0{MONTHS[moment.month - 1]} {moment.year}"


def hour_in_words(moment: datetime) -> str:
    """18 h 30, or 18 h."""
    minutes = f"{NARROW}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NARROW}h{minutes}"


def period_in_words(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[str, str]:
    """The day and the hours of an event in its own time zone, named where it is not that of Paris.

    One evening that ends after midnight is still one day.
    """
    start, end = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
    place = "" if zone == "Europe/Paris" else f" (heure de {zone.rpartition('/')[2].replace('_', ' ')})"
    one_evening = (end - start).total_seconds() < 86_400 and (end.date() == start.date() or end.hour < 8)
    if one_evening:
        return day_in_words(start), f"de {hour_in_words(start)} à {hour_in_words(end)}{place}"
    first = f"du {day_in_words(start)}, {hour_in_words(start)}"
    return first, f"au {day_in_words(end)}, {hour_in_words(end)}{place}"


def in_words(moment: datetime, zone: str) -> str:
    """samedi 21 novembre 2026, 18 h 30."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_in_words(local)}, {hour_in_words(local)}"
