"""The PIN by which a supervisor overrules a verdict, checked without a network against the hash from the server.

The hash is Django's: `pbkdf2_sha256$ITERATIONS$SALT$BASE64` (PBKDF2-HMAC-SHA-256, RFC 8018); another admits nobody.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable

TRIES = 5
CLOSED_SECONDS = 60.0
_MOST_ITERATIONS = 5_000_000


def is_pin(typed: str, hashed: str) -> bool:
    """Takes some tenths of a second, as it should."""
    try:
        name, iterations, salt, wanted = hashed.split("$")
        rounds = int(iterations)
        digest = base64.b64decode(wanted, validate=True)
    except (ValueError, binascii.Error):
        return False
    if name != "pbkdf2_sha256" or not 1 <= rounds <= _MOST_ITERATIONS or not typed:
        return False
    return hmac.compare_digest(hashlib.pbkdf2_hmac("sha256", typed.encode(), salt.encode(), rounds), digest)


class Guard:
    """Five wrong PINs close it for a minute."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong = 0
        self._closed_until = 0.0

    @property
    def closed_for(self) -> float:
        """Seconds."""
        return max(0.0, self._closed_until - self._clock())

    def tried(self, right: bool) -> None:
        self._wrong = 0 if right else self._wrong + 1
        if self._wrong >= TRIES:
            self._wrong, self._closed_until = 0, self._clock() + CLOSED_SECONDS
