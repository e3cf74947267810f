"""An address in its parts, and as a person reads it on a screen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from backend.contacts.addresses.countries import DOMESTIC, POSTCODE_AFTER, country_name


@dataclass(frozen=True, slots=True)
class Address:
    """The parts in the order of NF Z10-011; COUNTRY is ISO 3166-1 alpha-2, empty for France."""

    delivery: str = ""
    """Flat, floor, stairs, « chez »: line 2."""
    building: str = ""
    """Building, residence, entrance, zone: line 3."""
    street: str = ""
    """Number and name of the way: line 4."""
    place: str = ""
    """Lieu-dit, boîte postale, service of the post: line 5."""
    postal_code: str = ""
    city: str = ""
    """With its « CEDEX »: line 6."""
    country: str = ""

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        return cls(**{name: str(value) for name, value in parts.items() if name in known and value})

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @property
    def is_foreign(self) -> bool:
        return self.country not in DOMESTIC

    @property
    def town(self) -> str:
        """Postcode and town, in the order of the country."""
        parts = [self.postal_code, self.city]
        if self.country in POSTCODE_AFTER:
            parts.reverse()
        return " ".join(part for part in parts if part)

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def shown_lines(address: Address) -> list[str]:
    """ADDRESS as it was typed, line by line; empty lines are left out."""
    lines = [address.delivery, address.building, address.street, address.place, address.town]
    if address.is_foreign:
        lines.append(country_name(address.country))
    return [line for line in lines if line]
