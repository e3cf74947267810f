"""The personal link of a guest: /i/{token}. The token is computed, no table holds it.

    bytes 0-15   id of the guest
    bytes 16-17  version of the link, big endian; a new one voids the former
    bytes 18-33  HMAC-SHA256 over the bytes before, truncated to 128 bits (RFC 2104, section 5)

34 bytes are 46 characters of base64url. Verified before any table is read.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from backend.events.errors import LinkUnknown
from backend.events.models import Guest

_PURPOSE = b"entregent-guest-link-1"
_SIZE, _SIGNED = 34, 18


@dataclass(frozen=True, slots=True)
class Link:
    guest_id: UUID
    version: int


def token_of(guest: Guest) -> str:
    body = guest.pk.bytes + guest.link_version.to_bytes(2, "big")
    return _text(body + _mac(settings.SECRET_KEY, body))


def link_of(guest: Guest) -> str:
    """The whole address, as it is written in a letter."""
    return f"{settings.BASE_URL}/i/{token_of(guest)}"


def read_token(token: str) -> Link:
    """Whom TOKEN speaks for; whether it still holds is the guest's row to say.

    Raises:
        LinkUnknown: forged or damaged.
    """
    data = _bytes(token)
    body, mac = data[:_SIGNED], data[_SIGNED:]
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    genuine = [hmac.compare_digest(mac, _mac(key, body)) for key in keys]
    if len(data) != _SIZE or not any(genuine):
        raise LinkUnknown
    return Link(UUID(bytes=body[:16]), int.from_bytes(body[16:], "big"))


def _mac(secret: str, body: bytes) -> bytes:
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, body, hashlib.sha256).digest()[:16]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(token: str) -> bytes:
    """One text a token: the four spare bits of the last character must be zero."""
    try:
        data = base64.b64decode(token.encode("ascii") + b"==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise LinkUnknown from None
    if _text(data) != token:
        raise LinkUnknown
    return data
