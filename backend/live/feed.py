"""Changes for the sockets of one process: read once from the database, handed to every follower."""

import asyncio
from collections import OrderedDict, deque
from typing import Any

from channels.db import database_sync_to_async

from backend.live.replay import LONGEST_REPLAY, changes_after

_AUDIENCES_KEPT = 200


class Feed:
    """The latest changes of each audience that is followed here."""

    def __init__(self) -> None:
        self._recent: OrderedDict[str, deque[dict[str, Any]]] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def after(self, audience: str, since: int, upto: int | None = None) -> list[dict[str, Any]]:
        """Changes of AUDIENCE above SINCE, at least up to UPTO (None: whatever the database holds).

        Raises:
            replay.Gone: they can't all be given.
        """
        async with self._locks.setdefault(audience, asyncio.Lock()):
            recent = self._recent.setdefault(audience, deque(maxlen=LONGEST_REPLAY))
            self._recent.move_to_end(audience)
            if not self._covers(recent, since, upto):
                await self._read_on(audience, recent, since)
            self._forget_oldest()
            return [change for change in recent if change["cursor"] > since]

    @staticmethod
    def _covers(recent: deque[dict[str, Any]], since: int, upto: int | None) -> bool:
        return bool(upto and recent and recent[0]["cursor"] <= since + 1 and recent[-1]["cursor"] >= upto)

    @staticmethod
    async def _read_on(audience: str, recent: deque[dict[str, Any]], since: int) -> None:
        last = recent[-1]["cursor"] if recent else -1
        joined = bool(recent) and recent[0]["cursor"] <= since + 1 and last >= since
        read = database_sync_to_async(changes_after, thread_sensitive=False)
        fresh = await read(audience, last if joined else since)
        if not joined:
            recent.clear()
        recent.extend(fresh)

    def _forget_oldest(self) -> None:
        while len(self._recent) > _AUDIENCES_KEPT:
            audience, _ = self._recent.popitem(last=False)
            self._locks.pop(audience, None)


feed = Feed()
