"""The keys that sign tickets, and the code of one guest's ticket (backend/door/ticket.py has the form)."""

import base64
import binascii
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.door.ticket import Ticket, issue_ticket, read_ticket
from backend.events.models import Guest


@lru_cache(maxsize=4)
def _keys(configured: str, secret: str) -> dict[int, Ed25519PrivateKey]:
    """Keys by id, from `1:<base64 seed>,2:…`; without any, one derived from the secret key."""
    if not configured:
        seed = hashlib.sha256(b"entregent-ticket-key:" + secret.encode()).digest()
        return {1: Ed25519PrivateKey.from_private_bytes(seed)}
    keys = {}
    for part in configured.replace("\n", ",").split(","):
        number, _, seed_text = part.strip().partition(":")
        try:
            keys[int(number)] = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed_text, validate=True))
        except (ValueError, binascii.Error):
            raise ImproperlyConfigured(
                "ENTREGENT_TICKET_KEYS must look like 1:<32 bytes in base64>,2:<…>."
            ) from None
    return keys


def signing_keys() -> dict[int, Ed25519PrivateKey]:
    return _keys(settings.TICKET_KEYS, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _public(configured: str, secret: str) -> dict[int, Ed25519PublicKey]:
    return {number: key.public_key() for number, key in _keys(configured, secret).items()}


def public_keys() -> dict[int, Ed25519PublicKey]:
    return _public(settings.TICKET_KEYS, settings.SECRET_KEY)


def ticket_code(guest: Guest) -> str:
    """The text of GUEST's QR code, signed with the newest key."""
    keys = signing_keys()
    number = max(keys)
    return issue_ticket(
        number, keys[number], event_id=guest.event_id, ticket_id=bytes(guest.ticket_id), issue=guest.ticket_issue
    )


def ticket_of(code: str) -> Ticket:
    """Raises door.ticket.TicketError when CODE is none of ours."""
    return read_ticket(code, public_keys())
