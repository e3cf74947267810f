"""The kiosk's one desk: it joins state, disk, server and scanners, and tells the screens and the sounds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from kiosk.client import Api, Failure, Trouble, normalise_server, pairing_codes
from kiosk.evening import Evening
from kiosk.replay import Replay
from kiosk.scanner.camera import Camera
from kiosk.scanner.decoders import Cascade
from kiosk.searching import Searching
from kiosk.state import CameraStatus, KioskState, Link, PairingNotice, Screen
from kiosk.store import Store
from kiosk.sync import SYNC_SECONDS, Sync
from kiosk.wire import Identity, RosterPage

log = logging.getLogger("kiosk")

HEARTBEAT_SECONDS = 10.0
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
        self._working: list[asyncio.Task[None]] = []
        """What runs for the present pairing."""

    # life

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.store.outbox.clean()
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

    def retry_problems(self) -> None:
        self.store.outbox.retry_problems()
        self.counted()
        self.send_soon()

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
            await asyncio.sleep(SYNC_SECONDS)

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
        answer = await api.me()
        if self._api is not api:
            return
        if not isinstance(answer, Failure):
            self._identified(answer)
            return
        if answer.trouble is Trouble.REVOKED:
            await self.revoked()
            return
        self.linked(Link.OFFLINE)

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
