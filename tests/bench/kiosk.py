"""The kiosk alone: a verdict and a name among 50,000 without a network, and what a thousand deaths lose.

Its server is the tests' (tests/kiosk/fake_server.py), in this process: what is measured is the kiosk.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.client import Api
from kiosk.desk import Desk
from kiosk.replay import Replay
from kiosk.roster import Roster
from kiosk.scans import Alone
from kiosk.state import Link
from kiosk.store import Store
from kiosk.wire import Identity, Pairing, RosterPage
from tests.kiosk.fake_server import FakeServer, Guest, running
from tests.kiosk.test_replay import _three_days, killed_again_and_again

GUESTS, SCANS, KEPT = 50_000, 400, 20_000
FIRST = ("Zoé", "Jean-Pierre", "Élodie", "Ibrahim", "Anne-Sophie", "Noël", "Maëlle", "François")
SYLLABLES = ("ba", "bé", "lo", "ri", "mar", "tin", "du", "pont", "le", "fè", "vre", "gau", "thi", "ger", "ro")


def measure(kills: int = 1000) -> list[dict[str, Any]]:
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = asyncio.run(_alone(folder / "alone"))
        rows += asyncio.run(_replay(folder / "replay"))
        rows += asyncio.run(_killed(folder / "killed", kills))
    logging.disable(logging.NOTSET)
    return rows


def guests(number: int) -> list[Guest]:
    dice = random.Random(20)
    names = (f"{dice.choice(FIRST)} {''.join(dice.choices(SYLLABLES, k=3)).title()}" for _ in range(number))
    return [Guest(name, f"G{n}", f"Rédaction {n % 700}", "Presse") for n, name in enumerate(names)]


async def _alone(folder: Path) -> list[dict[str, Any]]:
    fake = FakeServer(guests=guests(GUESTS), status=503)
    with running(fake.app()) as url:
        store = Store(folder)
        _fill(store.roster, fake)
        store.save_pairing(url, Pairing.model_validate({"token": fake.token, **fake.identity()}))
        desk = Desk(store)
        await desk.start()
        assert desk._sync is not None
        desk.names.put(
            {"id": each.id, "name": each.name, "organisation": each.organisation} for each in fake.guests
        )
        desk.linked(Link.OFFLINE)
        _three_days(
            store, desk._who(), [f"X{n}" for n in range(KEPT)], datetime.now(UTC) - timedelta(hours=72)
        )
        verdicts = [await _verdict(desk, each.ticket) for each in fake.guests[:: GUESTS // SCANS]]
        searches = [_search(desk, each.name) for each in fake.guests[:: GUESTS // SCANS]]
        await desk.stop()
        store.close()
    return [
        {
            "measure": "kiosk, code to verdict offline",
            "data": f"{GUESTS} guests, {KEPT} to send",
            **spread(verdicts),
        },
        {"measure": "kiosk, name offline", "data": f"{GUESTS} guests", **spread(searches)},
    ]


def _fill(roster: Roster, fake: FakeServer) -> None:
    for start in range(0, GUESTS, 2000):
        last = start + 2000 >= GUESTS
        after, since = (None, "0") if last else (str(start + 2000), None)
        page = fake._page(fake.guests[start : start + 2000], after=after, since=since)
        roster.page(RosterPage.model_validate(page), asked_at=time.time_ns() // 1_000_000)


async def _verdict(desk: Desk, code: str) -> float:
    desk.dismiss()
    shown, began = desk.state.shown, time.perf_counter()
    desk.scanned(code)
    seen = desk.version
    while desk.state.shown == shown:
        seen = await desk.wait_change(seen)
    return (time.perf_counter() - began) * 1000


def _search(desk: Desk, name: str) -> float:
    """As it is typed: a part of the name, without its accents, in another order."""
    first, _, last = name.partition(" ")
    began = time.perf_counter()
    assert desk.names.find(f"{last[:6]} {first[:3]}")
    return (time.perf_counter() - began) * 1000


async def _replay(folder: Path) -> list[dict[str, Any]]:
    fake = FakeServer(guests=guests(KEPT))
    fake.find = {each.code: each for each in fake.guests}.get
    identity = Identity.model_validate(fake.identity())
    store = Store(folder)
    writes = []
    for each in fake.guests:
        began = time.perf_counter()
        store.outbox.record(identity, Alone("admitted", "", 1), code=each.code)
        writes.append((time.perf_counter() - began) * 1000)
    with running(fake.app()) as url:
        began = time.perf_counter()
        await _send(store, identity, url, fake)
        seconds = time.perf_counter() - began
    store.close()
    admitted = _admitted(fake)
    return [
        {"measure": "kiosk, scan written and synced", "data": f"{KEPT} scans", **spread(writes)},
        {
            "measure": "kiosk, replay",
            "data": f"{KEPT} scans in {seconds:.1f} s",
            "rate": round(KEPT / seconds),
            "lost": KEPT - len(set(admitted)),
            "twice": len(admitted) - len(set(admitted)),
        },
    ]


async def _killed(folder: Path, times: int) -> list[dict[str, Any]]:
    folder.mkdir()
    fake = FakeServer(guests=guests(200 * times), lost=0.3)
    fake.find = {each.code: each for each in fake.guests}.get
    with running(fake.app()) as url:
        shown = await asyncio.to_thread(killed_again_and_again, folder, url, fake, times=times)
        fake.lost = 0.0
        store = Store(folder)
        store.outbox.let_go()
        await _send(store, Identity.model_validate(fake.identity()), url, fake)
        store.close()
    admitted = _admitted(fake)
    return [
        {
            "measure": "kiosk, killed while scanning and sending",
            "data": f"{times} times, {len(shown)} verdicts shown",
            "lost": len(set(shown) - set(admitted)),
            "twice": len(admitted) - len(set(admitted)),
        }
    ]


def _admitted(fake: FakeServer) -> list[str]:
    """The codes of who was let in by what counts."""
    return [each.guest.code for each in fake.stored.values() if each.guest and each.let_in]


async def _send(store: Store, identity: Identity, url: str, fake: FakeServer) -> None:
    api = Api(url, fake.token)
    replay = Replay(
        store.outbox,
        api,
        lambda: identity,
        on_answer=lambda: None,
        on_failure=lambda _: None,
        on_progress=lambda: None,
    )
    task = asyncio.create_task(replay.run())
    while store.outbox.totals(identity).to_send:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await api.close()


def spread(values: list[float]) -> dict[str, Any]:
    values = sorted(values)
    at = {f"p{share}": values[min(len(values) - 1, len(values) * share // 100)] for share in (50, 95, 99)}
    return {
        **{name: round(value, 1) for name, value in at.items()},
        "max": round(values[-1], 1),
        "unit": "ms",
    }


if __name__ == "__main__":
    for row in measure(int(os.environ.get("KILLS", "1000"))):
        print(row)
