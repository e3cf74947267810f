"""What all parts of the desk stand on: the state, who waits for its changes, and work that is not lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from kiosk.alone import Judge
from kiosk.client import Api
from kiosk.outbox import Totals
from kiosk.replay import Replay
from kiosk.state import KioskState, Link
from kiosk.store import Store
from kiosk.wire import Identity

log = logging.getLogger("kiosk")


class Core:
    """One in the process, whatever the number of browser pages; all but the camera's threads is on one loop."""

    def __init__(self, store: Store, state: KioskState) -> None:
        self.store = store
        self.state = state
        self.judge = Judge(store.roster, store.outbox)
        self.play: Callable[[str], None] = lambda name: None
        self._api: Api | None = None
        self._identity: Identity | None = None
        self._replay: Replay | None = None
        self._changed = asyncio.Condition()
        self._version = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def wait_change(self, seen: int) -> int:
        """Returns the number of the newest state once it is not `seen`."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._version != seen)
            return self._version

    @property
    def version(self) -> int:
        return self._version

    def totals(self) -> Totals:
        return self.store.outbox.totals(self._identity) if self._identity else Totals(0, 0, 0, 0)

    def counted(self) -> None:
        """The numbers on the screen, from the outbox."""
        totals = self.totals()
        self._set(
            self.state.counted(admitted=totals.admitted, to_send=totals.to_send, problems=totals.problems)
        )

    def linked(self, link: Link) -> None:
        was = self.state.link
        self._set(self.state.linked(link))
        if link is Link.ONLINE and was is not Link.ONLINE and self._replay:
            self._replay.wake()

    def send_soon(self) -> None:
        """What the outbox holds goes out at once where somebody listens, and after a pause where nobody does."""
        if self._replay and self.state.link is not Link.OFFLINE:
            self._replay.wake()

    async def revoked(self) -> None:
        """The server does not know this kiosk any more."""
        raise NotImplementedError

    def _set(self, state: KioskState) -> None:
        if state == self.state:
            return
        self.state = state
        self._version += 1
        self.spawn(self._announce())

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a task failed", exc_info=task.exception())
