"""From a code, or a name, to a verdict on the screen: the server's where it answers in time, else this kiosk's own.

Whichever it is, it is on the disk before it is shown.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime
from typing import Any

from kiosk.alone import Judgement
from kiosk.client import SCAN_DEADLINE, Failure, Trouble
from kiosk.core import Core
from kiosk.outbox import UNDO_SECONDS, Scan
from kiosk.scanner.debounce import Debounce
from kiosk.scanner.keyboard import Key, scanned_text
from kiosk.state import Help, KioskState, Link, Phase, Verdict, verdict_alone, verdict_from
from kiosk.store import Store
from kiosk.wire import FoundGuest, Identity, ScanResult

log = logging.getLogger("kiosk")

HELP_SECONDS = 30.0
QUEUE_LIMIT = 3
LONGEST_CODE = 512


class Scanning(Core):
    def __init__(self, store: Store, state: KioskState) -> None:
        super().__init__(store, state)
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._typed = Debounce()
        self._busy: set[str] = set()
        """Scans that are being asked, or that the staff is deciding on."""

    def scanned(self, code: str, method: str = "camera") -> None:
        """A code was read; its verdict comes later, on the state."""
        code = code[:LONGEST_CODE]
        if code and self.state.scans:
            self.spawn(self._handle(method=method, code=code))

    def typed(self, keys: list[Key]) -> None:
        text = scanned_text(keys)
        if text and self._typed.is_new(text, asyncio.get_running_loop().time()):
            self.scanned(text, "keyboard")

    async def admit(self, guest: FoundGuest) -> None:
        """A name picked in the search and confirmed by the staff."""
        if self.state.scans:
            await self._handle(method="search", guest_id=guest.id)

    async def _handle(self, **what: Any) -> None:
        if self._waiting >= QUEUE_LIMIT:
            log.warning("too many codes at once, one was left aside")
            return
        self._waiting += 1
        try:
            async with self._turn:
                await self._one(what)
        except sqlite3.Error:
            log.exception("the outbox cannot be written")
            self._set(self.state.out_of_order())
        except Exception:
            log.exception("a code could not be judged")
            self._set(self.state.dismissed())
        finally:
            self._waiting -= 1

    async def _one(self, what: dict[str, Any]) -> None:
        identity = self._identity
        if identity is None or not self.state.scans:
            return
        self._set(self.state.reading())
        self.release(lets_in=False)  # the next guest is there: the staff let the last one wait
        own = await asyncio.to_thread(self._judge_alone, identity, what)
        if self.state.link is Link.OFFLINE and not own.alone.held:
            scan = await asyncio.to_thread(lambda: self.store.outbox.record(identity, own.alone, **what))
            self._show_own(own, scan)
            return
        await self._ask(identity, what, own)

    def _judge_alone(self, identity: Identity, what: dict[str, Any]) -> Judgement:
        options = {name: what[name] for name in ("direction", "count") if name in what}
        if "code" in what:
            return self.judge.ticket(identity, what["code"], **options)
        return self.judge.picked(identity, self.facts_of(what["guest_id"]), **options)

    def facts_of(self, guest_id: str) -> dict[str, Any]:
        """What the index of names says of a guest; at least the id."""
        return {"id": guest_id}

    async def _ask(self, identity: Identity, what: dict[str, Any], own: Judgement) -> None:
        api, outbox = self._api, self.store.outbox
        if api is None:
            return
        scan = await asyncio.to_thread(lambda: outbox.ask(identity, **what))
        self._busy.add(scan.scan_id)
        try:
            before = await asyncio.to_thread(outbox.before, identity, scan)
            answer = await api.ask(scan, before, SCAN_DEADLINE)
            if self._api is not api:
                return  # unpaired meanwhile: nobody saw a verdict
            if isinstance(answer, Failure):
                await self._not_answered(scan, own, answer)
                return
            result, others = answer
            await asyncio.to_thread(outbox.answered, [*others, result])
            if result.problem:
                await self._not_taken(identity, what, own, result)
            else:
                self.linked(Link.ONLINE)
                self._show(verdict_from(result, datetime.now(UTC), scan.direction))
        finally:
            self._busy.discard(scan.scan_id)

    async def _not_answered(self, scan: Scan, own: Judgement, failure: Failure) -> None:
        log.warning("scan %s not answered: %s %s", scan.scan_id, failure.trouble, failure.code)
        if failure.trouble is Trouble.REVOKED:
            await self.revoked()
            return
        await asyncio.to_thread(self.store.outbox.decide, scan.scan_id, own.alone)
        if failure.worth_retrying:
            self.linked(Link.OFFLINE)
        self._show_own(own, scan)

    async def _not_taken(
        self, identity: Identity, what: dict[str, Any], own: Judgement, result: ScanResult
    ) -> None:
        """The server set this scan apart; the guest is there all the same, and gets this kiosk's verdict."""
        log.error("scan %s was not taken: %s", result.scan_id, result.problem)
        scan = await asyncio.to_thread(lambda: self.store.outbox.record(identity, own.alone, **what))
        self._show_own(own, scan)

    # what is shown

    def _show_own(self, own: Judgement, scan: Scan) -> None:
        if own.alone.held:
            self._busy.add(scan.scan_id)
            known = self.store.roster.head() is not None
            self._set(self.state.needs_help(Help.NOT_ON_THE_LIST if known else Help.NO_LIST, scan.scan_id))
            self.play("refused")
            self.counted()
            self._close_after(HELP_SECONDS)
            return
        self._show(verdict_alone(own, scan.scan_id, datetime.now(UTC), scan.direction))
        self.send_soon()

    def _show(self, verdict: Verdict) -> None:
        self._set(self.state.decided(verdict.undoable_until(self._now() + UNDO_SECONDS)))
        self.counted()
        self.play(verdict.kind.value)
        self._close_after(verdict.seconds)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    def release(self, *, lets_in: bool) -> None:
        """The staff decided on who is not on the list."""
        held = self.state.held
        if not held:
            return
        self._busy.discard(held)
        taken = self.store.outbox.release(held, lets_in=lets_in)
        if taken and lets_in:
            self._show(Verdict.by_the_staff(held, datetime.now(UTC)))
        elif self.state.phase is Phase.HELP:
            self._set(self.state.dismissed())
        self.counted()
        self.send_soon()

    def dismiss(self) -> None:
        """Ends a verdict; of who is not on the list, it says that they stay out."""
        if self.state.held:
            self.release(lets_in=False)
        self._set(self.state.dismissed())

    def _close_after(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        shown = self.state.shown
        self._timer = asyncio.get_running_loop().call_later(seconds, self._close, shown)

    def _close(self, shown: int) -> None:
        if self.state.shown == shown:
            self.dismiss()
