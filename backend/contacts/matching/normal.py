"""Values in normal form: each function takes text as typed and returns "" for what says nothing."""

import re
from datetime import date
from functools import lru_cache

from backend.contacts.phones import read_phone
from backend.core.dates import month_number, year_of_birth
from backend.core.text import fold

_NOTHING = {
    "",
    "nan",
    "none",
    "null",
    "n/a",
    "na",
    "n.a.",
    "nc",
    "n.c.",
    "-",
    "--",
    "?",
    "inconnu",
    "unknown",
    "nat",
}
_GENERATIONS = {
    **dict.fromkeys(("fils", "jr", "junior", "ii", "cadet"), "fils"),
    **dict.fromkeys(("pere", "sr", "senior", "aine"), "pere"),
}
_PARTICLES = {
    *(
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "von",
        "van",
        "der",
        "den",
        "el",
        "al",
        "ben",
        "di",
        "da",
    ),
    *("dos", "del", "mc", "mac", "o"),
}
_SAINTS = {"st": "saint", "ste": "sainte"}
_STREET_WORDS = {
    *(
        "rue",
        "r",
        "avenue",
        "av",
        "ave",
        "boulevard",
        "bd",
        "bld",
        "blvd",
        "boul",
        "place",
        "pl",
        "chemin",
        "che",
    ),
    *(
        "ch",
        "impasse",
        "imp",
        "allee",
        "allees",
        "all",
        "quai",
        "route",
        "rte",
        "square",
        "sq",
        "cours",
        "passage",
    ),
    *(
        "pass",
        "faubourg",
        "fg",
        "fbg",
        "lotissement",
        "lot",
        "sentier",
        "voie",
        "villa",
        "esplanade",
        "residence",
    ),
    *(
        "res",
        "batiment",
        "bat",
        "bis",
        "ter",
        "quater",
        "cedex",
        "appartement",
        "appt",
        "apt",
        "etage",
        "esc",
    ),
    *("de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "sur", "en"),
    *(
        "street",
        "st",
        "road",
        "rd",
        "crescent",
        "cres",
        "drive",
        "dr",
        "court",
        "ct",
        "close",
        "cl",
        "circuit",
    ),
    *(
        "cct",
        "lane",
        "ln",
        "terrace",
        "tce",
        "parade",
        "pde",
        "grove",
        "gr",
        "way",
        "unit",
        "flat",
        "the",
        "of",
    ),
}
_NUMBER = re.compile(r"\b(\d{1,5})\s?[a-d]?\b")
_TOWN = re.compile(r"(?<!\d)(\d{5})\s+(\D+?)(?:\s+cedex.*)?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\b(?:poste|ext|extension|p)\b.*$", re.IGNORECASE)
_FRENCH = re.compile(r"(?:(?:\+|00)?33\s?(?:\(0\))?|0)?\s?([1-9](?:[\s.\-]?\d){8})")
_EMAIL = re.compile(r"[^\s<>\"',;:()]+@[^\s<>\"',;:()]+")
_PARTS = re.compile(r"\d+|[^\W\d_]+")


def value(text: object) -> str:
    """TEXT without outer space; "" for what people and programs write where they know nothing."""
    found = "" if text is None else str(text).strip()
    return "" if found.lower() in _NOTHING else found


def split_generation(folded: str) -> tuple[str, str]:
    """`dupont fils` -> (`dupont`, `fils`); a single word is a name."""
    words = folded.replace(".", " ").split()
    if len(words) > 1 and words[-1] in _GENERATIONS:
        return " ".join(words[:-1]), _GENERATIONS[words[-1]]
    return " ".join(words), ""


def surname_words(folded: str) -> str:
    """Without particles: `de la tour` and `latour` differ, `de la tour` and `tour` are the same."""
    words = [_SAINTS.get(word, word) for word in folded.split()]
    kept = [word for word in words if word not in _PARTICLES]
    return " ".join(kept or words)


def birth_digits(born: date | str | None) -> str:
    """`yyyymmdd`, or `yyyy`. Digits are kept as they are typed, even those of no day: an error is a clue."""
    if isinstance(born, date):
        return f"{born.year:04}{born.month:02}{born.day:02}"
    text = value(born).removesuffix(".0")
    parts = [
        part for part in _PARTS.findall(fold(text.split("T")[0])) if part.isdigit() or month_number(part)
    ]
    if parts and month_number(parts[0]):  # March 12, 1975
        parts[:2] = reversed(parts[:2])
    numbers = [str(month_number(part) or part) for part in parts]
    if not any(map(int, numbers)):  # 0/0/00: Outlook's word for none
        return ""
    if len(numbers) >= 3:
        return _without_zeros(_of_three(numbers[0], numbers[1], numbers[2]))
    return _without_zeros(_of_one(numbers[0])) if len(numbers) == 1 else ""


def _without_zeros(digits: str) -> str:
    """Programs write zeros for what nobody told them: no date, or the year alone."""
    if digits[:4] == "0000":
        return ""
    return digits[:4] if "00" in (digits[4:6], digits[6:]) else digits


def _of_three(first: str, second: str, third: str) -> str:
    """Year first where it has four digits; else day first, unless the second can be no month."""
    if len(first) == 4:
        return f"{first}{second:0>2}{third:0>2}"[:8]
    if len(third) == 2:
        third = str(year_of_birth(int(third)))
    day, month = (second, first) if int(second) > 12 >= int(first) else (first, second)
    return f"{third:0>4}{month:0>2}{day:0>2}" if len(third) <= 4 and len(day) <= 2 and len(month) <= 2 else ""


def _of_one(digits: str) -> str:
    if len(digits) == 8:
        return digits if digits[:2] in {"18", "19", "20"} else digits[4:] + digits[2:4] + digits[:2]
    return digits if len(digits) == 4 and digits[:2] in {"18", "19", "20"} else ""


def street_and_number(address: str) -> tuple[str, str]:
    """« 12 bis, rue de l’Écluse 75015 Paris » -> (`ecluse`, `12`)."""
    street = fold(_TOWN.sub("", address.replace("\n", " ").strip()))
    found = _NUMBER.search(street)
    words = [word for word in street.split() if not word.isdigit()]
    kept = [word for word in words if word not in _STREET_WORDS]
    return " ".join(kept or words), found.group(1).lstrip("0") if found else ""


def place_in(address: str, postcode: str, city: str) -> tuple[str, str]:
    """Postcode and town, from the end of ADDRESS where their columns are empty."""
    if not postcode and not city and (found := _TOWN.search(address.replace("\n", " ").strip())):
        postcode, city = found.group(1), found.group(2)
    code = fold(postcode.removesuffix(".0")).replace(" ", "").lstrip("0")
    town = [word for word in fold(city).split() if not word.isdigit() and word != "cedex"]
    return code, " ".join(_SAINTS.get(word, word) for word in town)


def email_in(text: str) -> str:
    found = _EMAIL.search(text.lower())
    return found.group(0).strip(".") if found else ""


def phone_tail(text: str) -> str:
    """The last nine digits: `+33 1 99 00 12 34` and `01 99 00 12 34` are the same."""
    digits = "".join(char for char in _EXTENSION.sub("", text) if char.isascii() and char.isdigit())
    return digits[-9:].lstrip("0") if len(digits) >= 6 else ""


@lru_cache(maxsize=100_000)
def is_mobile(text: str) -> bool:
    """Whether a number is surely that of a mobile: one that says its country, or a French one."""
    number = _EXTENSION.sub("", text).strip()
    if found := _FRENCH.fullmatch(number):
        return found.group(1)[0] in "67"
    read = read_phone(number) if number.startswith(("+", "00")) else None
    return read is not None and read.is_mobile
