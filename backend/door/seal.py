"""The roster that a door keeps, sealed: a row opens with the guest's own ticket, and with nothing else.

    tag   SHA-256(salt, "tag", ticket id)[:16]: under which a row is found
    key   HKDF-SHA-256 (RFC 5869) of the 80 bytes of the ticket, salt, info "entregent-roster-1": 32 bytes
    row   12 random bytes, then AES-256-GCM (NIST SP 800-38D) of the row; the tag is authenticated with it

The ticket's signature (512 bits nobody can guess) is part of the key, so a stolen station shows nobody. Who has an
older issue finds the row by its tag and can't open it: that ticket was replaced. The index of names is sealed the
same way with a key of one evening (`evening_key`). All of it exists in the browser's WebCrypto too.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.door import base45

INFO = b"entregent-roster-1"
_NONCE = 12  # bytes


class SealBroken(ValueError):
    """The key is not the one that sealed it, or it was altered."""


def row_tag(salt: bytes, ticket_id: bytes) -> bytes:
    """16 bytes that say nothing without the ticket."""
    return hashlib.sha256(salt + b"tag" + ticket_id).digest()[:16]


def ticket_key(salt: bytes, code: str) -> bytes:
    """The key of the row that belongs to the ticket CODE, a text of Base45.

    Raises:
        ValueError: CODE is no Base45.
    """
    return key_of(salt, base45.decode(code.strip("\r\n\t")))


def key_of(salt: bytes, ticket: bytes) -> bytes:
    """The same from the 80 bytes of the ticket."""
    return _derive(salt, ticket)


def evening_key(salt: bytes, secret: bytes) -> bytes:
    """The key of the index of names, for one station and one evening."""
    return _derive(salt, secret)


def seal(key: bytes, tag: bytes, row: bytes, *, _nonce: bytes | None = None) -> bytes:
    """ROW, sealed. Only the vectors fix the _NONCE: one that is used twice gives both rows away."""
    nonce = os.urandom(_NONCE) if _nonce is None else _nonce
    return nonce + AESGCM(key).encrypt(nonce, row, tag)


def unseal(key: bytes, tag: bytes, sealed: bytes) -> bytes:
    """Raises SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], tag)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def _derive(salt: bytes, secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=INFO).derive(secret)
