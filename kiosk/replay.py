"""Sends what the outbox holds: in batches, with growing pauses, and past what the server does not take."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence

from kiosk.client import Api, Failure, Trouble
from kiosk.outbox import BATCH, Outbox
from kiosk.scans import Pending
from kiosk.wire import Identity

log = logging.getLogger("kiosk.replay")

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


class Replay:
    """One sender a pairing. Results are matched by id: what has none stays, whatever the others say."""

    def __init__(
        self,
        outbox: Outbox,
        api: Api,
        identity: Callable[[], Identity],
        *,
        on_answer: Callable[[], None],
        on_failure: Callable[[Failure], None],
        on_progress: Callable[[], None],
    ) -> None:
        self._outbox, self._api, self._identity = outbox, api, identity
        self._on_answer, self._on_failure, self._on_progress = on_answer, on_failure, on_progress
        self._wake = asyncio.Event()
        self._failures = 0
        self._size = BATCH

    def wake(self) -> None:
        """Something waits, or the server was heard again."""
        self._wake.set()

    async def run(self) -> None:
        """Ends when the server does not know this kiosk any more; the queue stays."""
        while True:
            self._wake.clear()
            failure = await self._drain()
            if failure is None:
                await self._wake.wait()
                continue
            self._on_failure(failure)
            if failure.trouble is Trouble.REVOKED:
                return
            await self._rest(failure)

    async def _drain(self) -> Failure | None:
        """Sends until nothing waits; the trouble that stopped it."""
        while True:
            batch = await asyncio.to_thread(self._outbox.waiting, self._identity(), self._size)
            if not batch:
                self._failures, self._size = 0, BATCH
                return None
            failure = await self._send(batch)
            if failure is not None:
                return failure

    async def _send(self, batch: Sequence[Pending]) -> Failure | None:
        await asyncio.to_thread(self._outbox.tried, batch)
        answer = await self._api.send(batch)
        if isinstance(answer, Failure):
            if not answer.about_the_content:
                return answer
            await self._narrow(batch, answer)
            return None
        taken = await asyncio.to_thread(self._outbox.answered, answer.results)
        self._on_answer()
        self._on_progress()
        if taken == 0:
            return Failure(Trouble.GARBAGE)  # an answer about other scans: not to be asked at once for ever
        self._failures, self._size = 0, min(BATCH, self._size * 2)
        return None

    async def _narrow(self, batch: Sequence[Pending], failure: Failure) -> None:
        """One scan spoils the envelope: the half of it is tried, down to the one, which is set apart."""
        if len(batch) > 1:
            self._size = max(1, len(batch) // 2)
            return
        log.error("scan %s was not taken: %s", batch[0].scan.scan_id, failure.code)
        problem = failure.code or f"http_{failure.status}"
        await asyncio.to_thread(self._outbox.set_apart, batch[0].scan.scan_id, problem)
        self._on_progress()

    async def _rest(self, failure: Failure) -> None:
        """Growing pauses, drawn by lot so that all kiosks do not come back at one moment."""
        self._failures += 1
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures - 1, 10))
        pause = max(failure.wait, random.uniform(longest / 2, longest))  # noqa: S311
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            return
        # woken early, by a scan or by the heartbeat that was answered: not more often than the first pause
        await asyncio.sleep(max(failure.wait, FIRST_PAUSE * random.uniform(0.2, 0.5)))  # noqa: S311
