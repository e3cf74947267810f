"""USB scanners that type: bursts, layouts, and people who type too."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bridge import parse_keys
from kiosk.scanner.keyboard import (
    BASE45,
    Key,
    base45_decode,
    best_reading,
    is_base45,
    looks_like_ticket,
    scanned_text,
)

US = {
    **{c: (f"Key{c}", True) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{str(n): (f"Digit{n}", False) for n in range(10)},
    " ": ("Space", False),
    "$": ("Digit4", True),
    "%": ("Digit5", True),
    "*": ("Digit8", True),
    "+": ("Equal", True),
    "-": ("Minus", False),
    ".": ("Period", False),
    "/": ("Slash", False),
    ":": ("Semicolon", True),
}
AZERTY = {  # what a French layout shows for the same physical key
    **{
        f"Digit{n}": pair
        for n, pair in enumerate(["à0", "&1", "é2", '"3', "'4", "(5", "-6", "è7", "_8", "ç9"])
    },
    **{f"Key{c}": c.lower() + c for c in "BCDEFGHIJKLNOPRSTUVXY"},
    "KeyQ": "aA",
    "KeyA": "qQ",
    "KeyW": "zZ",
    "KeyZ": "wW",
    "KeyM": ",?",
    "Semicolon": "mM",
    "Minus": ")°",
    "Equal": "=+",
    "Period": ":/",
    "Slash": "!§",
    "Space": "  ",
}


def base45(data: bytes) -> str:
    out = []
    for start in range(0, len(data), 2):
        part = data[start : start + 2]
        number = int.from_bytes(part, "big")
        for _ in range(len(part) + 1):
            number, digit = divmod(number, 45)
            out.append(BASE45[digit])
    return "".join(out)


def ticket(seed: int) -> str:
    """A text of a ticket's shape: 80 bytes in Base45, of which the first is the version."""
    return base45(bytes([1, 1]) + random.Random(seed).randbytes(78))


def us_scanner(text: str, *, host: str = "us", gap: float = 4.0, codes: bool = True) -> list[Key]:
    """The keys of a scanner set to QWERTY, as a page sees them on a computer set to `host`."""
    keys = []
    for n, character in enumerate(text):
        code, shift = US[character]
        shown = character if host == "us" else AZERTY[code][shift]
        keys.append(Key(shown, code if codes else "", shift, n * gap))
    return [*keys, Key("Enter", "Enter" if codes else "", False, len(text) * gap)]


@given(st.binary(min_size=1, max_size=90))
def test_base45_round_trip(data: bytes) -> None:
    assert base45_decode(base45(data)) == data


@pytest.mark.parametrize("text", ["", "A", "ABCD", "abc", "GGW", ":::", "é12"])
def test_what_is_no_base45(text: str) -> None:
    assert base45_decode(text) is None


@given(st.integers(0, 400))
def test_a_scanner_set_like_the_computer(seed: int) -> None:
    assert scanned_text(us_scanner(ticket(seed))) == ticket(seed)


@given(st.integers(0, 400))
def test_a_qwerty_scanner_on_an_azerty_computer(seed: int) -> None:
    assert scanned_text(us_scanner(ticket(seed), host="fr")) == ticket(seed)


@given(st.integers(0, 400))
def test_the_same_without_physical_keys_goes_by_the_table(seed: int) -> None:
    assert scanned_text(us_scanner(ticket(seed), host="fr", codes=False)) == ticket(seed)


def test_every_base45_character_comes_back_from_azerty() -> None:
    garbled = "".join(key.key for key in us_scanner(BASE45, host="fr")[:-1])
    assert garbled != BASE45
    assert best_reading(shown=garbled) == BASE45


def test_caps_lock_turned_the_case_round() -> None:
    assert best_reading(shown=ticket(3).swapcase()) == ticket(3)


def test_a_ticket_may_begin_with_a_space() -> None:
    text = base45(bytes([1, 5]) + bytes(78))
    assert text.startswith(" ")
    assert scanned_text(us_scanner(text)) == text


def test_other_codes_pass_as_they_are() -> None:
    assert best_reading(shown="https://example.org/x") == "https://example.org/x"
    assert best_reading(shown="ZOE-2026") == "ZOE-2026"
    assert is_base45("ZOE-2026")
    assert not looks_like_ticket("ZOE-2026")


def test_silence_of_100_ms_begins_anew() -> None:
    late = [Key(k.key, k.code, k.shift, k.at + 500) for k in us_scanner(ticket(4))]
    assert scanned_text([*us_scanner("HELLO")[:-1], *late]) == ticket(4)


def test_a_person_typing_is_no_scanner() -> None:
    assert scanned_text(us_scanner("LEFEVRE", gap=140)) is None
    assert scanned_text(us_scanner("ZOE")) is None
    assert scanned_text([]) is None


def test_other_keys_in_the_burst_do_not_count() -> None:
    keys = us_scanner(ticket(5))
    keys.insert(3, Key("Shift", "ShiftLeft", True, keys[3].at))
    assert scanned_text(keys) == ticket(5)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"keys":1}', '{"keys":[[1]]}', '{"keys":[["a","b",1,"x"]]}']
)
def test_nonsense_from_the_page_is_no_keys(text: str) -> None:
    assert parse_keys(text) == []


def test_keys_from_the_page() -> None:
    assert parse_keys('{"keys":[["a","KeyQ",true,12.5]]}') == [Key("a", "KeyQ", True, 12.5)]
