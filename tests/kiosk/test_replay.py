"""What the kiosk kept goes out: all of it, once, whatever network, server or power do (RF-13, CARD-3)."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from kiosk.client import Api, Failure, Trouble
from kiosk.outbox import Outbox
from kiosk.replay import Replay
from kiosk.scans import Alone
from kiosk.store import Store
from kiosk.wire import Identity
from tests.kiosk.fake_server import FakeServer, Guest
from tests.kiosk.harness import until

ROOT = Path(__file__).parents[2]
ADMITTED = Alone("admitted", "", 1)


class Run:
    """One replay and what it reported."""

    def __init__(self, store: Store, identity: Identity, api: Api) -> None:
        self.failures: list[Failure] = []
        self.outbox, self.api = store.outbox, api
        self.replay = Replay(
            store.outbox,
            api,
            lambda: identity,
            on_answer=lambda: None,
            on_failure=self.failures.append,
            on_progress=lambda: None,
        )

    async def until_sent(self, identity: Identity, seconds: float = 20) -> None:
        task = asyncio.create_task(self.replay.run())
        try:
            await until(lambda: self.outbox.totals(identity).to_send == 0, seconds)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self.api.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.replay.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("kiosk.replay.LONGEST_PAUSE", 0.05)


def many(fake: FakeServer, number: int) -> list[str]:
    fake.guests = [Guest(f"Invité {n}", f"G{n}") for n in range(number)]
    fake.find = {guest.code: guest for guest in fake.guests}.get
    return [guest.code for guest in fake.guests]


def fill(outbox: Outbox, identity: Identity, codes: list[str]) -> None:
    for code in codes:
        outbox.record(identity, ADMITTED, code=code)


async def test_batches_of_200(store: Store, identity: Identity, fake: FakeServer, server: str) -> None:
    fill(store.outbox, identity, many(fake, 450))
    await Run(store, identity, Api(server, fake.token)).until_sent(identity)
    assert fake.sizes == [200, 200, 50]
    assert len(fake.admissions) == 450


async def test_answers_that_are_lost(store: Store, identity: Identity, fake: FakeServer, server: str) -> None:
    random.seed(4)
    fake.lost = 0.5
    fill(store.outbox, identity, many(fake, 600))
    run = Run(store, identity, Api(server, fake.token))
    await run.until_sent(identity)
    assert run.failures
    assert sorted(fake.admissions) == sorted(guest.name for guest in fake.guests)


async def test_one_that_spoils_the_envelope_is_set_apart(
    store: Store, identity: Identity, fake: FakeServer, server: str
) -> None:
    fake.poison = {"G7", "G250"}
    fill(store.outbox, identity, many(fake, 300))
    await Run(store, identity, Api(server, fake.token)).until_sent(identity)
    assert [row["problem"] for row in store.outbox.problems()] == ["invalid", "invalid"]
    assert len(fake.admissions) == 298
    fake.poison.clear()
    store.outbox.retry_problems()
    await Run(store, identity, Api(server, fake.token)).until_sent(identity)
    assert len(fake.admissions) == 300


async def test_revoked_stops_and_keeps_the_queue(
    store: Store, identity: Identity, fake: FakeServer, server: str
) -> None:
    fake.revoked = True
    fill(store.outbox, identity, ["ZOE", "IBRAHIM"])
    run = Run(store, identity, Api(server, fake.token))
    await asyncio.wait_for(run.replay.run(), 5)
    assert [failure.trouble for failure in run.failures] == [Trouble.REVOKED]
    assert store.outbox.totals(identity).to_send == 2
    await run.api.close()


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
async def test_trouble_with_who_asks_sets_nothing_apart(
    store: Store, identity: Identity, fake: FakeServer, server: str, status: int
) -> None:
    fake.status = status
    fill(store.outbox, identity, ["ZOE", "IBRAHIM"])
    run = Run(store, identity, Api(server, fake.token))
    task = asyncio.create_task(run.replay.run())
    await until(lambda: len(run.failures) >= 2)
    fake.status = None
    await until(lambda: store.outbox.totals(identity).to_send == 0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await run.api.close()
    assert store.outbox.problems() == []
    assert len(fake.admissions) == 2


async def test_retry_after_is_honoured(store: Store, identity: Identity) -> None:
    asked: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        asked.append(time.monotonic())
        return httpx.Response(429, headers={"retry-after": "0.4"}, json={"status": 429, "code": "too_many"})

    fill(store.outbox, identity, ["ZOE"])
    run = Run(store, identity, Api("http://server.test", "x", transport=httpx.MockTransport(answer)))
    task = asyncio.create_task(run.replay.run())
    await until(lambda: len(asked) == 1)
    run.replay.wake()  # a scan: no reason to knock earlier
    await until(lambda: len(asked) == 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await run.api.close()
    assert asked[1] - asked[0] >= 0.4


async def test_an_answer_about_other_scans_is_not_asked_for_ever(store: Store, identity: Identity) -> None:
    asked = 0

    def answer(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(200, json={"results": []})

    fill(store.outbox, identity, ["ZOE"])
    run = Run(store, identity, Api("http://server.test", "x", transport=httpx.MockTransport(answer)))
    task = asyncio.create_task(run.replay.run())
    await until(lambda: len(run.failures) >= 2)
    assert asked <= len(run.failures) + 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await run.api.close()
    assert store.outbox.totals(identity).to_send == 1


async def test_72_hours_and_20000_scans(
    store: Store, identity: Identity, fake: FakeServer, server: str
) -> None:
    """CARD-3: three days without a network, written in one transaction each by the hundred here, then sent."""
    codes = many(fake, 20_000)
    first = datetime.now(UTC) - timedelta(hours=72)
    _three_days(store, identity, codes, first)
    assert store.outbox.totals(identity).to_send == 20_000
    began = time.monotonic()
    await Run(store, identity, Api(server, fake.token)).until_sent(identity, 120)
    assert time.monotonic() - began < 120
    assert len(fake.stored) == len(set(fake.admissions)) == 20_000
    assert fake.sizes == [200] * 100


def _three_days(store: Store, identity: Identity, codes: list[str], first: datetime) -> None:
    """As `record` does, without a sync to the disk for each of 20,000."""
    store._disk._db.execute("PRAGMA synchronous = OFF")
    for number, code in enumerate(codes):
        store.outbox.record(identity, ADMITTED, code=code, now=first + timedelta(seconds=13 * number))
    store._disk._db.execute("PRAGMA synchronous = FULL")


def killed_again_and_again(
    folder: Path, server: str, fake: FakeServer, *, times: int, seed: int = 1
) -> list[str]:
    """A kiosk that scans and sends is killed so many times (SIGKILL). Gives the codes whose verdict was shown."""
    dice = random.Random(seed)
    shown = folder / "shown.txt"
    shown.touch()
    for _ in range(times):
        command = [sys.executable, "-m", "tests.kiosk.door_process", str(folder), server, fake.token]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # it is at work
        time.sleep(dice.uniform(0.0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
    return shown.read_text().split()


@pytest.mark.slow
async def test_killed_while_it_scans_and_sends(
    tmp_path: Path, identity: Identity, fake: FakeServer, server: str
) -> None:
    """RF-13: 20 times here, 1,000 in `make bench`: nothing lost, nothing twice."""
    fake.lost = 0.3
    many(fake, 4_000)
    shown = await asyncio.to_thread(killed_again_and_again, tmp_path, server, fake, times=20)
    fake.lost = 0.0
    store = Store(tmp_path)
    store.outbox.let_go()
    await Run(store, identity, Api(server, fake.token)).until_sent(identity)
    store.close()
    admitted = [each.guest.code for each in fake.stored.values() if each.guest and each.let_in]
    assert len(shown) > 20
    assert set(shown) <= set(admitted)  # nothing lost
    assert len(admitted) == len(set(admitted))  # nothing twice
