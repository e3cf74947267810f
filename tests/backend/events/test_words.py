"""French dates and spaces (design: "samedi 21 novembre 2026, 18 h 30")."""

from datetime import UTC, datetime

import pytest

from backend.events.words import in_words, period_in_words, spaced


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_date_and_hour() -> None:
    moment = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert in_words(moment, "Europe/Paris") == "samedi 21\u00a0novembre 2026, 18\u202fh\u202f30"


@pytest.mark.parametrize(
    ("start", "end", "zone", "day", "hours"),
    [
        (
            "2026-11-21T17:30",
            "2026-11-21T21:00",
            "Europe/Paris",
            "samedi 21 novembre 2026",
            "de 18 h 30 à 22 h",
        ),
        ("2026-07-31T22:00", "2026-08-01T01:05", "Europe/Paris", "samedi 1er août 2026", "de 0 h à 3 h 05"),
        ("2026-11-21T19:00", "2026-11-22T01:00", "Europe/Paris", "samedi 21 novembre 2026", "de 20 h à 2 h"),
        (
            "2026-11-21T08:00",
            "2026-11-23T17:00",
            "Europe/Paris",
            "du samedi 21 novembre 2026, 9 h",
            "au lundi 23 novembre 2026, 18 h",
        ),
        (
            "2026-11-21T23:00",
            "2026-11-22T01:00",
            "America/New_York",
            "samedi 21 novembre 2026",
            "de 18 h à 20 h (heure de New York)",
        ),
    ],
)
def test_periods(start: str, end: str, zone: str, day: str, hours: str) -> None:
    found = period_in_words(datetime.fromisoformat(start + "Z"), datetime.fromisoformat(end + "Z"), zone)
    assert tuple(map(_plain, found)) == (day, hours)


def test_spaces_are_narrowed_and_never_added() -> None:
    assert spaced("« L'heure » : viens !") == "«\u202fL’heure\u202f»\u202f: viens\u202f!"
    assert spaced("https://example.org:8000/?a") == "https://example.org:8000/?a"
