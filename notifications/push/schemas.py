from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field

from backend.core.http.schemas import In, Out


class PushDeviceOut(Out):
    """A device that hears of my notices.

    `fingerprint`: 32 hexadecimal digits of SHA-256 of its endpoint, by which a browser knows itself. `fresh`: it
    was subscribed with the key of today, and can be written to.
    """

    id: UUID
    name: str
    fingerprint: str
    fresh: bool
    created_at: datetime
    succeeded_at: datetime | None
    failures: int


class PushOut(Out):
    """What a browser needs to subscribe. A service worker can't read cookies: it finds its CSRF token here."""

    public_key: str
    csrf_token: str
    devices: list[PushDeviceOut]


class PushKeysIn(In):
    p256dh: Annotated[str, Field(max_length=100)]
    auth: Annotated[str, Field(max_length=40)]


class PushDeviceIn(In):
    """A subscription as `PushSubscription.toJSON()` gives it; `replaces` is the endpoint that it had before."""

    endpoint: Annotated[str, Field(max_length=1000)]
    keys: PushKeysIn
    name: Annotated[str, Field(max_length=80)] = ""
    replaces: Annotated[str, Field(max_length=1000)] = ""


class PushTestOut(Out):
    devices: int
