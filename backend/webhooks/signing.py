"""Who receives can tell that it came from here, unaltered and just now: Standard Webhooks 1.0, symmetric (`v1`).

    webhook-id         the id of the delivery, the same at each try
    webhook-timestamp  seconds since 1970 of this try
    webhook-signature  "v1," and base64 of HMAC-SHA-256 of `id.timestamp.body`

The secret is derived from the secret key of the installation, the endpoint and its version: a leaked database gives
none away, and a new version ends the former.
"""

import base64
import hashlib
import hmac

from django.conf import settings

from backend.webhooks.models import Endpoint

_PURPOSE = "entregent-webhook-1"


def secret_of(endpoint: Endpoint) -> str:
    """As a receiver is given it: `whsec_` and base64 of 32 bytes."""
    return "whsec_" + base64.b64encode(_key(endpoint)).decode()


def headers_for(endpoint: Endpoint, *, delivery: str, timestamp: int, body: bytes) -> dict[str, str]:
    signed = f"{delivery}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(_key(endpoint), signed, "sha256")).decode()
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }


def _key(endpoint: Endpoint) -> bytes:
    what = f"{_PURPOSE}:{endpoint.pk}:{endpoint.secret_version}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), what, hashlib.sha256).digest()
