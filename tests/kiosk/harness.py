"""Runs the kiosk's Flet page in this process: a real session, page and diff, and a transport that only packs.

It leans on Flet's insides, which is why flet is pinned.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import flet as ft
import msgpack  # type: ignore[import-untyped]
from flet.components.public_utils import unwrap_component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

_encode = configure_encode_object_for_msgpack(BaseControl)  # type: ignore[no-untyped-call]
_CHILDREN = ("controls", "content", "title", "subtitle", "leading", "trailing", "actions")
Control = TypeVar("Control", bound=BaseControl)


class _Transport(Connection):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.sent = 0

    def send_message(self, message: Any) -> None:
        msgpack.packb([message.action, message.body], default=_encode)  # what can't be packed can't be sent
        self.sent += 1

    def dispose(self) -> None:
        self.executor.shutdown(wait=False)


class Window:
    """One browser window on the kiosk, as far as Python sees it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    async def open(cls, main: Callable[[ft.Page], None], width: int = 1280, height: int = 720) -> Window:
        session = Session(_Transport())
        _context_page.set(session.page)
        session.apply_page_patch({"route": "/", "width": width, "height": height, "web": True})
        patch = session.get_page_patch()  # type: ignore[no-untyped-call]
        msgpack.packb(patch, default=_encode)  # packing is what takes the snapshots for the differ
        context.reset_auto_update()  # type: ignore[no-untyped-call]
        main(session.page)
        await session.after_event(session.page)
        window = cls(session)
        await window.settle()
        return window

    async def settle(self) -> None:
        for _ in range(8):
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        transport = self.session.connection
        await self.session.disconnect(0)
        self.session.close()  # type: ignore[no-untyped-call]
        await self.settle()
        transport.dispose()  # type: ignore[no-untyped-call]

    def controls(self, start: Any = None) -> Iterator[BaseControl]:
        found = unwrap_component(self.session.page.views if start is None else start)
        if isinstance(found, (list, tuple)):
            for item in found:
                yield from self.controls(item)
        elif isinstance(found, BaseControl):
            yield found
            for name in _CHILDREN:
                inner = getattr(found, name, None)
                if inner is not None and not isinstance(inner, str):
                    yield from self.controls(inner)

    def all(self, kind: type[Control], start: Any = None) -> list[Control]:
        return [control for control in self.controls(start) if isinstance(control, kind)]

    def marked(self, identifier: str) -> list[ft.Semantics]:
        return [found for found in self.all(ft.Semantics) if found.identifier == identifier]

    def read(self, identifier: str) -> str:
        """The words within the first piece of that name; "" when there is none."""
        found = self.marked(identifier)
        return "\n".join(item.value for item in self.all(ft.Text, found[0])) if found else ""

    @property
    def words(self) -> str:
        return "\n".join(item.value for item in self.all(ft.Text))

    async def click(self, identifier: str, number: int = 0) -> None:
        piece = self.marked(identifier)[number]
        target = next(
            item
            for item in self.controls(piece)
            if getattr(item, "on_click", None) and not isinstance(item, ft.Page)
        )
        await self.fire(target, "click")

    async def long_press(self, identifier: str) -> None:
        piece = self.marked(identifier)[0]
        await self.fire(
            next(i for i in self.controls(piece) if getattr(i, "on_long_press", None)), "long_press"
        )

    async def type(self, identifier: str, text: str) -> None:
        field = self.all(ft.TextField, self.marked(identifier)[0])[0]
        self.session.apply_patch(field._i, {"value": text})
        await self.fire(field, "change", text)

    async def fire(self, control: BaseControl, event: str, data: Any = None) -> None:
        await self.session.dispatch_event(control._i, event, data)
        await self.settle()


async def until(condition: Callable[[], Any], seconds: float = 3.0) -> None:
    """Waits for what is about to happen on this loop; says so when it does not."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
