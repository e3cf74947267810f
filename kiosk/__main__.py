"""`python -m kiosk`: runs one door kiosk until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator, Sequence

import uvicorn

from kiosk import texts_fr as texts
from kiosk.app import kiosk_main
from kiosk.bridge import Bridge
from kiosk.config import Settings, read_settings
from kiosk.desk import Desk
from kiosk.evening import runtime_folder
from kiosk.scanner.decoders import available_decoders
from kiosk.server import build_app
from kiosk.store import Store, StoreBusy


def main(argv: Sequence[str] | None = None) -> int:
    settings = read_settings(sys.argv[1:] if argv is None else argv)
    _set_up_logging()
    try:
        listening = _listen(settings.port)
    except OSError:
        return _fail(texts.CLI_PORT_BUSY)
    try:
        store = Store(settings.data)
    except StoreBusy:
        return _fail(texts.CLI_DATA_BUSY)
    except (OSError, sqlite3.Error):
        return _fail(texts.CLI_DATA_REFUSED)
    try:
        asyncio.run(serve(settings, store, listening))
    except KeyboardInterrupt:
        pass
    finally:
        store.close()
        listening.close()
    return 0


async def serve(settings: Settings, store: Store, listening: socket.socket) -> None:
    desk = Desk(
        store,
        server=settings.server,
        camera=settings.camera,
        loop_clip=settings.loop,
        cascade=available_decoders(),
        runtime=runtime_folder(settings.data),
    )
    bridge = Bridge(desk.typed)
    desk.pages = lambda: bridge.pages
    desk.play = lambda name: _later(desk, bridge, name)
    config = uvicorn.Config(
        build_app(kiosk_main(desk), bridge, settings.port),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="websockets-sansio",
    )
    server = Server(config)
    await desk.start()
    print(texts.CLI_READY.format(url=f"http://127.0.0.1:{settings.port}/"), flush=True)
    try:
        await server.serve(sockets=[listening])
    finally:
        await bridge.close()
        await desk.stop()


def _later(desk: Desk, bridge: Bridge, sound: str) -> None:
    desk.spawn(bridge.play(sound))


class Server(uvicorn.Server):
    """Ends by returning; uvicorn's own way raises the signal again, which would skip our clean-up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    return listening


def _set_up_logging() -> None:
    """To standard error; httpx would write every request, and a search holds a name."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "flet", "flet_web", "flet_web.fastapi", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
