"""The kiosk decides alone when it must, and what it showed is what counts (RF-13, CARD-3; docs/door.md)."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.door.ticket import issue_ticket
from kiosk.desk import Desk
from kiosk.state import Help, KioskState, Link, Phase, Verdict
from tests.kiosk.fake_server import EVENT_ID, FakeServer, Guest
from tests.kiosk.harness import until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, short_deadline: None) -> None:
    monkeypatch.setattr("kiosk.replay.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("kiosk.replay.LONGEST_PAUSE", 0.1)


@pytest.fixture
def cut(fake: FakeServer) -> Iterator[FakeServer]:
    """Nobody answers."""
    fake.status = 503
    yield fake
    fake.status = None


async def scan(desk: Desk, code: str) -> KioskState:
    desk.dismiss()
    shown = desk.state.shown
    desk.scanned(code)
    await until(lambda: desk.state.shown > shown)
    return desk.state


async def verdict(desk: Desk, code: str) -> Verdict:
    state = await scan(desk, code)
    assert state.verdict is not None
    return state.verdict


async def all_is_sent(desk: Desk, fake: FakeServer) -> None:
    fake.status, fake.delay, fake.lost = None, 0.0, 0.0
    desk.linked(Link.ONLINE)
    await until(lambda: desk.totals().to_send == 0, 10)


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("Zoé", "admitted", ""),
        ("Anne", "attention", ""),
        ("Noël", "refused", "revoked"),
        ("Léna", "refused", "declined"),
        ("Ibrahim", "admitted", ""),
    ],
)
async def test_the_same_rules_without_the_server(
    listed: Desk, cut: FakeServer, name: str, kind: str, reason: str
) -> None:
    guest = cut.guest(name)
    shown = await verdict(listed, guest.ticket)
    assert (shown.kind, shown.reason, shown.name, shown.alone) == (kind, reason, guest.name, True)
    assert shown.represents == guest.represents
    (line,) = listed.store.outbox.lines()
    assert (line["state"], line["shown"], line["who"]) == ("waiting", kind, guest.id)


async def test_already_in_at_the_same_door(listed: Desk, cut: FakeServer) -> None:
    """Nobody told the roster: the kiosk knows it from its own outbox."""
    first = await verdict(listed, cut.guest("Zoé").ticket)
    second = await verdict(listed, cut.guest("Zoé").ticket)
    assert (first.kind, second.kind, second.first_gate) == ("admitted", "already_in", "Porte A")
    assert second.first_at is not None
    assert abs((second.first_at - first.at).total_seconds()) < 2


async def test_already_in_through_another_door(listed: Desk, fake: FakeServer) -> None:
    zoe = fake.guest("Zoé")
    zoe.inside = zoe.came = 1
    zoe.first_at, zoe.first_gate = "2026-11-21T18:40:00+01:00", "Porte B"
    fake.change(zoe)
    assert listed._sync is not None
    assert await listed._sync.once() is None
    fake.status = 503
    shown = await verdict(listed, zoe.ticket)
    assert (shown.kind, shown.first_gate) == ("already_in", "Porte B")


async def test_in_by_the_server_then_alone(listed: Desk, fake: FakeServer) -> None:
    assert not (await verdict(listed, fake.guest("Zoé").ticket)).alone
    fake.status = 503
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    assert (shown.kind, shown.alone) == ("already_in", True)


async def test_admitted_alone_is_counted_once_afterwards(listed: Desk, cut: FakeServer) -> None:
    await verdict(listed, cut.guest("Zoé").ticket)
    await all_is_sent(listed, cut)
    assert cut.admissions == ["Zoé Lefèvre"]
    (stored,) = cut.stored.values()
    assert (stored.shown, stored.item["mono_ms"] > 0, len(stored.item["boot_id"]) > 8) == (
        "admitted",
        True,
        True,
    )
    assert (await verdict(listed, cut.guest("Zoé").ticket)).kind == "already_in"


async def test_the_answer_was_lost_and_the_guest_went_in(listed: Desk, fake: FakeServer) -> None:
    """The server admitted, the kiosk did not hear it and admitted too: one admission."""
    fake.lost = 1.0
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    assert (shown.kind, shown.alone, fake.admissions) == ("admitted", True, ["Zoé Lefèvre"])
    await all_is_sent(listed, fake)
    assert (fake.admissions, len(fake.stored)) == (["Zoé Lefèvre"], 1)


async def test_the_answer_was_lost_and_the_guest_stayed_out(listed: Desk, fake: FakeServer) -> None:
    """The server admitted, the roster here says no: the admission that nobody got is withdrawn."""
    lena = fake.guest("Léna")
    lena.answer, fake.lost = "yes", 1.0
    shown = await verdict(listed, lena.ticket)
    assert (shown.kind, shown.reason, len(fake.stored)) == ("refused", "declined", 1)
    await all_is_sent(listed, fake)
    assert (fake.admissions, lena.inside) == ([], 0)
    shown = await verdict(listed, lena.ticket)
    assert (shown.kind, fake.admissions) == ("admitted", ["Léna Marchetti"])


async def test_presented_again_before_the_withdrawal_was_heard(listed: Desk, fake: FakeServer) -> None:
    """Nobody is turned away by an admission that they never got: the server hears of it first."""
    lena = fake.guest("Léna")
    lena.answer, fake.lost = "yes", 1.0
    assert listed._replay is not None
    listed._working[0].cancel()  # nothing is sent but with the next scan
    await verdict(listed, lena.ticket)
    fake.lost = 0.0
    listed.linked(Link.ONLINE)
    shown = await verdict(listed, lena.ticket)
    assert (shown.kind, shown.alone, fake.admissions) == ("admitted", False, ["Léna Marchetti"])


async def test_a_slow_server_is_not_waited_for(listed: Desk, fake: FakeServer) -> None:
    fake.delay = 2.0
    began = asyncio.get_running_loop().time()
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    assert asyncio.get_running_loop().time() - began < 1.0
    assert (shown.kind, listed.state.link) == ("admitted", Link.OFFLINE)
    began = asyncio.get_running_loop().time()
    await verdict(listed, fake.guest("Ibrahim").ticket)
    assert asyncio.get_running_loop().time() - began < 0.3  # known to be cut off: not asked at all


def stranger() -> str:
    """A ticket that we signed for this event, of somebody whom the roster does not have yet."""
    return Guest("Nouvelle Venue", "").ticket


async def test_valid_and_not_on_the_list_is_for_the_staff(listed: Desk, cut: FakeServer) -> None:
    state = await scan(listed, stranger())
    assert (state.phase, state.help) == (Phase.HELP, Help.NOT_ON_THE_LIST)
    assert listed.store.outbox.waiting(listed._who()) == []
    listed.release(lets_in=True)
    assert listed.state.verdict is not None
    assert (listed.state.verdict.kind, listed.state.admitted) == ("admitted", 1)
    await all_is_sent(listed, cut)
    (stored,) = cut.stored.values()
    assert (stored.shown, stored.let_in) == ("admitted", True)


async def test_who_was_let_in_by_the_staff_is_in(listed: Desk, cut: FakeServer) -> None:
    code = stranger()
    await scan(listed, code)
    listed.release(lets_in=True)
    assert (await verdict(listed, code)).kind == "already_in"


async def test_the_staff_lets_wait(listed: Desk, cut: FakeServer) -> None:
    code = stranger()
    await scan(listed, code)
    listed.dismiss()
    assert [each.shown for each in listed.store.outbox.waiting(listed._who())] == ["refused"]
    assert (await scan(listed, code)).phase is Phase.HELP


async def test_without_any_roster_a_signature_is_for_the_staff(paired: Desk, fake: FakeServer) -> None:
    paired.store.roster.wipe()
    fake.status = 503
    assert (await scan(paired, stranger())).help is Help.NO_LIST


@pytest.mark.parametrize("code", ["n’importe quoi", "https://exemple.fr/", "ABC123"])
async def test_what_we_did_not_sign_is_refused(listed: Desk, cut: FakeServer, code: str) -> None:
    shown = await verdict(listed, code)
    assert (shown.kind, shown.reason) == ("refused", "unknown")


async def test_a_forged_signature_is_refused(listed: Desk, cut: FakeServer) -> None:
    forger = Ed25519PrivateKey.generate()
    event = uuid.UUID(EVENT_ID)
    forged = issue_ticket(1, forger, event_id=event, ticket_id=cut.guest("Zoé").ticket_id, issue=1)
    assert (await verdict(listed, forged)).reason == "unknown"
    newer = issue_ticket(9, forger, event_id=event, ticket_id=os.urandom(8), issue=1)
    assert (await scan(listed, newer)).phase is Phase.HELP  # a key that this kiosk was not told of


async def test_another_event(listed: Desk, cut: FakeServer) -> None:
    from tests.kiosk.fake_server import _KEY

    code = issue_ticket(1, _KEY, event_id=uuid.uuid4(), ticket_id=os.urandom(8), issue=1)
    assert (await verdict(listed, code)).reason == "wrong_event"


async def test_a_ticket_that_was_replaced_opens_nothing(listed: Desk, fake: FakeServer) -> None:
    zoe = fake.guest("Zoé")
    old = zoe.ticket
    zoe.issue = 2
    fake.change(zoe)
    assert listed._sync is not None
    await listed._sync.once()
    fake.status = 503
    assert (await verdict(listed, old)).reason == "revoked"
    assert (await verdict(listed, zoe.ticket)).kind == "admitted"


async def test_full(listed: Desk, fake: FakeServer) -> None:
    fake.capacity = 1
    assert listed._sync is not None
    await listed._sync.once()
    fake.status = 503
    assert (await verdict(listed, fake.guest("Zoé").ticket)).kind == "admitted"
    assert (await verdict(listed, fake.guest("Ibrahim").ticket)).reason == "quota_full"


async def test_a_scan_that_the_server_cannot_take_is_set_apart(listed: Desk, fake: FakeServer) -> None:
    fake.poison.add(fake.guest("Zoé").ticket)
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    assert (shown.kind, shown.alone) == ("admitted", True)
    await until(lambda: listed.totals().problems == 1)
    await verdict(listed, fake.guest("Ibrahim").ticket)
    assert fake.admissions == ["Ibrahim Čapek"]
