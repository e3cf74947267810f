"""A postal address in its parts, as columns, labels and vCards need it."""

import re
from dataclasses import dataclass

from backend.contacts.models import ContactPoint

_TOWN = re.compile(r"(?P<code>(?:[A-Z]{1,2}[- ])?\d{4,5}|2[AB]\d{3}) +(?P<city>\D.*)", re.IGNORECASE)
_HOME = {"", "FR", "FRANCE"}


@dataclass(frozen=True, slots=True)
class Postal:
    """LINES are what stands above the town, from the most precise to the street."""

    lines: tuple[str, ...]
    postal_code: str
    city: str
    country: str

    @property
    def is_abroad(self) -> bool:
        return self.country.strip().upper() not in _HOME

    @property
    def is_usable(self) -> bool:
        """What the post needs: a town, and a postal code at home."""
        return bool(self.city and (self.postal_code or self.is_abroad))


def postal_of(point: ContactPoint) -> Postal:
    """The parts of an address point, read from its printed lines: street, « 75001 Paris », country."""
    lines = [line.strip() for line in point.value.splitlines() if line.strip()]
    for place in range(len(lines) - 1, -1, -1):
        if town := _TOWN.fullmatch(lines[place]):
            country = " ".join(lines[place + 1 :])
            return Postal(tuple(lines[:place]), town["code"], town["city"].strip(), country)
    return _without_code(lines)


def _without_code(lines: list[str]) -> Postal:
    """An address abroad without a code we know: the last line is the country, the one before it the town."""
    if len(lines) >= 3:
        return Postal(tuple(lines[:-2]), "", lines[-2], lines[-1])
    return Postal(tuple(lines), "", "", "")
