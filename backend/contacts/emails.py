"""E-mail addresses as they are kept: without decoration, in lower case."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_BETWEEN = re.compile(r"[\s;,/|]+")


def read_email(text: str) -> str | None:
    """`Zoé <mailto:Z.Baudouin@Radio.example>` -> `z.baudouin@radio.example`; None when it is no address."""
    bracketed = _IN_BRACKETS.search(text)
    address = (
        (bracketed.group(1) if bracketed else text).strip().removeprefix("mailto:").strip(" .<>").lower()
    )
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if len(address) <= 254 else None


def split_emails(text: str) -> list[str]:
    """The pieces of a cell that holds several addresses."""
    if found := _IN_BRACKETS.findall(text):
        return [address.strip() for address in found]
    return [piece for piece in _BETWEEN.split(text.strip()) if piece]
