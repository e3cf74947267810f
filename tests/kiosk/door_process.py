"""A kiosk without a screen that scans and sends as fast as it can, to be killed: `test_replay.py` and the bench.

`python -m tests.kiosk.door_process FOLDER SERVER TOKEN`: each code (G0, G1, ...) is presented once; the ones whose
verdict was shown are appended to FOLDER/shown.txt, as a guest would remember it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from kiosk.client import Api, Failure
from kiosk.replay import Replay
from kiosk.scans import Alone
from kiosk.store import Store
from kiosk.wire import Identity
from tests.kiosk.fake_server import FakeServer

ADMITTED = Alone("admitted", "", 1)


async def work(folder: Path, server: str, token: str) -> None:
    store = Store(folder)
    identity = Identity.model_validate(FakeServer().identity())
    api = Api(server, token)
    replay = Replay(
        store.outbox,
        api,
        lambda: identity,
        on_answer=lambda: None,
        on_failure=lambda _: None,
        on_progress=lambda: None,
    )
    store.outbox.let_go()  # what the last death left unseen
    sending = asyncio.create_task(replay.run())
    print("at work", flush=True)
    number = _next_code(folder)
    with (folder / "shown.txt").open("a") as shown:
        while True:
            _note(folder / "presented.txt", number)
            code = f"G{number}"
            if number % 2:  # the server is asked first
                scan = await asyncio.to_thread(store.outbox.ask, identity, code=code)
                answer = await api.ask(scan, deadline=0.05)
                if isinstance(answer, Failure):
                    await asyncio.to_thread(store.outbox.decide, scan.scan_id, ADMITTED)
                else:
                    await asyncio.to_thread(store.outbox.answered, [answer[0]])
            else:
                await asyncio.to_thread(store.outbox.record, identity, ADMITTED, code=code)
                replay.wake()
            shown.write(f"{code}\n")
            shown.flush()
            os.fsync(shown.fileno())
            number += 1
            if sending.done():
                return


def _next_code(folder: Path) -> int:
    path = folder / "presented.txt"
    return int(path.read_text() or -1) + 1 if path.exists() else 0


def _note(path: Path, number: int) -> None:
    """Whole or not at all, as the guest's memory is."""
    new = path.with_suffix(".new")
    new.write_text(str(number))
    new.replace(path)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
