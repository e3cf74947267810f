"""The keys that sign tickets, and the code of one guest.

ENTREGENT_TICKET_KEYS holds `1:<base64 Ed25519 seed>[,2:...]`; the last one signs, the others are still
believed. Without it one key is derived from the secret key.
"""

import base64
import binascii
import hashlib
import hmac
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.door.ticket import issue_ticket, sign_ticket
from backend.events.models import Guest

_PURPOSE = b"entregent-ticket-key-1"


def ticket_code(guest: Guest) -> str:
    """The text of the QR code of GUEST, 120 characters."""
    key_id, key = list(_keys().items())[-1]
    return issue_ticket(
        key_id, key, event_id=guest.event_id, ticket_id=bytes(guest.ticket_id), issue=guest.ticket_issue
    )


def tickets_of(event_id: UUID, ticket_id: bytes, issue: int) -> list[bytes]:
    """The 80 bytes of a ticket by every key that is believed, the one that signs now first: what was printed before
    a new key came is still good."""
    return [
        sign_ticket(number, key, event_id=event_id, ticket_id=ticket_id, issue=issue)
        for number, key in reversed(_keys().items())
    ]


def public_keys() -> dict[int, bytes]:
    """The raw public keys (32 bytes) by key id, for kiosks."""
    return {number: key.public_key().public_bytes_raw() for number, key in _keys().items()}


def verifying_keys() -> dict[int, Ed25519PublicKey]:
    return _public(settings.TICKET_KEYS, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _public(listed: str, secret: str) -> dict[int, Ed25519PublicKey]:
    return {number: key.public_key() for number, key in _load(listed, secret).items()}


def _keys() -> dict[int, Ed25519PrivateKey]:
    return _load(settings.TICKET_KEYS, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _load(listed: str, secret: str) -> dict[int, Ed25519PrivateKey]:
    if not listed:
        seed = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
        return {1: Ed25519PrivateKey.from_private_bytes(seed)}
    return dict(_key(entry.strip()) for entry in listed.split(",") if entry.strip())


def _key(entry: str) -> tuple[int, Ed25519PrivateKey]:
    number, _, seed = entry.partition(":")
    try:
        raw = base64.b64decode(seed, validate=True)
        key_id = int(number)
    except (binascii.Error, ValueError):
        raise _misread() from None
    if len(raw) != 32 or not 1 <= key_id <= 255:
        raise _misread()
    return key_id, Ed25519PrivateKey.from_private_bytes(raw)


def _misread() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "ENTREGENT_TICKET_KEYS must look like 1:<base64 of 32 bytes>[,2:<base64>], with ids from 1 to 255."
    )
