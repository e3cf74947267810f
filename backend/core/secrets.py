"""Secrets of other systems that must be kept to be used: sealed, so that a leaked database gives none away.

AES-256-GCM (NIST SP 800-38D) under a key derived from the secret key of the installation and a purpose. Where that
key was changed, the secret is asked for again.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_CONTEXT = "entregent-secret-1"
_NONCE = 12  # bytes


class SecretLost(ValueError):
    """It was sealed with another key, or altered."""


def seal_secret(purpose: str, text: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, text.encode(), None)


def open_secret(purpose: str, sealed: bytes) -> str:
    """Raises SecretLost."""
    try:
        return AESGCM(_key(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise SecretLost from error


def _key(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{_CONTEXT}:{purpose}".encode(), hashlib.sha256)
