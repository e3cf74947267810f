"""One message to one device: encrypted, signed, handed to its push service. Touches no table.

RFC 8030 (the request), RFC 8291 (encryption), RFC 8292 (who sends). pywebpush encrypts; the connection is ours, for
the address comes from a browser and must not lead inside (core/reach.py).
"""

import json
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from functools import lru_cache, partial
from typing import Literal

import certifi
import httpcore
import httpx
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPusher

from backend.core.reach import GuardedNetwork, InsideNetwork, NoSuchHost, reachable
from notifications.push.keys import claims, private_key

SECONDS = 10.0
_TIMEOUT = {"connect": 5.0, "read": 8.0, "write": 5.0, "pool": 5.0}
_LONGEST_ANSWER = 8192


class Fate(Enum):
    """What became of a message."""

    TAKEN = "taken"
    GONE = "gone"  # the device is no longer subscribed
    LATER = "later"  # try again
    SLOW_DOWN = "slow_down"  # try again, not before what the service asks for
    REFUSED = "refused"  # trying again would not help


@dataclass(frozen=True, slots=True)
class Outcome:
    """STATUS is 0 where no answer came; WAIT is what the service asked for; WHY is for the log, without names."""

    fate: Fate
    status: int = 0
    wait: timedelta | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    endpoint: str
    p256dh: str
    auth: str
    body: bytes
    ttl: int
    urgency: Literal["normal", "high"]
    topic: str


def push(message: Message) -> Outcome:
    """Hand MESSAGE over; whatever happens on the way becomes an Outcome."""
    url = httpx.URL(message.endpoint)
    try:
        with (
            _connection() as pool,
            pool.stream(
                "POST",
                message.endpoint,
                headers=_headers(url, message),
                content=_encrypted(message),
                extensions={"timeout": _TIMEOUT},
            ) as answer,
        ):
            return _read(answer)
    except InsideNetwork:
        return Outcome(Fate.REFUSED, why="leads inside")
    except (NoSuchHost, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        return Outcome(Fate.LATER, why=type(error).__name__)


def _connection() -> httpcore.ConnectionPool:
    """One exchange. No proxy: it would resolve names in our place."""
    resolve = partial(reachable, allowed=settings.PUSH_ALLOW_HOSTS)
    return httpcore.ConnectionPool(
        ssl_context=_trusted(), network_backend=GuardedNetwork(SECONDS, resolve=resolve), max_connections=1
    )


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    return trusted


def _encrypted(message: Message) -> bytes:
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    pusher = WebPusher({"endpoint": message.endpoint, "keys": keys})
    return bytes(pusher.encode(message.body, content_encoding="aes128gcm")["body"])


def _headers(url: httpx.URL, message: Message) -> list[tuple[str, str]]:
    origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
    signed: dict[str, str] = Vapid02(private_key()).sign(claims(origin))
    return [
        ("Host", url.netloc.decode("ascii")),
        ("Authorization", signed["Authorization"]),
        ("Content-Type", "application/octet-stream"),
        ("Content-Encoding", "aes128gcm"),
        ("TTL", str(message.ttl)),
        ("Urgency", message.urgency),
        ("Topic", message.topic),
        ("User-Agent", "Entregent"),
    ]


def _read(answer: httpcore.Response) -> Outcome:
    status, wait = answer.status, _retry_after(answer)
    if 200 <= status < 300:
        return Outcome(Fate.TAKEN, status)
    if status in (404, 410):
        return Outcome(Fate.GONE, status)
    if status == 429 or (status == 503 and wait):
        return Outcome(Fate.SLOW_DOWN, status, wait)
    if status >= 500 or status == 408:
        return Outcome(Fate.LATER, status)
    return Outcome(Fate.REFUSED, status, why=_reason(answer))


def _retry_after(answer: httpcore.Response) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3); None where there is none that makes sense."""
    text = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"").decode(
        "latin-1"
    )
    if text.isascii() and text.isdigit() and len(text) < 8:
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC), timedelta(0))


def _reason(answer: httpcore.Response) -> str:
    """The error code that Mozilla and Apple give in a JSON body; nothing else of it is kept."""
    content = b""
    for piece in answer.iter_stream():
        content += piece
        if len(content) > _LONGEST_ANSWER:
            return ""
    try:
        told = json.loads(content)
    except ValueError:
        return ""
    found = (told.get("reason") or told.get("errno")) if isinstance(told, dict) else ""
    return str(found)[:60] if found else ""
