"""Free text as an address in its parts. Nothing typed is lost: what is not understood stays in its line."""

import re
from dataclasses import replace

from backend.contacts.addresses.abbreviations import WAYS
from backend.contacts.addresses.address import Address
from backend.contacts.addresses.countries import DOMESTIC, country_code
from backend.core.text import fold

_AFTER_NUMBER = re.compile(r"^(\d+\s*(?:bis|ter|quater|[a-d])?)\s*,\s*", re.IGNORECASE)
_FRENCH_TOWN = re.compile(
    r"(?:^|.*?[\s,])(?:F\s*-\s*)?(\d{2}\s?\d{3})\s*[-,]?\s+([^\d,]+(?:\d{1,2})?)$", re.IGNORECASE
)
_FOREIGN_TOWN = re.compile(r"^((?:[A-Z]{1,3}\s*-\s*)?\d{3,6}(?:\s?[A-Z]{2}\b)?)\s+(\D.*)$")
_CODES_AFTER = (  # United Kingdom, Canada, United States
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}",
    r"[A-Z]\d[A-Z]\s?\d[A-Z]\d",
    r"[A-Z]{2}\s\d{5}(?:-\d{4})?",
)
_TOWN_THEN_CODE = re.compile(rf"^(\D.*?)[\s,]+({'|'.join(_CODES_AFTER)})$")
_PLACE = re.compile(r"^(?:b\.?\s?p\.?|c\.?\s?s\.?|tsa|boite postale|lieu[ -]dit|ld)\b", re.IGNORECASE)
_DELIVERY = re.compile(
    r"^(?:app(?:t|artement)?|etage|esc(?:alier)?|porte|chez|boite|bal|bureau|\d+(?:e|er|eme) etage)\b"
)
_BUILDING = re.compile(
    r"^(?:bat(?:iment)?|res(?:idence)?|imm(?:euble)?|tour|entree|hall|pavillon|zone|za|zi|zac|parc|centre|campus)\b"
)
_NUMBERED = re.compile(r"^\d+\s*(?:bis|ter|quater|[a-d])?\b(?!\s*(?:e|er|eme)\b)")
_WAY_WORDS = {
    *WAYS,
    *WAYS.values(),
    "RUE",
    "QUAI",
    "CITE",
    "COUR",
    "GRANDE RUE",
    "VOIE",
    "MAIL",
    "SENS",
    "CLOS",
}
_FREE_SLOTS = ("street", "building", "delivery", "place")


def read_address(text: str) -> Address:
    """TEXT of one line or several as an Address; of any country, though French ones are known best."""
    lines = _lines(text)
    address = Address()
    if lines and (code := _country(lines)) is not None:
        address = replace(address, country="" if code == "FR" else code)
    if lines:
        address = _town(lines, address)
    for slot, line in _slots(lines).items():
        address = replace(address, **{slot: line})
    return address


def _lines(text: str) -> list[str]:
    """The lines of TEXT; a text on one line is cut at its commas, save the one after the number."""
    rows = [_AFTER_NUMBER.sub(r"\1 ", " ".join(row.split())) for row in text.splitlines()]
    rows = [row.strip(" ,;") for row in rows]
    rows = [row for row in rows if row]
    if len(rows) == 1:
        pieces = [_AFTER_NUMBER.sub(r"\1 ", piece.strip()) for piece in re.split(r"[,;]\s+", rows[0])]
        rows = [piece.strip(" ,;") for piece in pieces if piece.strip(" ,;")]
    return rows


def _country(lines: list[str]) -> str | None:
    """The country that the last line is, taken from LINES."""
    last = lines[-1].strip("() .")
    if len(lines) < 2 or len(last) < 3 or any(char.isdigit() for char in last):
        return None
    if code := country_code(last):
        lines.pop()
    return code


def _town(lines: list[str], address: Address) -> Address:
    """ADDRESS with the postcode and town of the last line that has them, taken from LINES."""
    if address.country in DOMESTIC and (found := _FRENCH_TOWN.match(lines[-1])):
        before = lines[-1][: found.start(1)].rstrip(" ,-")
        before = re.sub(r"(?:^|\s)F\s*-?$", "", before)
        lines[-1:] = [before] if before else []
        return replace(address, postal_code=found[1].replace(" ", ""), city=found[2].strip(" ,-"))
    if address.country in DOMESTIC and len(lines) > 1:
        return replace(address, city=lines.pop()) if not _is_street(lines[-1]) else address
    if found := _FOREIGN_TOWN.match(lines[-1]):
        lines.pop()
        return replace(address, postal_code=found[1], city=found[2])
    if found := _TOWN_THEN_CODE.match(lines[-1]):
        lines.pop()
        return replace(address, postal_code=found[2], city=found[1])
    if address.country not in DOMESTIC:
        return replace(address, city=lines.pop())
    return address


def _slots(lines: list[str]) -> dict[str, str]:
    """Each line in the part it speaks of; lines that say nothing take the free parts, the street first."""
    slots: dict[str, str] = {}
    left: list[str] = []
    for line in lines:
        slot = _slot(line)
        if slot and slot not in slots:
            slots[slot] = line
        else:
            left.append(line)
    for line in reversed(left):
        free = next((slot for slot in _FREE_SLOTS if slot not in slots), None)
        if free:
            slots[free] = line
        else:
            slots["delivery"] = f"{line}, {slots['delivery']}"
    return slots


def _slot(line: str) -> str | None:
    folded = fold(line)
    if _PLACE.match(folded):
        return "place"
    if _DELIVERY.match(folded):
        return "delivery"
    if _BUILDING.match(folded):
        return "building"
    return "street" if _is_street(line) else None


def _is_street(line: str) -> bool:
    folded = fold(line)
    first = folded.upper().split(" ")
    return bool(_NUMBERED.match(folded)) or first[0] in _WAY_WORDS or " ".join(first[:2]) in _WAY_WORDS
