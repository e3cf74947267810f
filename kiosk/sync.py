"""Keeps the roster of this kiosk up to date, and the names that are open in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from backend.door.roster import open_index
from backend.door.seal import SealBroken
from kiosk.client import Api, Failure, Trouble
from kiosk.clocks import wall_ms
from kiosk.evening import Evening
from kiosk.names import Names
from kiosk.roster import Roster
from kiosk.wire import Identity, RosterPage

log = logging.getLogger("kiosk.roster")

SYNC_SECONDS = 20.0


class Sync:
    """One a pairing."""

    def __init__(
        self,
        roster: Roster,
        evening: Evening,
        api: Api,
        identity: Callable[[], Identity],
        on_page: Callable[[RosterPage], None],
    ) -> None:
        self._roster, self._evening, self._api, self._identity = roster, evening, api, identity
        self._on_page = on_page
        self.names = Names()

    async def load(self) -> None:
        """The names of the roster on the disk, where the key is at hand."""
        await self._open_names()

    async def once(self) -> Failure | None:
        """Fetches what is missing; the trouble that stopped it, if any."""
        head = self._roster.head()
        if head is not None and head.event.id != self._identity().event.id:
            await asyncio.to_thread(self._roster.wipe)
            self.names, head = Names(), None
        failure = await (self._changes(head.since) if head and head.since else self._all())
        return failure or await self._names_if_needed()

    async def _all(self) -> Failure | None:
        after = self._roster.after
        while True:
            asked_at = wall_ms()
            page = await self._api.roster(after=after)
            if isinstance(page, Failure):
                if page.about_the_content and after:  # the place in the list is not known any more
                    await asyncio.to_thread(self._roster.begin_anew)
                return page
            if not page.complete:
                await asyncio.to_thread(self._roster.begin_anew)
                after = ""
                continue
            await asyncio.to_thread(self._roster.page, page, asked_at=asked_at)
            self._on_page(page)
            if not page.after:
                break
            after = page.after
        self.names = Names()
        return None

    async def _changes(self, since: str) -> Failure | None:
        asked_at = wall_ms()
        page = await self._api.roster(since=since)
        if isinstance(page, Failure):
            if page.about_the_content:
                await asyncio.to_thread(self._roster.begin_anew)
            return page
        if not page.complete:
            await asyncio.to_thread(self._roster.begin_anew)
            return await self._all()
        await asyncio.to_thread(self._roster.changes, page, asked_at=asked_at)
        self._on_page(page)
        self.names.remove(page.removed)
        if page.index and len(self.names):
            await self._put([self._roster.newest_block()])
        return None

    async def _names_if_needed(self) -> Failure | None:
        """The key of the evening where this kiosk has none, and the names that it opens."""
        identity = self._identity()
        if self._evening.key(identity) is None:
            self.names = Names()
            answer = await self._api.session_key()
            if isinstance(answer, Failure):
                return None if answer.trouble is Trouble.REFUSED else answer  # the evening is over
            self._evening.keep(answer, identity)
        if not len(self.names):
            await self._open_names()
        return None

    async def _open_names(self) -> None:
        if self._roster.head() is None or self._evening.key(self._identity()) is None:
            return
        self.names = Names()
        await self._put(self._roster.blocks())
        on_list = await asyncio.to_thread(self._roster.ids)
        self.names.remove([each for each in self.names.ids if each not in on_list])

    async def _put(self, blocks: Iterable[bytes]) -> None:
        key = self._evening.key(self._identity())
        if key is None:
            return
        for block in blocks:
            try:
                entries = await asyncio.to_thread(open_index, key.key, block)
            except SealBroken:
                log.warning("a part of the names is sealed with another key")
                await asyncio.to_thread(self._roster.begin_anew)
                return
            self.names.put(entries)
            await asyncio.sleep(0)
