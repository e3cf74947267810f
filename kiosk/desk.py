"""The kiosk's one desk: it joins state, journal, server and scanners, and tells the screens and the sounds.

There is one Desk in the process, whatever the number of browser pages; all of it but the camera's threads
runs on one event loop.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import httpx

from kiosk.client import SCAN_DEADLINE, Api, Failure, Trouble, normalise_server, pairing_codes
from kiosk.scanner.camera import Camera
from kiosk.scanner.debounce import Debounce
from kiosk.scanner.decoders import Cascade
from kiosk.scanner.keyboard import Key, scanned_text
from kiosk.state import CameraStatus, Help, KioskState, Link, PairingNotice, Phase, Screen, verdict_from
from kiosk.store import Scan, Store, Totals
from kiosk.wire import FoundGuest, Identity, ScanResult

log = logging.getLogger("kiosk")

HEARTBEAT_SECONDS = 10.0
SEARCH_PAUSE = 0.25
HELP_SECONDS = 8.0
QUEUE_LIMIT = 3
LONGEST_CODE = 512

PAIRING_TROUBLES = {
    Trouble.UNREACHABLE: PairingNotice.UNREACHABLE,
    Trouble.TOO_MANY: PairingNotice.TOO_MANY,
    Trouble.SERVER_ERROR: PairingNotice.NOT_ENTREGENT,
    Trouble.GARBAGE: PairingNotice.NOT_ENTREGENT,
    Trouble.REFUSED: PairingNotice.CODE_UNKNOWN,
    Trouble.REVOKED: PairingNotice.CODE_UNKNOWN,
}


class Desk:
    def __init__(
        self,
        store: Store,
        *,
        server: str = "",
        camera: str = "none",
        loop_clip: bool = False,
        cascade: Cascade | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.store = store
        self.cascade = cascade or Cascade([])
        self.camera: Camera | None = None
        self.state = KioskState(server=store.setting("server") or server)
        self._camera_source, self._loop_clip = camera, loop_clip
        self._transport = transport
        self._api: Api | None = None
        self._identity: Identity | None = None
        self._changed = asyncio.Condition()
        self._version = 0
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._typed = Debounce()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._search: asyncio.Task[None] | None = None
        self.play: Callable[[str], None] = lambda name: None

    # life

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        saved = self.store.pairing()
        if saved is not None:
            self._connect(saved.server, saved.token, saved.identity)
        if self.store.setting("out_of_order"):
            self._set(self.state.out_of_order())
        self.spawn(self._heartbeat())

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._timer:
            self._timer.cancel()
        await self._stop_camera()
        if self._api:
            await self._api.close()

    async def wait_change(self, seen: int) -> int:
        """Returns the number of the newest state once it is not `seen`."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._version != seen)
            return self._version

    @property
    def version(self) -> int:
        return self._version

    # pairing

    async def pair(self, typed: str, server: str) -> None:
        if self.state.pairing_busy:
            return
        address = normalise_server(server)
        codes = pairing_codes(typed)
        if address is None:
            missing = not server.strip()
            notice = PairingNotice.SERVER_MISSING if missing else PairingNotice.SERVER_INVALID
            self._set(self.state.pairing_failed(notice))
            return
        if not codes:
            self._set(self.state.pairing_failed(PairingNotice.CODE_SHORT))
            return
        self._set(self.state.pairing_started())
        await self._pair_with(address, codes)

    async def _pair_with(self, address: str, codes: list[str]) -> None:
        api = Api(address, transport=self._transport)
        try:
            answer = await api.pair(codes[0])
            for code in codes[1:]:
                if not (isinstance(answer, Failure) and answer.status == 404):
                    break
                answer = await api.pair(code)
        finally:
            await api.close()
        if isinstance(answer, Failure):
            log.warning("pairing failed: %s %s", answer.trouble, answer.code)
            self._set(self.state.pairing_failed(self._pairing_notice(answer)))
            return
        self.store.save_pairing(address, answer)
        log.info("paired")
        self._connect(address, answer.token, answer)
        self._set(self.state.linked(Link.ONLINE))

    @staticmethod
    def _pairing_notice(failure: Failure) -> PairingNotice:
        if failure.status == 404 and failure.code != "pairing_code_unknown":
            return PairingNotice.NOT_ENTREGENT
        return PAIRING_TROUBLES[failure.trouble]

    async def unpair(self, notice: PairingNotice = PairingNotice.UNPAIRED) -> None:
        """Forgets the token and keeps the journal."""
        self.store.forget_pairing()
        self.store.set_setting("out_of_order", "")
        self._identity = None
        api, self._api = self._api, None
        self._set(self.state.unpaired(notice))
        if api:
            await api.close()
        await self._stop_camera()

    def _connect(self, server: str, token: str, identity: Identity) -> None:
        self._identity = Identity(
            device=identity.device, event=identity.event, public_keys=identity.public_keys
        )
        self._api = Api(server, token, self._transport)
        totals = self.store.totals(self._identity)
        self._set(self.state.paired_with(self._identity, server, totals.admitted, totals.undecided))
        self._start_camera()

    # scans

    def scanned(self, code: str, method: str = "camera") -> None:
        """A code was read; its verdict comes later, on the state."""
        code = code[:LONGEST_CODE]
        if code and self.state.scans:
            self.spawn(self._handle(method, code=code))

    def typed(self, keys: list[Key]) -> None:
        text = scanned_text(keys)
        if text and self._typed.is_new(text, self._loop.time()):
            self.scanned(text, "keyboard")

    async def admit(self, guest: FoundGuest) -> None:
        """A name picked in the search and confirmed by the staff."""
        if self.state.scans:
            await self._handle("search", guest_id=guest.id)

    async def _handle(self, method: str, code: str | None = None, guest_id: str | None = None) -> None:
        if self._waiting >= QUEUE_LIMIT:
            log.warning("too many codes at once, one was left aside")
            return
        self._waiting += 1
        try:
            async with self._turn:
                await self._ask(method, code, guest_id)
        finally:
            self._waiting -= 1

    async def _ask(self, method: str, code: str | None, guest_id: str | None) -> None:
        api, identity = self._api, self._identity
        if api is None or identity is None:
            return
        self._set(self.state.reading())
        try:
            scan = await asyncio.to_thread(
                self.store.open_scan, identity, method=method, code=code, guest_id=guest_id
            )
        except sqlite3.Error:
            log.exception("the journal cannot be written")
            self._set(self.state.out_of_order())
            return
        answer = await api.send_scan(scan, SCAN_DEADLINE)
        if self._api is not api:
            return  # unpaired meanwhile
        await (
            self._refused_call(scan, answer) if isinstance(answer, Failure) else self._decided(scan, answer)
        )

    async def _decided(self, scan: Scan, result: ScanResult) -> None:
        assert self._identity is not None
        await asyncio.to_thread(self.store.decide, scan.scan_id, result.verdict.value, result.reason)
        totals = self.store.totals(self._identity)
        verdict = verdict_from(result, datetime.now(UTC))
        self._set(
            self.state.linked(Link.ONLINE)
            .counted(unanswered=totals.undecided)
            .decided(verdict, admitted=totals.admitted)
        )
        self.play(verdict.kind.value)
        self._close_after(verdict.seconds)

    async def _refused_call(self, scan: Scan, failure: Failure) -> None:
        log.warning("scan %s not answered: %s %s", scan.scan_id, failure.trouble, failure.code)
        if failure.trouble is Trouble.REVOKED:
            await self._revoked()
            return
        if not failure.no_answer:
            await asyncio.to_thread(self.store.reject, scan.scan_id, failure.code)
        if scan.code:
            self._typed.forget(scan.code)
        assert self._identity is not None
        unanswered = self.store.totals(self._identity).undecided
        link = Link.OFFLINE if failure.trouble is Trouble.UNREACHABLE else Link.ONLINE
        self._set(self.state.linked(link).counted(unanswered=unanswered).needs_help(_help(failure)))
        self.play("refused")
        self._close_after(HELP_SECONDS)

    def dismiss(self) -> None:
        self._set(self.state.dismissed())

    def _close_after(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        shown = self.state.shown
        self._timer = self._loop.call_later(seconds, self._close, shown)

    def _close(self, shown: int) -> None:
        if self.state.shown == shown:
            self.dismiss()

    # name search

    def open_search(self) -> None:
        if self.state.phase is Phase.WAITING:
            self._set(self.state.showing(Screen.SEARCH))

    def search(self, query: str) -> None:
        query = query.strip()[:100]
        if self._search:
            self._search.cancel()
        if len(query) < 2:
            self._set(self.state.query_too_short(query))
            return
        self._set(self.state.searching(query))
        self._search = self.spawn(self._find(query))

    async def _find(self, query: str) -> None:
        await asyncio.sleep(SEARCH_PAUSE)
        if self._api is None:
            return
        answer = await self._api.search(query)
        if isinstance(answer, Failure):
            if answer.trouble is Trouble.REVOKED:
                await self._revoked()
                return
            self._set(self.state.search_failed(query))
            return
        self._set(self.state.found(query, answer))

    def choose(self, guest: FoundGuest | None) -> None:
        self._set(self.state.choosing(guest))

    def show(self, screen: Screen) -> None:
        self._set(self.state.showing(screen))

    # order

    def set_out_of_order(self, out: bool) -> None:
        self.store.set_setting("out_of_order", "1" if out else "")
        self._set(self.state.out_of_order() if out else self.state.back_in_order())

    def totals(self) -> Totals:
        return self.store.totals(self._identity) if self._identity else Totals(0, 0, 0)

    # surroundings

    async def _heartbeat(self) -> None:
        while True:
            try:
                await self._check_in()
            except Exception:
                log.exception("heartbeat")
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _check_in(self) -> None:
        api = self._api
        if api is None:
            return
        answer = await api.me()
        if self._api is not api:
            return
        if not isinstance(answer, Failure):
            self._identified(answer)
            return
        if answer.trouble is Trouble.REVOKED:
            await self._revoked()
            return
        self._set(self.state.linked(Link.OFFLINE))

    def _identified(self, identity: Identity) -> None:
        if identity != self._identity:
            self._identity = identity
            self.store.save_identity(identity)
            self._set(self.state.identified(identity))
        self._set(self.state.linked(Link.ONLINE))

    async def _revoked(self) -> None:
        log.warning("this kiosk was revoked by the server")
        await self.unpair(PairingNotice.REVOKED)

    def _start_camera(self) -> None:
        if self._camera_source == "none" or self.camera is not None:
            return
        self.camera = Camera(
            self._camera_source,
            self.cascade,
            on_code=lambda code: self._from_thread(self.scanned, code),
            on_status=lambda status: self._from_thread(self._camera_is, status),
            loop=self._loop_clip,
        )
        self.camera.start()

    def _from_thread(self, call: Callable[..., None], *values: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *values)
        except RuntimeError:
            log.debug("the loop has closed")

    async def _stop_camera(self) -> None:
        camera, self.camera = self.camera, None
        if camera:
            await asyncio.to_thread(camera.stop)
            self._set(self.state.camera_is(CameraStatus.NONE))

    def _camera_is(self, status: CameraStatus) -> None:
        if self.camera is not None:
            self._set(self.state.camera_is(status))

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


def _help(failure: Failure) -> Help:
    if failure.trouble is Trouble.UNREACHABLE:
        return Help.UNREACHABLE
    if failure.status == 409:
        return Help.CONFLICT
    if failure.trouble is Trouble.REFUSED:
        return Help.NOT_ALLOWED
    return Help.SERVER_ERROR
