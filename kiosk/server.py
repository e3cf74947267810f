"""The local web server: Flet's page, the bridge, and the headers that keep both to this machine.

The page has no sign-in: whoever can reach it holds the door. So it listens on 127.0.0.1 alone, answers to
that name alone (a web site must not reach it under its own name, DNS rebinding), and takes websockets from
its own page alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import flet as ft
import flet_web.fastapi as flet_fastapi  # type: ignore[import-untyped]
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk import texts_fr as texts
from kiosk.bridge import Bridge

ASSETS = Path(__file__).parent / "assets"
SESSION_SECONDS = 120
CSP = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob: {hashes};"
    " style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self' data:;"
    " connect-src 'self' blob: data: ws://{host};"
    " worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'none'"
)
# what Flet's own application serves and a kiosk has no use for
CLOSED = frozenset({"/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/oauth_callback"})
SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def build_app(main: Callable[[ft.Page], Awaitable[None] | None], bridge: Bridge, port: int) -> ASGIApp:
    app = flet_fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_websocket_route("/bridge", bridge.serve)
    app.mount(
        "/",
        flet_fastapi.app(
            main,
            assets_dir=str(ASSETS),
            app_name=texts.PAGE_TITLE,
            no_cdn=True,
            # The other one, skwasm, throws within its worker when the preview's pictures are thrown away.
            web_renderer=ft.WebRenderer.CANVAS_KIT,
            session_timeout_seconds=SESSION_SECONDS,
        ),
    )
    return LocalOnly(app, port)


class LocalOnly:
    """Refuses other hosts and other origins, and sets the Content-Security-Policy."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._welcome(scope, headers):
            await _refuse(scope, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Guarded(send, headers["host"]))

    def _welcome(self, scope: Scope, headers: Headers) -> bool:
        if headers.get("host", "") not in self._hosts or scope["path"].rstrip("/") in CLOSED:
            return False
        origin = headers.get("origin")
        if origin is None:
            return bool(scope["type"] == "http")
        return origin.removeprefix("http://") in self._hosts


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


class _Guarded:
    """Adds the headers; waits for a page's body, whose inline scripts are named by their hashes."""

    def __init__(self, send: Send, host: str) -> None:
        self._send, self._host = send, host
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            self._harden(headers)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None:
            await self._page(message)
            return
        await self._send(message)

    def _harden(self, headers: MutableHeaders) -> None:
        del headers["access-control-allow-origin"]
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Content-Security-Policy"] = CSP.format(hashes="", host=self._host)

    async def _page(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        start, self._start = self._start, None
        assert start is not None
        hashes = " ".join(_hash(script) for script in SCRIPT.findall(self._body))
        headers = MutableHeaders(raw=start["headers"])
        headers["Content-Security-Policy"] = CSP.format(hashes=hashes, host=self._host)
        headers["Cache-Control"] = "no-store"
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
