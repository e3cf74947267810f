"""Contact points as they are kept: each kind checked and put in its one form."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from backend.contacts.emails import read_email
from backend.contacts.models import ContactPoint
from backend.contacts.phones import read_phone

Kind = ContactPoint.Kind
NUMBERS = (Kind.PHONE, Kind.MOBILE, Kind.FAX)
_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Kept:
    value: str
    extension: str = ""


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
