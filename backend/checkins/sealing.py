"""The keys to which kiosks seal what they keep for the server (backend.door.box).

ENTREGENT_SEAL_KEYS holds X25519 seeds, `<base64 of 32 bytes>[,...]`: kiosks are given the last one, all of them
open. One more is derived from the secret key, and one from each of its predecessors: it is the one that is given
where none is listed, and always opens, so that kiosks that are offline while keys change lose nothing.
"""

import base64
import binascii
import hashlib
import hmac
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.door.box import key_id, open_box
from backend.door.seal import SealBroken

_PURPOSE = b"entregent-seal-key-1"


def seal_key() -> str:
    """The public key that kiosks seal to now, in Base64."""
    return base64.b64encode(_public(_keys()[-1])).decode()


def open_scan(scan_id: UUID, sealed: str) -> bytes:
    """What a kiosk sealed of the scan SCAN_ID; SEALED in Base64.

    Raises:
        SealBroken: not by these keys, of another scan, or altered.
    """
    try:
        box = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBroken from error
    return open_box({key_id(_public(key)): key for key in _keys()}, scan_id.bytes, box)


def _keys() -> tuple[X25519PrivateKey, ...]:
    secrets = (*map(str, settings.SECRET_KEY_FALLBACKS), settings.SECRET_KEY)
    return _load(settings.SEAL_KEYS, secrets)


@lru_cache(maxsize=4)
def _load(listed: str, secrets: tuple[str, ...]) -> tuple[X25519PrivateKey, ...]:
    seeds = [hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256) for secret in secrets]
    seeds += [_seed(entry.strip()) for entry in listed.split(",") if entry.strip()]
    return tuple(X25519PrivateKey.from_private_bytes(seed) for seed in seeds)


def _seed(entry: str) -> bytes:
    try:
        seed = base64.b64decode(entry, validate=True)
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != 32:
        raise ImproperlyConfigured("ENTREGENT_SEAL_KEYS must look like <base64 of 32 bytes>[,<base64>].")
    return seed


def _public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
