"""Contact points as they are kept: each kind checked and put in its one form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from backend.contacts.addresses import Address, country_code, read_address, shown_lines
from backend.contacts.emails import read_email
from backend.contacts.models import ContactPoint
from backend.contacts.phones import read_phone

Kind = ContactPoint.Kind
NUMBERS = (Kind.PHONE, Kind.MOBILE, Kind.FAX)
VALUE_AT_MOST = 400
_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Kept:
    value: str
    extension: str = ""
    address: dict[str, str] = field(default_factory=dict)
    postal_code: str = ""
    country: str = ""


def read_point(kind: str, text: str) -> Kept:
    """TEXT in the form in which a KIND of contact point is kept.

    Raises:
        ValueError: it can't be one; its message is for a person.
    """
    if kind == Kind.EMAIL:
        return _email(text)
    if kind in NUMBERS:
        return _number(text)
    if kind == Kind.WEB:
        return _web(text)
    if kind == Kind.ADDRESS and (address := read_address(text)):
        return _address(address)
    return Kept(text.strip())


def _email(text: str) -> Kept:
    if (address := read_email(text)) is None:
        raise ValueError("Cette adresse e-mail n’est pas valable.")
    return Kept(address)


def _number(text: str) -> Kept:
    if (phone := read_phone(text)) is None:
        raise ValueError("Ce numéro de téléphone ne peut pas être composé.")
    return Kept(phone.value, phone.extension)


def _web(text: str) -> Kept:
    address = text.strip() if "://" in text else f"https://{text.strip()}"
    try:
        _url(address)
    except ValidationError:
        raise ValueError("Cette adresse de site n’est pas valable.") from None
    return Kept(address)


def read_address_parts(parts: Mapping[str, str]) -> Kept:
    """A postal address given in its parts; its country as a code or by its French name.

    Raises:
        ValueError: nobody lives there.
    """
    code = country_code(parts["country"]) if parts.get("country") else ""
    if code is None:
        raise ValueError("Ce pays n’est pas connu.")
    address = Address.from_json({**parts, "country": "" if code == "FR" else code})
    if not address:
        raise ValueError("Cette adresse est vide.")
    return _address(address)


def fill(point: ContactPoint, kept: Kept) -> None:
    """POINT says what KEPT holds."""
    point.value, point.extension = kept.value, kept.extension
    point.address, point.postal_code, point.country = kept.address, kept.postal_code, kept.country


def address_of(point: ContactPoint) -> Address:
    """The parts of POINT; rows older than parts are read from their text."""
    return Address.from_json(point.address) if point.address else read_address(point.value)


def _address(address: Address) -> Kept:
    shown = "\n".join(shown_lines(address))
    if len(shown) > VALUE_AT_MOST:
        raise ValueError("Cette adresse est trop longue.")
    code = address.postal_code[:12]
    return Kept(shown, address=address.as_json(), postal_code=code, country=address.country)
