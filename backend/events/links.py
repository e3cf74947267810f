"""The personal link of a guest: /i/{token}. The token is computed, no table holds it.

    bytes 0-15   id of the guest
    bytes 16-17  version of the link, big endian; a new one voids the former
    bytes 18-33  only in the link of an intermediary who answers for the guest: their key (`Through.key`)
    the last 16  HMAC-SHA256 over the bytes before, truncated to 128 bits (RFC 2104, section 5)

34 bytes are 46 characters of base64url, 50 are 67. Verified before any table is read.
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
_SIZES, _MAC = (34, 50), 16


@dataclass(frozen=True, slots=True)
class Link:
    guest_id: UUID
    version: int
    via: UUID | None = None


def token_of(guest: Guest, via: UUID | None = None) -> str:
    """VIA: the key of the intermediary who is given this link, and answers for GUEST by it."""
    body = guest.pk.bytes + guest.link_version.to_bytes(2, "big") + (via.bytes if via else b"")
    return _text(body + _mac(settings.SECRET_KEY, body))


def link_of(guest: Guest, via: UUID | None = None) -> str:
    """The whole address, as it is written in a letter."""
    return f"{settings.BASE_URL}/i/{token_of(guest, via)}"


def read_token(token: str) -> Link:
    """Whom TOKEN speaks for; whether it still holds is the guest's row to say.

    Raises:
        LinkUnknown: forged or damaged.
    """
    data = _bytes(token)
    body, mac = data[:-_MAC], data[-_MAC:]
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    genuine = [hmac.compare_digest(mac, _mac(key, body)) for key in keys]
    if len(data) not in _SIZES or not any(genuine):
        raise LinkUnknown
    via = UUID(bytes=body[18:]) if len(body) > 18 else None
    return Link(UUID(bytes=body[:16]), int.from_bytes(body[16:18], "big"), via)


def _mac(secret: str, body: bytes) -> bytes:
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, body, hashlib.sha256).digest()[:16]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(token: str) -> bytes:
    """One text a token: the four spare bits of the last character must be zero."""
    try:
        data = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        raise LinkUnknown from None
    if _text(data) != token:
        raise LinkUnknown
    return data
