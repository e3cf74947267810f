"""A small websocket between the page and this process, beside Flet's own: keys come up, sounds go down.

Flet 1.0 reports keys without their physical position and has no sound in its wheel; both take a few lines of
script in the page (assets/bridge.js) and need nothing from outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from kiosk.scanner.keyboard import Key

LONGEST_BURST = 1000


class Bridge:
    def __init__(self, on_keys: Callable[[list[Key]], None]) -> None:
        self._on_keys = on_keys
        self._pages: set[WebSocket] = set()

    @property
    def pages(self) -> int:
        return len(self._pages)

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        self._pages.add(socket)
        try:
            while True:
                self._receive(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._pages.discard(socket)

    async def play(self, name: str) -> None:
        for page in list(self._pages):
            try:
                await page.send_text(json.dumps({"sound": name}))
            except (WebSocketDisconnect, RuntimeError):
                self._pages.discard(page)

    async def close(self) -> None:
        for page in list(self._pages):
            try:
                await page.close()
            except RuntimeError:
                self._pages.discard(page)

    def _receive(self, text: str) -> None:
        keys = parse_keys(text)
        if keys:
            self._on_keys(keys)


def parse_keys(text: str) -> list[Key]:
    """Anything which is not a list of keys is an empty list."""
    try:
        found = json.loads(text)["keys"]
        return [_key(item) for item in found[:LONGEST_BURST]]
    except (ValueError, KeyError, TypeError):
        return []


def _key(item: Any) -> Key:
    key, code, shift, at = item
    return Key(str(key), str(code), bool(shift), float(at))
