"""USB scanners which type like a keyboard: a burst of keys ending with Enter.

The page reports each key twice: the character which the computer's layout made of it (`key`), and the
physical key (`code`, as in the W3C's UI Events). A scanner set to QWERTY before an AZERTY computer garbles
the first and not the second. Which of the readings is right shows in the text itself: a ticket is 120
characters of Base45 (RFC 9285), 80 bytes, of which the first is the version. Without physical keys, the
garbled text is translated back by table: as far as Base45 goes, the layouts exchange keys one for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
TICKET_CHARACTERS = 120
TICKET_BYTES = 80
TICKET_VERSION = 1
SILENCE_MS = 100.0
SHORTEST = 6

_US_PLAIN = {
    **{f"Digit{n}": str(n) for n in range(10)},
    **{f"Numpad{n}": str(n) for n in range(10)},
    **{f"Key{c}": c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    "Space": " ",
    "Minus": "-",
    "Period": ".",
    "Slash": "/",
    "Semicolon": ";",
    "Equal": "=",
    "NumpadAdd": "+",
    "NumpadSubtract": "-",
    "NumpadMultiply": "*",
    "NumpadDivide": "/",
    "NumpadDecimal": ".",
}
_US_SHIFTED = {"Digit4": "$", "Digit5": "%", "Digit8": "*", "Equal": "+", "Semicolon": ":"}

_AZERTY_SIGNS = "&é\"'(_èçà"
# What an AZERTY computer shows, to what the QWERTY scanner meant.
_AZERTY_TO_QWERTY = str.maketrans(
    {
        **dict(zip("&é\"'(-è_çà", "1234567890", strict=True)),
        **dict(zip("AaQqZzWw", "QQAAWWZZ", strict=True)),
        "?": "M",
        ",": "M",
        "M": ":",
        "m": ":",
        "4": "$",
        "5": "%",
        "8": "*",
        ")": "-",
        ":": ".",
        "!": "/",
    }
)


@dataclass(frozen=True)
class Key:
    key: str
    code: str = ""
    shift: bool = False
    at: float = 0.0
    """Milliseconds, from any origin."""


def scanned_text(keys: Iterable[Key]) -> str | None:
    """The text of a burst, or None when the keys are a person's typing."""
    burst = _last_burst(list(keys))
    if len(burst) < SHORTEST:
        return None
    return best_reading(
        shown="".join(key.key for key in burst),
        physical="".join(_us_character(key) for key in burst) if all(key.code for key in burst) else "",
    )


def best_reading(*, shown: str, physical: str = "") -> str:
    """Readings are not stripped at first: a space is a character of Base45, and may be the first one."""
    readings = [shown, shown.upper(), physical, shown.translate(_AZERTY_TO_QWERTY), shown.strip().upper()]
    tickets = [reading for reading in readings if looks_like_ticket(reading)]
    if tickets:
        return tickets[0]
    if any(character in _AZERTY_SIGNS for character in shown):
        return next((reading for reading in readings[2:4] if is_base45(reading)), shown.strip())
    return shown.strip()


def is_base45(text: str) -> bool:
    return bool(text) and all(character in BASE45 for character in text)


def looks_like_ticket(text: str) -> bool:
    data = base45_decode(text) if len(text) == TICKET_CHARACTERS else None
    return data is not None and len(data) == TICKET_BYTES and data[0] == TICKET_VERSION


def base45_decode(text: str) -> bytes | None:
    """RFC 9285; None when the text is not valid Base45."""
    if not is_base45(text) or len(text) % 3 == 1:
        return None
    values = [BASE45.index(character) for character in text]
    out = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        size = len(group) - 1
        if number >= 256**size:
            return None
        out += number.to_bytes(size, "big")
    return bytes(out)


def _last_burst(keys: list[Key]) -> list[Key]:
    """The characters since the last silence, without the Enter (or Tab) that ends them."""
    if keys and keys[-1].key in ("Enter", "Tab"):
        keys = keys[:-1]
    start = max((n for n in range(1, len(keys)) if keys[n].at - keys[n - 1].at > SILENCE_MS), default=0)
    return [key for key in keys[start:] if len(key.key) == 1]


def _us_character(key: Key) -> str:
    if key.shift and key.code in _US_SHIFTED:
        return _US_SHIFTED[key.code]
    return _US_PLAIN.get(key.code, key.key)
