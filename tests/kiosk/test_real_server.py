"""The kiosk against the real server: what the fake promises, the real one keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.desk import Desk
from kiosk.state import KioskState, PairingNotice, Phase, Screen
from kiosk.store import Store
from tests.kiosk.harness import until


@pytest.fixture
def evening(transactional_db: None) -> Any:
    """An open event, three guests, and a kiosk's pairing code."""
    from backend.checkins.services import add_device
    from backend.core.actor import task
    from backend.core.clock import now
    from backend.core.text import fold
    from backend.events.models import Event, Guest

    class Evening:
        def __init__(self) -> None:
            start = now() - timedelta(minutes=10)
            self.event = Event.objects.create(
                title="Avant-première",
                place="Studio 104",
                starts_at=start,
                ends_at=start + timedelta(hours=3),
            )
            self.device, self.code = add_device(task("tests"), name="Hall", event=self.event, gate="Porte A")

        def guest(self, name: str, **fields: Any) -> Any:
            fields = {
                "answer": "yes",
                "category": "Presse",
                "sort_name": fold(name),
                "search": fold(name),
                **fields,
            }
            return Guest.objects.create(event=self.event, name=name, **fields)

    return Evening()


class Network(httpx.AsyncBaseTransport):
    """The way to the server, which a test can cut; or let the answers be lost on it."""

    def __init__(self) -> None:
        self._way = httpx.AsyncHTTPTransport()
        self.cut = self.deaf = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("cut")
        answer = await self._way.handle_async_request(request)
        if self.deaf and request.url.path.endswith("/scans"):
            await answer.aclose()
            raise httpx.ReadError("lost")
        return answer

    async def close(self) -> None:
        await self._way.aclose()

    async def aclose(self) -> None:
        """One for all the clients of a desk, which close theirs at pairing."""


def at_the_door(
    folder: Path, story: Callable[[Desk], Awaitable[None]], network: Network | None = None
) -> None:
    async def run() -> None:
        store = Store(folder)
        desk = Desk(store, transport=network)
        await desk.start()
        try:
            await story(desk)
        finally:
            await desk.stop()
            store.close()
            if network is not None:
                await network.close()

    asyncio.run(run())


def notice_of(desk: Desk) -> PairingNotice:
    return desk.state.notice


async def scan(desk: Desk, code: str) -> KioskState:
    desk.dismiss()
    desk.scanned(code)
    await until(lambda: desk.state.phase in (Phase.VERDICT, Phase.HELP, Phase.PAIRING), 8)
    return desk.state


def test_an_evening_at_the_door(evening: Any, live_server: Any, tmp_path: Path) -> None:
    from backend.checkins.services import revoke_device
    from backend.core.actor import task
    from backend.events.tickets import ticket_code

    zoe, anne = evening.guest("Zoé Lefèvre"), evening.guest("Anne Roux", attention=True)
    evening.guest("Léna Marchetti")
    codes = ticket_code(zoe), ticket_code(anne)

    async def story(desk: Desk) -> None:
        await desk.pair("ABCD-EFGH", live_server.url)
        assert notice_of(desk) is PairingNotice.CODE_UNKNOWN
        await desk.pair(evening.code.lower().replace("-", " "), live_server.url)
        assert desk.state.event is not None
        assert desk.state.event.title == "Avant-première"

        states = [await scan(desk, code) for code in (*codes, codes[0], "autre")]
        seen = [(state.verdict.kind, state.verdict.name) for state in states if state.verdict]
        assert seen == [
            ("admitted", "Zoé Lefèvre"),
            ("attention", "Anne Roux"),
            ("already_in", "Zoé Lefèvre"),
            ("refused", ""),
        ]
        assert desk.state.recent[1].first_at is not None
        desk.dismiss()
        desk.search("lena")
        await until(lambda: desk.state.search.results, 8)
        await desk.admit(desk.state.search.results[0])
        assert desk.state.admitted == 3

        await asyncio.to_thread(evening.device.refresh_from_db)
        await asyncio.to_thread(revoke_device, task("tests"), device=evening.device)
        await scan(desk, codes[0])
        assert notice_of(desk) is PairingNotice.REVOKED

    at_the_door(tmp_path, story)


def test_an_evening_without_the_network(
    evening: Any, live_server: Any, tmp_path: Path, short_deadline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CARD-3: the roster is the server's own, the kiosk judges by it, and what it showed is what counts."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from backend.checkins.models import Scan
    from backend.events.models import Guest
    from backend.events.tickets import ticket_code

    monkeypatch.setattr("kiosk.replay.FIRST_PAUSE", 0.1)
    evening.event.override_pin = PBKDF2PasswordHasher().encode("4711", "salt", 100)
    evening.event.save()
    zoe, family = evening.guest("Zoé Lefèvre"), evening.guest("Famille Roux", party=4)
    lena, paul = evening.guest("Léna Marchetti", answer="no"), evening.guest("Paul Petit")
    codes = {guest.name: ticket_code(guest) for guest in (zoe, family, lena, paul)}
    network = Network()

    async def online(desk: Desk) -> None:
        network.cut = network.deaf = False
        await desk._check_in()
        await until(lambda: desk.totals().to_send == 0, 10)

    async def story(desk: Desk) -> None:
        await desk.pair(evening.code, live_server.url)
        await until(lambda: len(desk.names) == 4, 15)
        network.cut = True
        shown = [await scan(desk, codes["Zoé Lefèvre"]), await scan(desk, codes["Zoé Lefèvre"])]
        assert [state.verdict.kind for state in shown if state.verdict] == ["admitted", "already_in"]
        desk.dismiss()
        desk.scanned(codes["Famille Roux"])
        await until(lambda: desk.state.phase is Phase.PARTY)
        await desk.come(3)
        assert desk.state.verdict is not None
        assert (desk.state.verdict.inside, desk.state.verdict.party) == (3, 4)
        await scan(desk, codes["Léna Marchetti"])
        desk.overrule()
        await desk.decide_otherwise("4711", "Identité vérifiée")
        desk.show(Screen.WALK_IN)
        await desk.walk_in("Perceval Inattendu", "Le Monde rural", "Zoé")
        assert desk.state.to_send == 6
        await online(desk)

        network.deaf = True  # the server admits, nobody hears it; taken back within a quarter of a minute
        state = await scan(desk, codes["Paul Petit"])
        assert state.verdict is not None
        assert (state.verdict.kind, state.verdict.alone) == ("admitted", True)
        desk.undo(state.verdict.scan_id)
        await online(desk)
        assert desk.totals().problems == 0

    at_the_door(tmp_path, story, network)
    inside = dict(Guest.objects.values_list("name", "inside"))
    assert inside == {
        "Zoé Lefèvre": 1,
        "Famille Roux": 3,
        "Léna Marchetti": 1,
        "Perceval Inattendu": 1,
        "Paul Petit": 0,
    }
    assert Scan.objects.get(guest=lena, let_in=True).override_reason == "Identité vérifiée"
    assert Scan.objects.filter(guest=paul).count() == 1
