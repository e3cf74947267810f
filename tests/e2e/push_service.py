"""A push service for Firefox: the browser connects to it as it does to Mozilla's, and our server hands it messages.

The browser's side follows Mozilla's autopush (https://mozilla-push-service.readthedocs.io/en/latest/design/), the
server's side RFC 8030 and 8292. What it carries is encrypted for the browser: it could not read it.
"""

import contextlib
import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tests.notifications.push_service import b64, vapid_claims


@dataclass
class Channel:
    browser: ServerConnection
    key: str | None


@dataclass
class BrowserPush:
    socket: str = ""
    origin: str = ""
    channels: dict[str, Channel] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def talk(self, browser: ServerConnection) -> None:
        """With one browser, until it leaves."""
        with contextlib.suppress(ConnectionClosed):  # it was ended, and said no good-bye
            for text in browser:
                told = json.loads(text or "{}")
                answer = self._answer(browser, told)
                if answer is not None:
                    browser.send(json.dumps(answer))

    def _answer(self, browser: ServerConnection, told: dict[str, Any]) -> dict[str, Any] | None:
        kind, channel = told.get("messageType"), told.get("channelID", "")
        if kind == "hello":
            agent = told.get("uaid") or secrets.token_hex(16)
            return {"messageType": kind, "uaid": agent, "status": 200, "use_webpush": True, "broadcasts": {}}
        if kind == "register":
            self.channels[channel] = Channel(browser, told.get("key"))
            endpoint = f"{self.origin}/wpush/v2/{channel}"
            return {"messageType": kind, "channelID": channel, "status": 200, "pushEndpoint": endpoint}
        if kind == "unregister":
            self.channels.pop(channel, None)
            return {"messageType": kind, "channelID": channel, "status": 200}
        if kind in ("ack", "nack"):
            self.acknowledged.append(told)
            return None
        return {} if kind in (None, "ping") else None

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        channel = self.channels.get(path.rpartition("/")[2])
        if channel is None:
            return 410
        try:
            _, key = vapid_claims(headers["authorization"], self.origin)
            assert channel.key is None or channel.key.rstrip("=") == key, (
                "another server than it was made for"
            )
            assert len(body) <= 4096
        except Exception as error:
            self.wrong.append(repr(error))
            return 403
        self.bodies.append(body)
        self.headers.append(headers)
        message = {
            "messageType": "notification",
            "channelID": path.rpartition("/")[2],
            "version": secrets.token_urlsafe(16),
            "ttl": int(headers["ttl"]),
            "data": b64(body),
            "headers": {"encoding": headers["content-encoding"], "urgency": headers["urgency"]},
        }
        channel.browser.send(json.dumps(message))
        return 201


@contextlib.contextmanager
def running() -> Iterator[BrowserPush]:
    service = BrowserPush()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(service.take(self.path, headers, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.origin = f"http://127.0.0.1:{web.server_address[1]}"
    with serve(service.talk, "127.0.0.1", 0) as sockets:
        service.socket = f"ws://127.0.0.1:{_port(sockets)}/"
        for run in (web.serve_forever, sockets.serve_forever):
            threading.Thread(target=run, daemon=True).start()
        yield service
        web.shutdown()
        web.server_close()


def _port(server: Server) -> int:
    port: int = server.socket.getsockname()[1]
    return port
