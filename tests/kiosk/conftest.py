from __future__ import annotations

import gc
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from kiosk.desk import Desk
from kiosk.store import Store
from kiosk.wire import Identity, Pairing
from tests.kiosk.fake_server import FakeServer, Switch, running
from tests.kiosk.harness import until


@pytest.fixture
def fake() -> FakeServer:
    return FakeServer()


@pytest.fixture(scope="session")
def front() -> Iterator[tuple[Switch, str]]:
    switch = Switch(FakeServer())
    with running(switch) as url:
        yield switch, url


@pytest.fixture
def server(front: tuple[Switch, str], fake: FakeServer) -> str:
    switch, url = front
    switch.plug(fake)
    return url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    kept = Store(tmp_path / "kiosk")
    yield kept
    kept.close()


@pytest.fixture
def identity(fake: FakeServer) -> Identity:
    return Identity.model_validate(fake.identity())


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    """Not paired."""
    made = Desk(store)
    await made.start()
    yield made
    await made.stop()
    _collect_given_up_sockets()


def _collect_given_up_sockets() -> None:
    """A request that is cancelled while it connects leaves its socket to the collector: here, not later."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "unclosed (transport|<socket)", ResourceWarning)
        gc.collect()


@pytest.fixture
async def paired(store: Store, server: str, fake: FakeServer) -> AsyncIterator[Desk]:
    """Paired with the fake server, on the waiting screen."""
    fake.paired = True
    store.save_pairing(server, Pairing.model_validate({"token": fake.token, **fake.identity()}))
    made = Desk(store)
    await made.start()
    yield made
    await made.stop()
    _collect_given_up_sockets()


@pytest.fixture
def sounds(paired: Desk) -> list[str]:
    heard: list[str] = []
    play: Callable[[str], None] = heard.append
    paired.play = play
    return heard


@pytest.fixture
async def listed(paired: Desk, fake: FakeServer) -> Desk:
    """The same, with its roster, and every guest with a real ticket that it can judge alone."""
    for guest in fake.guests:
        guest.code = guest.ticket
    await until(lambda: len(paired.names) == len(fake.guests))
    return paired


@pytest.fixture
def short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan gives up after 0.4 s instead of 1.2."""
    monkeypatch.setattr("kiosk.scanning.SCAN_DEADLINE", 0.4)
