"""Finding a guest by name: on this kiosk at once, then what the server knows better."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from kiosk.client import Failure, Trouble
from kiosk.names import SHORTEST, Names
from kiosk.scanning import Scanning
from kiosk.state import KioskState, Link, Phase, Screen
from kiosk.store import Store
from kiosk.sync import Sync
from kiosk.wire import FoundGuest

SEARCH_PAUSE = 0.25


class Searching(Scanning):
    def __init__(self, store: Store, state: KioskState) -> None:
        super().__init__(store, state)
        self._sync: Sync | None = None
        self._search: asyncio.Task[None] | None = None
        self._found: dict[str, FoundGuest] = {}

    @property
    def names(self) -> Names:
        return self._sync.names if self._sync else Names()

    def open_search(self) -> None:
        if self.state.phase is Phase.WAITING:
            self._set(self.state.showing(Screen.SEARCH))

    def search(self, query: str) -> None:
        query = query.strip()[:100]
        if self._search:
            self._search.cancel()
        if len(query) < SHORTEST:
            self._set(self.state.query_too_short(query))
            return
        here = self._here(query)
        self._set(self.state.searching(query, here))
        self._search = self.spawn(self._find(query, here))

    def _here(self, query: str) -> tuple[FoundGuest, ...]:
        return tuple(self._found_guest(entry) for entry in self.names.find(query))

    def _found_guest(self, entry: Mapping[str, Any]) -> FoundGuest:
        """An entry of the index, and whether they are inside as far as this kiosk knows."""
        clear = self.store.roster.clear(entry["id"])
        inside, came = (clear.inside, clear.came) if clear else (0, 0)
        attendance = "arrived" if inside else "left" if came else "none"
        return FoundGuest.model_validate({**entry, "attendance": attendance, "inside": inside, "came": came})

    async def _find(self, query: str, here: tuple[FoundGuest, ...]) -> None:
        await asyncio.sleep(SEARCH_PAUSE)
        if self._api is None:
            return
        if self.state.link is Link.OFFLINE and len(self.names):
            self._set(self.state.found(query, here))
            return
        answer = await self._api.search(query)
        if isinstance(answer, Failure):
            if answer.trouble is Trouble.REVOKED:
                await self.revoked()
            elif here or len(self.names):
                self._set(self.state.found(query, here))
            else:
                self._set(self.state.search_failed(query))
            return
        known = {guest.id for guest in answer}
        both = (*answer, *(guest for guest in here if guest.id not in known))
        self._found = {guest.id: guest for guest in both}
        self._set(self.state.found(query, both))

    def choose(self, guest: FoundGuest | None) -> None:
        self._set(self.state.choosing(guest))

    def facts_of(self, guest_id: str) -> dict[str, Any]:
        """From the index of names; what the server found and the index lacks is judged by the staff."""
        return {**(self.names.get(guest_id) or {}), "id": guest_id}
