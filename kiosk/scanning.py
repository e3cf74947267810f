"""From a code, or a name, to a verdict on the screen: the server's where it answers in time, else this kiosk's own.

Whichever it is, it is on the disk before it is shown.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from backend.door.verdict import LETS_IN
from kiosk.alone import Judgement
from kiosk.client import SCAN_DEADLINE, Failure, Trouble
from kiosk.core import Core
from kiosk.ids import uuid7
from kiosk.outbox import UNDO_SECONDS
from kiosk.scanner.debounce import Debounce
from kiosk.scanner.keyboard import Key, scanned_text
from kiosk.scans import Alone, Scan
from kiosk.state import (
    Help,
    KioskState,
    Link,
    OverrideNotice,
    Party,
    Phase,
    Screen,
    Verdict,
    verdict_alone,
    verdict_from,
)
from kiosk.store import Store
from kiosk.supervisor import Guard, is_pin
from kiosk.wire import FoundGuest, Identity, ScanResult

log = logging.getLogger("kiosk")

HELP_SECONDS = 30.0
PARTY_SECONDS = 30.0
QUEUE_LIMIT = 3
LONGEST_CODE = 512


class Scanning(Core):
    def __init__(self, store: Store, state: KioskState) -> None:
        super().__init__(store, state)
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._typed = Debounce()
        self._guard = Guard(time.monotonic)
        self._busy: set[str] = set()
        """Scans that are being asked, or that the staff is deciding on."""
        self._asked: dict[str, Any] = {}
        """What was presented last."""
        self._on_trial: Callable[[Judgement], None] = lambda _: None

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
            self._set(self.state.waiting())
        finally:
            self._waiting -= 1

    async def _one(self, what: dict[str, Any]) -> None:
        identity = self._identity
        if identity is None or not self.state.scans:
            return
        if self.state.testing:
            self._on_trial(await asyncio.to_thread(self._judge_alone, identity, what))
            return
        self.release(lets_in=False)  # the next guest is there: the staff let the last one wait
        self._set(self.state.reading())
        what = {"direction": self.state.direction, "zone": self._zone(identity), **what}
        own = await asyncio.to_thread(self._judge_alone, identity, what)
        self._asked = what
        if self._asks_how_many(what, own):
            return
        if "count" not in what and own.alone.count > 1:
            what = {**what, "count": own.alone.count}  # part of the scan, whoever answers
        if self.state.link is Link.OFFLINE and not own.alone.held:
            scan = await asyncio.to_thread(lambda: self.store.outbox.record(identity, own.alone, **what))
            self._show_own(own, scan)
            return
        await self._ask(identity, what, own)

    def _asks_how_many(self, what: dict[str, Any], own: Judgement) -> bool:
        guest = own.guest
        comes = what["direction"] == "in" and "count" not in what and own.alone.verdict in LETS_IN
        if not comes or guest is None or own.awaited <= 1:
            return False
        self._set(self.state.asks_party(Party(guest.name, guest.party, guest.party - own.awaited)))
        self._close_after(PARTY_SECONDS)
        return True

    async def come(self, count: int) -> None:
        """So many of the party are there."""
        if self.state.phase is Phase.PARTY:
            await self._handle(**{**self._asked, "count": count})

    async def walk_in(self, name: str, organisation: str = "", host: str = "") -> None:
        """Somebody without an invitation, whom the staff lets in."""
        facts = {"guest_id": uuid7(), "name": name.strip()[:250]}
        more = {"organisation": organisation.strip()[:200], "host": host.strip()[:200]}
        if not facts["name"] or self.state.screen is not Screen.WALK_IN:
            return
        self._set(self.state.showing(Screen.SCAN))
        walk_in = {**facts, **{field: value for field, value in more.items() if value}}
        await self._handle(method="walk_in", walk_in=walk_in, direction="in")

    def _judge_alone(self, identity: Identity, what: dict[str, Any]) -> Judgement:
        options = {name: what[name] for name in ("direction", "count") if name in what}
        if "walk_in" in what:
            return self.judge.walk_in(identity, what["walk_in"])
        if "code" in what:
            return self.judge.ticket(identity, what["code"], **options)
        return self.judge.picked(identity, self.facts_of(what["guest_id"]), **options)

    def _zone(self, identity: Identity) -> str | None:
        """Where the gate of this kiosk leads to, as far as its list says."""
        head = self.store.roster.head()
        gates = head.event.gates if head is not None else []
        return next((gate.zone for gate in gates if gate.name == identity.device.gate), "" if head else None)

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
        if verdict.lets_in:  # the buttons that undo go
            asyncio.get_running_loop().call_later(UNDO_SECONDS, lambda: self._set(self.state.ticked()))

    def undo(self, scan_id: str) -> None:
        """Takes back what was shown less than a quarter of a minute ago."""
        verdict = next((each for each in self.state.recent if each.scan_id == scan_id), None)
        if verdict is None or self._identity is None or self._now() > verdict.undo_until:
            return
        if self.store.outbox.undo(self._identity, scan_id) is not None:
            self._set(self.state.undone(scan_id))
            self.counted()
            self.send_soon()

    def undoable(self, verdict: Verdict) -> bool:
        return verdict.lets_in and not verdict.undone and self._now() < verdict.undo_until

    # a supervisor

    def overrule(self) -> None:
        """A supervisor is about to decide otherwise than the verdict on the screen."""
        verdict = self.state.verdict
        if verdict is None or verdict.lets_in or not self._asked:
            return
        head = self.store.roster.head()
        self._set(self.state.overrules(verdict))
        if head is None or not head.event.override_pin:
            self._set(self.state.override_failed(OverrideNotice.NO_PIN))

    async def decide_otherwise(self, pin: str, reason: str) -> None:
        verdict, identity, head = self.state.overruling, self._identity, self.store.roster.head()
        if verdict is None or identity is None or head is None:
            return
        if self._guard.closed_for:
            self._set(self.state.override_failed(OverrideNotice.CLOSED))
            return
        right = await asyncio.to_thread(is_pin, pin, head.event.override_pin)
        self._guard.tried(right)
        if not right:
            closed = OverrideNotice.CLOSED if self._guard.closed_for else OverrideNotice.WRONG
            self._set(self.state.override_failed(closed))
            return
        if self.state.overruling is verdict:
            await self._let_in_all_the_same(identity, verdict, reason)

    async def _let_in_all_the_same(self, identity: Identity, verdict: Verdict, reason: str) -> None:
        """A fact of this door: shown here, told to the server with the reason."""
        what = {**self._asked, "override": reason[:200], "direction": verdict.direction}
        count = what.setdefault("count", 1)
        alone = Alone("admitted", verdict.reason, count, verdict.guest_id)
        scan = await asyncio.to_thread(lambda: self.store.outbox.record(identity, alone, **what))
        self._set(self.state.showing(Screen.SCAN))
        self._show(verdict.overruled(scan.scan_id, datetime.now(UTC), count))
        self.send_soon()

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
