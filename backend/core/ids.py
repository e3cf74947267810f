"""Identifiers: UUID version 7 (RFC 9562, section 5.7), ordered by time of creation."""

import os
import threading
import time
import uuid

_RANDOM_BITS = 74
_lock = threading.Lock()
_last = (0, 0)  # the milliseconds and the random part of the one before, in this process


def uuid7() -> uuid.UUID:
    """48 bits of Unix milliseconds, then 74 random bits.

    Those that one process makes within a millisecond grow, by a random step (section 6.2, method 2): what is made
    first comes first.
    """
    milliseconds, random = _next()
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0x2 << 62 | random & (2**62 - 1)
    return uuid.UUID(int=value)


def _next() -> tuple[int, int]:
    global _last  # noqa: PLW0603  (the state of the process)
    now = time.time_ns() // 1_000_000 & (2**48 - 1)
    fresh = int.from_bytes(os.urandom(10), "big") >> (80 - _RANDOM_BITS)
    with _lock:
        milliseconds, random = _last
        if now > milliseconds:
            _last = now, fresh >> 1  # half of the space is left to grow into
        else:
            random += 1 + (fresh & 0xFFFFFFFF)
            _last = (milliseconds + (random >> _RANDOM_BITS), random & (2**_RANDOM_BITS - 1))
        return _last
