"""Whatever the network does in the midst of it: what the guests saw is what is true, here and on the server.

A door, three guests, and steps drawn by lot: entries, exits, takings back, and a network that is well, cut, slow to
answer or loses the answers (RF-13, CARD-3). One door alone decides, so it may contradict itself nowhere.
"""

from __future__ import annotations

import random

import pytest

from kiosk.desk import Desk
from kiosk.state import Link, Phase, Verdict
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.harness import until

STEPS = 14
NAMES = ("Zoé Lefèvre", "Ibrahim Čapek", "Famille Ó Murchú")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.scanning.SCAN_DEADLINE", 0.15)
    monkeypatch.setattr("kiosk.replay.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("kiosk.replay.LONGEST_PAUSE", 0.1)


async def present(desk: Desk, code: str, count: int) -> Verdict:
    desk.dismiss()
    shown = desk.state.shown
    desk.scanned(code)
    await until(lambda: desk.state.shown > shown)
    if desk.state.phase is Phase.PARTY:
        assert desk.state.party is not None
        await desk.come(min(count, desk.state.party.awaited))
    assert desk.state.verdict is not None
    return desk.state.verdict


def weather(fake: FakeServer, desk: Desk, dice: random.Random) -> None:
    kind = dice.choice(["well", "well", "cut", "lost"])
    fake.status, fake.lost = None, 0.0
    if kind == "cut":
        fake.status = 503
    elif kind == "lost":
        fake.lost = 1.0
    desk.linked(dice.choice([Link.ONLINE, desk.state.link]))


@pytest.mark.parametrize("seed", range(12))
async def test_what_was_seen_is_what_is_true(listed: Desk, fake: FakeServer, seed: int) -> None:
    dice = random.Random(seed)
    inside = dict.fromkeys(NAMES, 0)
    for _ in range(STEPS):
        weather(fake, listed, dice)
        name, count = dice.choice(NAMES), dice.randint(1, 3)
        guest = fake.guest(name)
        if dice.random() < 0.25:
            listed.turn_round()
        before = inside[name]
        shown = await present(listed, guest.ticket, count)
        if shown.direction == "out":
            assert (shown.kind, shown.count) == ("admitted", before)
            inside[name] = 0
        elif before == guest.party:
            assert shown.kind == "already_in"
        else:
            assert shown.kind == "admitted"
            assert 1 <= shown.count <= guest.party - before
            inside[name] = before + shown.count
        if shown.direction == "in" and shown.kind == "admitted" and dice.random() < 0.25:
            listed.undo(shown.scan_id)
            inside[name] = before
    fake.status, fake.lost = None, 0.0
    listed.linked(Link.ONLINE)
    await until(lambda: listed.totals().to_send == 0, 10)
    assert listed.totals().problems == 0
    assert {name: fake.guest(name).inside for name in NAMES} == inside
