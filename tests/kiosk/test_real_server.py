"""The kiosk against the real server: what the fake promises, the real one keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.desk import Desk
from kiosk.state import KioskState, PairingNotice, Phase
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


def at_the_door(folder: Path, story: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        store = Store(folder)
        desk = Desk(store)
        await desk.start()
        try:
            await story(desk)
        finally:
            await desk.stop()
            store.close()

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
