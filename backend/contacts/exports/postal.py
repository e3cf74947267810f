"""A postal address as columns and vCards need it, and as the post does."""

import re
from dataclasses import dataclass

from backend.contacts.addresses import Address, country_name, read_address
from backend.contacts.models import ContactPoint

_TOWN = re.compile(r"(?P<code>(?:[A-Z]{1,2}[- ])?\d{4,5}|2[AB]\d{3}) +(?P<city>\D.*)", re.IGNORECASE)
_FRENCH_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Postal:
    """LINES are what stands above the town, from the most precise to the street."""

    lines: tuple[str, ...]
    postal_code: str
    city: str
    country: str


NOWHERE = Postal((), "", "", "")


def postal_of(point: ContactPoint) -> Postal:
    """The parts of an address point: those that are kept, or those that its printed lines tell."""
    if point.address:
        kept = Address.from_json(point.address)
        above = (kept.delivery, kept.building, kept.street, kept.place)
        country = country_name(kept.country) if kept.is_foreign else ""
        return Postal(tuple(line for line in above if line), kept.postal_code, kept.city, country)
    lines = [line.strip() for line in point.value.splitlines() if line.strip()]
    for place in range(len(lines) - 1, -1, -1):
        if town := _TOWN.fullmatch(lines[place]):
            country = " ".join(lines[place + 1 :])
            return Postal(tuple(lines[:place]), town["code"], town["city"].strip(), country)
    return _without_code(lines)


def address_of(point: ContactPoint) -> Address:
    return Address.from_json(point.address) if point.address else read_address(point.value)


def why_unusable(address: Address) -> str:
    """What the post would miss in ADDRESS, for a person; empty when nothing."""
    if not address.city:
        return "l’adresse n’a pas de ville"
    if not address.is_foreign and not _FRENCH_CODE.fullmatch(address.postal_code):
        return "l’adresse n’a pas de code postal à cinq chiffres"
    if not (address.street or address.place or address.building or address.delivery or _has_cedex(address)):
        return "l’adresse n’a ni rue ni lieu-dit"
    return ""


def _has_cedex(address: Address) -> bool:
    return "CEDEX" in address.city.upper()


def _without_code(lines: list[str]) -> Postal:
    """An address abroad without a code we know: the last line is the country, the one before it the town."""
    if len(lines) >= 3:
        return Postal(tuple(lines[:-2]), "", lines[-2], lines[-1])
    return Postal(tuple(lines), "", "", "")
