"""The kiosk's one desk: it joins state, disk, server and scanners, and tells the screens and the sounds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import httpx

from kiosk.alone import Judgement
from kiosk.client import APP_VERSION, Api, Failure, Trouble, normalise_server, pairing_codes
from kiosk.clocks import mono_ms, wall_ms
from kiosk.evening import Evening
from kiosk.readiness import Condition, Tried, beat, condition
from kiosk.replay import Replay
from kiosk.scanner.camera import Camera
from kiosk.scanner.decoders import Cascade
from kiosk.searching import Searching
from kiosk.state import CameraStatus, KioskState, Link, PairingNotice, Screen
from kiosk.store import Store
from kiosk.sync import SYNC_SECONDS, Sync
from kiosk.wire import Heartbeat, Identity, RosterPage

log = logging.getLogger("kiosk")

HEARTBEAT_SECONDS = 5.0
UNSEEN_SECONDS = 30.0
"""After which a scan whose verdict nobody saw is told to the server as refused."""

PAIRING_TROUBLES = {
    Trouble.UNREACHABLE: PairingNotice.UNREACHABLE,
    Trouble.TOO_MANY: PairingNotice.TOO_MANY,
    Trouble.SERVER_ERROR: PairingNotice.NOT_ENTREGENT,
    Trouble.GARBAGE: PairingNotice.NOT_ENTREGENT,
    Trouble.REFUSED: PairingNotice.CODE_UNKNOWN,
    Trouble.REVOKED: PairingNotice.CODE_UNKNOWN,
}


class Desk(Searching):
    def __init__(
        self,
        store: Store,
        *,
        server: str = "",
        camera: str = "none",
        loop_clip: bool = False,
        cascade: Cascade | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        runtime: Path | None = None,
    ) -> None:
        """RUNTIME: a folder in the machine's memory, for the key of the evening."""
        super().__init__(store, KioskState(server=store.setting("server") or server))
        self.cascade = cascade or Cascade([])
        self.camera: Camera | None = None
        self.evening = Evening(runtime)
        self._camera_source, self._loop_clip = camera, loop_clip
        self._transport = transport
        self.sound: bool | None = None
        self.test_scan: Tried | None = None
        self.drill: Tried | None = None
        self.pages: Callable[[], int] = lambda: 1
        """How many windows show this kiosk, and can be heard."""
        self._skew_ms: int | None = None
        self._on_trial = self._scan_tried
        self._roster_due = asyncio.Event()
        self._working: list[asyncio.Task[None]] = []
        """What runs for the present pairing."""

    # life

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.store.outbox.clean()
        saved = self.store.pairing()
        if saved is not None:
            self._connect(saved.server, saved.token, saved.identity)
        if self.store.setting("direction") == "out":
            self._set(self.state.facing("out"))
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
        """Forgets the token, the roster and the key of the evening; keeps what is to be sent."""
        self.store.forget_pairing()
        self.evening.wipe()
        self.store.set_setting("out_of_order", "")
        self._identity, self._replay, self._sync = None, None, None
        api, self._api = self._api, None
        self._set(self.state.unpaired(notice))
        mine = asyncio.current_task()
        for task in self._working:
            if task is not mine:
                task.cancel()
        self._working = []
        if api:
            await api.close()
        await self._stop_camera()

    def _connect(self, server: str, token: str, identity: Identity) -> None:
        self._identity = Identity(
            device=identity.device, event=identity.event, public_keys=identity.public_keys
        )
        self._api = Api(server, token, self._transport)
        self._replay = Replay(
            self.store.outbox,
            self._api,
            self._who,
            on_answer=lambda: self.linked(Link.ONLINE),
            on_failure=self._replay_stopped,
            on_progress=self.counted,
        )
        self._sync = Sync(self.store.roster, self.evening, self._api, self._who, self._heard)
        self._set(self.state.paired_with(self._identity, server))
        self.counted()
        self._working = [self.spawn(self._replay.run()), self.spawn(self._keep_roster(self._sync))]
        self._start_camera()

    def _who(self) -> Identity:
        assert self._identity is not None
        return self._identity

    # order

    def show(self, screen: Screen) -> None:
        self._set(self.state.showing(screen))

    def set_out_of_order(self, out: bool) -> None:
        self.store.set_setting("out_of_order", "1" if out else "")
        self._set(self.state.out_of_order() if out else self.state.back_in_order())

    def turn_round(self) -> None:
        """Entries become exits, and back."""
        direction: Literal["in", "out"] = "in" if self.state.direction == "out" else "out"
        self.store.set_setting("direction", direction)
        self._set(self.state.facing(direction))

    def retry_problems(self) -> None:
        self.store.outbox.retry_problems()
        self.counted()
        self.send_soon()

    # readiness

    def condition(self) -> Condition:
        return condition(
            self.store.folder,
            self.store.roster.head(),
            self.state,
            names=len(self.names),
            skew_ms=self._skew_ms,
            sound=self.sound,
            test_scan=self.test_scan,
            drill=self.drill,
        )

    def try_sound(self) -> None:
        """The staff says whether it was heard; without a window nothing can be."""
        self.play("admitted")
        if not self.pages():
            self.heard(False)

    def heard(self, heard: bool) -> None:
        self.sound = heard
        self._set(self.state.ticked())

    def try_scan(self) -> None:
        """The next code is read and judged, and nothing of it is kept."""
        self._set(self.state.trying(not self.state.testing))

    def _scan_tried(self, own: Judgement) -> None:
        good = own.alone.reason not in ("unknown", "wrong_event") or own.alone.held
        self.test_scan = Tried(good, mono_ms(), own.alone.reason)
        self._set(self.state.trying(False).ticked())
        self.play("admitted" if good else "refused")

    async def try_drill(self) -> None:
        """Judges a name of the roster without the network, and tries the disk: could this kiosk go on alone?"""
        self.drill = await asyncio.to_thread(self._drill)
        self._set(self.state.ticked())

    def _drill(self) -> Tried:
        if self._identity is None or self.store.roster.head() is None:
            return Tried(False, mono_ms(), "no_roster")
        ids = self.names.ids[:1]
        if not ids:
            return Tried(False, mono_ms(), "no_names")
        own = self.judge.picked(self._identity, self.facts_of(ids[0]))
        if own.alone.held:
            return Tried(False, mono_ms(), "no_row")
        writable = self.store.outbox.is_writable()
        return Tried(writable, mono_ms(), "" if writable else "disk")

    # surroundings

    def _replay_stopped(self, failure: Failure) -> None:
        log.warning("sending stopped: %s %s", failure.trouble, failure.code)
        if failure.trouble is Trouble.REVOKED:
            self.spawn(self.revoked())
        elif failure.worth_retrying:
            self.linked(Link.OFFLINE)

    async def _keep_roster(self, sync: Sync) -> None:
        await sync.load()
        while True:
            failure = None
            try:
                failure = await sync.once()
            except Exception:
                log.exception("roster")
            if failure is not None:
                log.warning("roster: %s %s", failure.trouble, failure.code)
                if failure.trouble is Trouble.REVOKED:
                    await self.revoked()
                    return
            self._roster_due.clear()
            try:
                async with asyncio.timeout(SYNC_SECONDS):
                    await self._roster_due.wait()
            except TimeoutError:
                continue

    def _heard(self, page: RosterPage) -> None:
        if self._identity and page.public_keys and page.public_keys != self._identity.public_keys:
            self._identified(self._identity.model_copy(update={"public_keys": page.public_keys}))

    async def _heartbeat(self) -> None:
        while True:
            try:
                await self._check_in()
                await asyncio.to_thread(self._tidy)
            except Exception:
                log.exception("heartbeat")
            await asyncio.sleep(HEARTBEAT_SECONDS)

    def _tidy(self) -> None:
        busy = tuple(self._busy)
        if self.store.outbox.let_go(busy, older_than=UNSEEN_SECONDS):
            self._loop.call_soon_threadsafe(self.send_soon)
        if not self.state.to_send:
            self.store.forget_what_was_sent()

    async def _check_in(self) -> None:
        api = self._api
        if api is None:
            return
        answer: Heartbeat | Identity | Failure = await api.heartbeat(await asyncio.to_thread(self._beat))
        if isinstance(answer, Failure) and answer.status in (404, 405, 422):
            answer = await api.me()  # a server that is older, or does not understand
        if self._api is not api:
            return
        if isinstance(answer, Heartbeat):
            self._told(answer)
            return
        if isinstance(answer, Identity):
            self._identified(answer)
            return
        if answer.trouble is Trouble.REVOKED:
            await self.revoked()
            return
        self.linked(Link.OFFLINE)

    def _beat(self) -> dict[str, Any]:
        oldest = self.store.outbox.oldest_unsent()
        age = max(0, (wall_ms() - oldest) // 1000) if oldest is not None else None
        totals = self.totals()
        queue = totals.to_send + totals.problems
        return beat(self.condition(), version=APP_VERSION, queue=queue, oldest_unsent_age=age)

    def _told(self, answer: Heartbeat) -> None:
        """Where this kiosk stands, what its roster lacks, what it is asked to do."""
        assert self._identity is not None
        self._skew_ms = answer.skew_ms
        event = answer.event or self._identity.event
        self._identified(self._identity.model_copy(update={"device": answer.device, "event": event}))
        if not answer.roster_current:
            self._roster_due.set()
        if "drill" in answer.orders:
            self.spawn(self.try_drill())

    def _identified(self, identity: Identity) -> None:
        if identity != self._identity:
            self._identity = identity
            self.store.save_identity(identity)
            self._set(self.state.identified(identity))
        self.linked(Link.ONLINE)
        self.counted()

    async def revoked(self) -> None:
        if self._identity is None:
            return
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
