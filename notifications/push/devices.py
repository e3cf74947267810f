"""The devices on which a person hears of their notices."""

import re
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotFound, TooMany
from backend.core.reach import may_be_reached
from backend.core.work import writing
from notifications.kinds import TEST
from notifications.models import PushSubscription
from notifications.notice import NoticeText
from notifications.push.keys import public_key
from notifications.services import notify

DEVICES_AT_MOST = 20
TESTS_A_MINUTE = 6
_HOST_NAME = re.compile(r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$")


def devices_of(user: Any) -> QuerySet[PushSubscription]:
    """The devices of USER, the latest first; nobody sees another's."""
    return PushSubscription.objects.filter(user=user).order_by("-created_at", "-id")


def fingerprint(endpoint: str) -> str:
    """By which a browser knows its own row: the address itself is a secret that lets one write to the device."""
    return sha256(endpoint.encode()).hexdigest()[:32]


def subscribe_device(
    actor: Actor, *, user: Any, endpoint: str, p256dh: str, auth: str, name: str, replaces: str = ""
) -> PushSubscription:
    """USER hears of their notices on this device from now on; whoever had it before no longer does.

    REPLACES is the endpoint that the same browser had until its push service gave it another one.

    Raises:
        Invalid: no push service is there, the keys are none, or USER has DEVICES_AT_MOST already.
    """
    _check(endpoint, p256dh, auth)
    values: dict[str, Any] = {
        "p256dh": p256dh,
        "auth": auth,
        "server_key": public_key(),
        "failures": 0,
        "paused_until": None,
    }
    if name:
        values["name"] = name
    with writing(actor):
        device = _taken_over(user, endpoint, replaces)
        if device is None:
            device, _ = PushSubscription.objects.update_or_create(
                endpoint=endpoint, defaults={"user": user, **values}
            )
        else:
            PushSubscription.objects.filter(pk=device.pk).update(
                endpoint=endpoint, updated_at=now(), **values
            )
            device.refresh_from_db()
        if devices_of(user).count() > DEVICES_AT_MOST:
            raise Invalid(f"Vous avez déjà {DEVICES_AT_MOST} appareils. Retirez-en un avant d’en ajouter.")
    return device


def _taken_over(user: Any, endpoint: str, replaces: str) -> PushSubscription | None:
    """The row of USER that goes on; others that this browser had are gone, with what waited for somebody else."""
    had = Q(endpoint=endpoint) | Q(user=user, endpoint=replaces)
    rows = list(PushSubscription.objects.select_for_update().filter(had).order_by("created_at"))
    kept = next((row for row in rows if row.user_id == user.pk), None)
    PushSubscription.objects.filter(pk__in=[row.pk for row in rows if row is not kept]).delete()
    return kept


def remove_device(actor: Actor, *, user: Any, device_id: UUID) -> None:
    """Raises NotFound: USER has no such device."""
    with writing(actor):
        if not PushSubscription.objects.filter(user=user, pk=device_id).delete()[0]:
            raise NotFound


def send_test(actor: Actor, *, user: Any) -> int:
    """A notice to try USER's devices; says how many there are.

    Raises:
        Invalid: there is none.
        TooMany: that was the sixth within a minute.
    """
    count = devices_of(user).count()
    if not count:
        raise Invalid("Aucun appareil ne reçoit vos avis. Activez d’abord celui-ci.")
    key = f"push-tests:{user.pk}"
    cache.add(key, 0, timeout=60)
    if cache.incr(key) > TESTS_A_MINUTE:
        raise TooMany
    text = NoticeText(
        kind=TEST.name,
        title="Avis d’essai",
        body="Vos avis arrivent sur cet appareil.",
        url="/compte/avis",
        urgency="high",
    )
    notify(actor, users=[user], text=text)
    return count


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    """Raises Invalid."""
    if not _is_push_service(endpoint):
        raise Invalid(fields={"endpoint": "Ce service d’avis ne peut pas être joint."})
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(p256dh))
    except ValueError:
        raise Invalid(fields={"p256dh": "Cette clé n’en est pas une."}) from None
    try:
        secret = _decoded(auth)
    except ValueError:
        secret = b""
    if len(secret) != 16:
        raise Invalid(fields={"auth": "Ce secret doit compter 16 octets."})


def _is_push_service(endpoint: str) -> bool:
    """An https address outside, without a name and password; also http, where the operator allows the host."""
    try:
        url = httpx.URL(endpoint)
        host = url.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return False
    allowed = host in settings.PUSH_ALLOW_HOSTS
    return (
        endpoint.isascii()
        and (url.scheme == "https" or (allowed and url.scheme == "http"))
        and bool(_HOST_NAME.match(host))
        and not url.userinfo
        and (url.port is None or 0 < url.port < 65_536)
        and may_be_reached(host, host, allowed=settings.PUSH_ALLOW_HOSTS)
    )


def _decoded(text: str) -> bytes:
    """Base64url as browsers write it, without padding. Raises ValueError."""
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
