"""What a device is told: one JSON that our service worker reads, and that browsers with declarative push show.

Shape: https://www.w3.org/TR/push-api/ (declarative push message). Encrypted for the device (RFC 8291): push
services carry it and can't read it. It holds what the screen shows, an address of ours, and nothing else.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

from django.conf import settings

from notifications.models import Notice

LONGEST = 3993  # bytes of plain text: a push service may refuse bodies beyond 4096 (RFC 8291, section 4)
INBOX = "/avis"


def topic_of(kind: str, notice_id: UUID, about: str) -> str:
    """At most 32 characters of base64url (RFC 8030, 5.4). A device that is away is kept the last of each topic."""
    if not about:
        return urlsafe_b64encode(notice_id.bytes).rstrip(b"=").decode()
    return urlsafe_b64encode(hashlib.sha256(f"{kind}\n{about}".encode()).digest()[:24]).decode()


def message(notice: Notice, *, tag: str, unread: int) -> bytes:
    """NOTICE for a device; UNREAD is the number on the application's icon."""
    return _encoded(notice.title, notice.body, _address(notice), tag, unread)


def summary(notices: list[Notice], *, tag: str, unread: int) -> bytes:
    """NOTICES that waited for the end of quiet hours, as one: a phone that rings six times helps nobody."""
    title = f"{len(notices)} avis pendant vos heures calmes"
    return _encoded(
        title, "\n".join(notice.title for notice in notices), settings.BASE_URL + INBOX, tag, unread
    )


def _address(notice: Notice) -> str:
    """Opened from a device, the page marks the notice as read (pwa: `avis` in the address)."""
    path = notice.url if notice.url.startswith("/") else INBOX
    path, hash_mark, fragment = path.partition("#")
    return f"{settings.BASE_URL}{path}{'&' if '?' in path else '?'}avis={notice.pk}{hash_mark}{fragment}"


def _encoded(title: str, body: str, navigate: str, tag: str, unread: int) -> bytes:
    shown: dict[str, Any] = {
        "title": title,
        "body": body,
        "lang": "fr",
        "dir": "ltr",
        "navigate": navigate,
        "tag": tag,
        "app_badge": str(unread),
    }
    while True:
        encoded = json.dumps({"web_push": 8030, "notification": shown}, ensure_ascii=False).encode()
        if len(encoded) <= LONGEST or not shown["body"]:
            return encoded
        shown["body"] = _shorter(shown["body"])


def _shorter(text: str) -> str:
    return f"{text[: len(text) * 3 // 4].rstrip(' …')}…" if len(text) > 8 else ""
