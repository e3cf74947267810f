"""The key with which push services know us (VAPID, RFC 8292): every device is subscribed to it.

ENTREGENT_VAPID_PRIVATE_KEY holds 32 bytes in base64url, as tools for VAPID print them. Without it the key is
derived from the secret key: the same in every process, and after every restart.
"""

import base64
import hashlib
import hmac
import time
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_PURPOSE = b"entregent-vapid-key-1"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, FIPS 186-4 D.1.2.3
CLAIM_SECONDS = 12 * 3600  # a day at most, RFC 8292 section 2; half of it leaves room for clocks that differ


def private_key() -> ec.EllipticCurvePrivateKey:
    return _load(settings.VAPID_PRIVATE_KEY, settings.SECRET_KEY)


def public_key() -> str:
    """What a browser is given as `applicationServerKey`: the point, uncompressed, in base64url."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def claims(origin: str) -> dict[str, str | int]:
    """Fresh ones for a push service at ORIGIN; whoever signs writes into them."""
    return {"aud": origin, "exp": int(time.time()) + CLAIM_SECONDS, "sub": settings.VAPID_CONTACT}


@lru_cache(maxsize=4)
def _load(given: str, secret: str) -> ec.EllipticCurvePrivateKey:
    number = _given(given) if given else _derived(secret)
    return ec.derive_private_key(number, ec.SECP256R1())


def _derived(secret: str) -> int:
    """Twice the bits that are needed, so that no number is likelier than another (FIPS 186-5, A.2.1)."""
    seed = hmac.new(secret.encode(), _PURPOSE, hashlib.sha512).digest()
    return int.from_bytes(seed, "big") % (_ORDER - 1) + 1


def _given(text: str) -> int:
    try:
        raw = base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True
        )
    except ValueError:
        raise _misread() from None
    number = int.from_bytes(raw, "big")
    if len(raw) != 32 or not 0 < number < _ORDER:
        raise _misread()
    return number


def _misread() -> ImproperlyConfigured:
    return ImproperlyConfigured("ENTREGENT_VAPID_PRIVATE_KEY must be 32 bytes in base64url.")
