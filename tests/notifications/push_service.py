"""A push service of one test, as strict as a real one: it checks who sends (RFC 8292) and reads as a device does
(RFC 8291), with code of its own and not with the library that encrypted.
"""

import base64
import hmac
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DAY = 86_400
LARGEST = 4096


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def vapid_claims(header: str, origin: str) -> tuple[dict[str, Any], str]:
    """The claims and the public key of an Authorization header; raises where it is none."""
    scheme, _, rest = header.partition(" ")
    assert scheme.lower() == "vapid", header
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, body, signature = parts["t"].split(".")
    assert json.loads(unb64(head)) | {"alg": "ES256", "typ": "JWT"} == json.loads(unb64(head))
    raw = unb64(signature)
    assert len(raw) == 64
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
    both = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(both, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, Any] = json.loads(unb64(body))
    assert claims["aud"] == origin
    assert time.time() < claims["exp"] <= time.time() + DAY
    assert claims["sub"].startswith(("mailto:", "https:"))
    return claims, parts["k"]


class Device:
    """A browser's side of a subscription."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.auth = os.urandom(16)

    def as_json(self, **more: Any) -> dict[str, Any]:
        keys = {"p256dh": b64(self.public), "auth": b64(self.auth)}
        return {"endpoint": self.endpoint, "keys": keys, **more}

    def read(self, body: bytes) -> bytes:
        """The plain text of BODY (aes128gcm, one record); InvalidTag where it was meant for another."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert length == 65
        assert len(record) <= size
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = _expand(_hmac(self.auth, shared), b"WebPush: info\0" + self.public + sender, 32)
        first = _hmac(salt, secret)
        key = _expand(first, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _expand(first, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert padded[-1:] == b"\2", "the last record"
        return padded[:-1]


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, sha256).digest()


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    return _hmac(key, info + b"\1")[:length]


@dataclass
class Received:
    device: Device
    message: dict[str, Any]
    headers: dict[str, str]
    claims: dict[str, Any]
    size: int
    at: float = field(default_factory=time.perf_counter)


@dataclass
class PushService:
    """`answers` are given to the next requests before any is taken: (status, headers)."""

    origin: str = ""
    devices: dict[str, Device] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    requests: int = 0
    wrong: list[str] = field(default_factory=list)

    def subscribe(self) -> Device:
        path = f"/push/{len(self.devices)}-{b64(os.urandom(9))}"
        self.devices[path] = Device(self.origin + path)
        return self.devices[path]

    def drop(self, device: Device) -> None:
        self.devices.pop(device.endpoint.removeprefix(self.origin))

    @property
    def titles(self) -> list[str]:
        return [each.message["notification"]["title"] for each in self.received]

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        self.requests += 1
        if self.answers:
            return self.answers.pop(0)
        device = self.devices.get(path)
        if device is None:
            return 410, {}
        if len(body) > LARGEST:
            return 413, {}
        try:
            claims, _ = vapid_claims(headers["authorization"], self.origin)
            assert headers["content-encoding"] == "aes128gcm"
            assert int(headers["ttl"]) > 0
            message = json.loads(device.read(body))
        except Exception as error:
            self.wrong.append(repr(error))
            return 403, {}
        self.received.append(Received(device, message, headers, claims, len(body)))
        return 201, {"Location": f"{self.origin}/m/{len(self.received)}"}


@contextmanager
def running() -> Iterator[PushService]:
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, given = service.take(self.path, headers, body)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **given}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    server.server_close()
    thread.join(5)
