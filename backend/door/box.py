"""What a door keeps for the server alone, sealed to the server's public key: the door itself cannot open it.

    byte 0       version, 1
    bytes 1-4    which key: first 4 bytes of SHA-256 of the server's public key
    bytes 5-36   the sender's public key (X25519, RFC 7748), made for this one box
    from 37      AES-256-GCM (NIST SP 800-38D) of the text, padded to a multiple of 128 bytes (ISO/IEC 7816-4): its
                 length hardly tells a name from a ticket

Key and nonce: 44 bytes of HKDF-SHA-256 (RFC 5869) of the shared secret; salt: both public keys, the sender's first;
info "entregent-box-1". ABOUT says what the box belongs to (the id of a scan) and is authenticated with it.
"""

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.door.seal import SealBroken

INFO = b"entregent-box-1"
_VERSION, _HEAD, _PAD = 1, 37, 128


class KeyUnknown(SealBroken):
    """Sealed to a key that is not among ours (any more)."""


def key_id(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:4]


def seal_to(public: bytes, about: bytes, text: bytes, *, _sender: X25519PrivateKey | None = None) -> bytes:
    """TEXT in a box for who holds the key that belongs to PUBLIC (32 bytes). Only the vectors fix the _SENDER.

    Raises:
        ValueError: PUBLIC is no key.
    """
    sender = _sender or X25519PrivateKey.generate()
    mine = sender.public_key().public_bytes_raw()
    key, nonce = _derive(sender.exchange(X25519PublicKey.from_public_bytes(public)), mine + public)
    padded = text + b"\x80" + b"\0" * (-(len(text) + 1) % _PAD)
    return bytes([_VERSION]) + key_id(public) + mine + AESGCM(key).encrypt(nonce, padded, about)


def open_box(keys: Mapping[bytes, X25519PrivateKey], about: bytes, box: bytes) -> bytes:
    """The text; KEYS by their `key_id`.

    Raises:
        KeyUnknown, SealBroken: see there.
    """
    if len(box) <= _HEAD or box[0] != _VERSION:
        raise SealBroken
    private, sender = keys.get(box[1:5]), box[5:_HEAD]
    if private is None:
        raise KeyUnknown
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        key, nonce = _derive(shared, sender + private.public_key().public_bytes_raw())
        text, _, _ = AESGCM(key).decrypt(nonce, box[_HEAD:], about).rpartition(b"\x80")
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
    return text


def _derive(shared: bytes, salt: bytes) -> tuple[bytes, bytes]:
    material = HKDF(algorithm=SHA256(), length=44, salt=salt, info=INFO).derive(shared)
    return material[:32], material[32:]
