"""What the staff does at the door: parties, undoing, walk-ins, a supervisor, exits, and getting ready (RF-13)."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from kiosk import desk as desk_module
from kiosk.desk import Desk
from kiosk.readiness import Light, power
from kiosk.state import Link, OverrideNotice, Phase, Screen, Verdict
from kiosk.supervisor import CLOSED_SECONDS, TRIES, Guard, is_pin
from kiosk.wire import FoundGuest
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.harness import until


def hashed(pin: str) -> str:
    digest = hashlib.pbkdf2_hmac("sha256", pin.encode(), b"salt", 10)
    return f"pbkdf2_sha256$10$salt${base64.b64encode(digest).decode()}"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, short_deadline: None) -> None:
    monkeypatch.setattr("kiosk.replay.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("kiosk.replay.LONGEST_PAUSE", 0.1)


async def verdict(desk: Desk, code: str, count: int | None = None) -> Verdict:
    desk.dismiss()
    shown = desk.state.shown
    desk.scanned(code)
    await until(lambda: desk.state.shown > shown)
    if desk.state.phase is Phase.PARTY:
        assert count is not None
        await desk.come(count)
    assert desk.state.verdict is not None
    return desk.state.verdict


async def sent(desk: Desk, fake: FakeServer) -> None:
    fake.status = None
    desk.linked(Link.ONLINE)
    await until(lambda: desk.totals().to_send == 0, 10)


@pytest.mark.parametrize("online", [True, False])
async def test_a_party_of_four_in_two_halves(listed: Desk, fake: FakeServer, online: bool) -> None:
    family = fake.guest("Murchú")
    fake.status = None if online else 503
    first = await verdict(listed, family.ticket, 3)
    assert (first.kind, first.inside, first.party, first.alone) == ("admitted", 3, 4, not online)
    last = await verdict(listed, family.ticket)  # one is awaited: nothing to ask
    assert (last.kind, last.inside) == ("admitted", 4)
    full = await verdict(listed, family.ticket)
    assert (full.kind, full.reason) == ("already_in", "party_full")
    await sent(listed, fake)
    assert (family.inside, family.came) == (4, 4)


async def test_a_party_whose_answer_was_lost_is_counted_as_shown(listed: Desk, fake: FakeServer) -> None:
    fake.lost = 1.0
    shown = await verdict(listed, fake.guest("Murchú").ticket, 2)
    assert (shown.count, shown.alone) == (2, True)
    fake.lost = 0.0
    await sent(listed, fake)
    assert fake.guest("Murchú").inside == 2


async def test_nobody_of_the_party_comes(listed: Desk, fake: FakeServer) -> None:
    listed.scanned(fake.guest("Murchú").ticket)
    await until(lambda: listed.state.phase is Phase.PARTY)
    assert listed.state.party is not None
    assert (listed.state.party.size, listed.state.party.awaited) == (4, 4)
    listed.dismiss()
    assert (listed.state.phase, listed.store.outbox.lines()) == (Phase.WAITING, [])


@pytest.mark.parametrize("online", [True, False])
async def test_undoing(listed: Desk, fake: FakeServer, online: bool) -> None:
    fake.status = None if online else 503
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    assert listed.undoable(shown)
    listed.undo(shown.scan_id)
    assert (listed.state.phase, listed.state.recent[0].undone, listed.state.admitted) == (
        Phase.WAITING,
        True,
        0,
    )
    again = await verdict(listed, fake.guest("Zoé").ticket)
    assert again.kind == "admitted"
    await sent(listed, fake)
    assert fake.admissions == ["Zoé Lefèvre"]
    assert fake.guest("Zoé").inside == 1


async def test_undone_after_the_server_was_cut_off(listed: Desk, fake: FakeServer) -> None:
    """Counted by the server, taken back here where nobody hears it: the guest may come in again."""
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    fake.status = 503
    listed.undo(shown.scan_id)
    assert (await verdict(listed, fake.guest("Zoé").ticket)).kind == "admitted"
    await sent(listed, fake)
    assert fake.guest("Zoé").inside == 1


async def test_a_quarter_of_a_minute_later_it_stays(
    listed: Desk, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.scanning.UNDO_SECONDS", -1)
    shown = await verdict(listed, fake.guest("Zoé").ticket)
    assert not listed.undoable(shown)
    listed.undo(shown.scan_id)
    assert fake.admissions == ["Zoé Lefèvre"]


@pytest.mark.parametrize("online", [True, False])
async def test_a_walk_in(listed: Desk, fake: FakeServer, online: bool) -> None:
    fake.status = None if online else 503
    listed.show(Screen.WALK_IN)
    await listed.walk_in("  Perceval Inattendu ", "Le Monde rural", "Anne Roux")
    shown = listed.state.verdict
    assert shown is not None
    assert (shown.kind, shown.name, shown.alone) == ("admitted", "Perceval Inattendu", not online)
    await sent(listed, fake)
    (stored,) = fake.stored.values()
    assert stored.item["walk_in"] == {
        "guest_id": stored.item["walk_in"]["guest_id"],
        "name": "Perceval Inattendu",
        "organisation": "Le Monde rural",
        "host": "Anne Roux",
    }
    assert stored.item["method"] == "walk_in"


async def test_a_walk_in_comes_in_where_others_leave(listed: Desk, fake: FakeServer) -> None:
    listed.turn_round()
    listed.show(Screen.WALK_IN)
    await listed.walk_in("Perceval")
    (stored,) = fake.stored.values()
    assert stored.item["direction"] == "in"


async def test_a_walk_in_needs_a_name(listed: Desk) -> None:
    listed.show(Screen.WALK_IN)
    await listed.walk_in("   ")
    assert listed.store.outbox.lines() == []


async def with_pin(desk: Desk, fake: FakeServer, pin: str = "4711") -> None:
    fake.pin = hashed(pin)
    assert desk._sync is not None
    await desk._sync.once()


@pytest.mark.parametrize("online", [True, False])
async def test_a_supervisor_decides_otherwise(listed: Desk, fake: FakeServer, online: bool) -> None:
    await with_pin(listed, fake)
    fake.status = None if online else 503
    refused = await verdict(listed, fake.guest("Léna").ticket)
    assert refused.kind == "refused"
    listed.overrule()
    assert listed.state.screen is Screen.OVERRIDE
    await listed.decide_otherwise("0000", "Identité vérifiée")
    assert listed.state.override_notice is OverrideNotice.WRONG
    await listed.decide_otherwise("4711", "Identité vérifiée")
    shown = listed.state.verdict
    assert shown is not None
    assert (shown.kind, shown.name, listed.state.screen) == ("admitted", "Léna Marchetti", Screen.SCAN)
    await sent(listed, fake)
    stored = list(fake.stored.values())[-1]
    assert (stored.item["override"], stored.shown, stored.let_in) == ("Identité vérifiée", "admitted", True)
    assert stored.item["reason"] == "declined"


async def test_no_pin_no_override(listed: Desk, fake: FakeServer) -> None:
    await verdict(listed, fake.guest("Léna").ticket)
    listed.overrule()
    assert listed.state.override_notice is OverrideNotice.NO_PIN
    await listed.decide_otherwise("", "Identité vérifiée")
    assert fake.admissions == []


def test_pins() -> None:
    assert is_pin("4711", hashed("4711"))
    for typed, against in (("4712", hashed("4711")), ("", hashed("")), ("a", "a"), ("a", "md5$salt$a")):
        assert not is_pin(typed, against)
    assert not is_pin("4711", "pbkdf2_sha256$999999999999$salt$AAAA")


def test_five_wrong_pins_close_it_for_a_minute() -> None:
    now = 0.0
    guard = Guard(lambda: now)
    for _ in range(TRIES):
        assert guard.closed_for == 0
        guard.tried(False)
    assert guard.closed_for == CLOSED_SECONDS
    now = CLOSED_SECONDS + 1
    assert guard.closed_for == 0


async def test_exits(listed: Desk, fake: FakeServer) -> None:
    zoe = fake.guest("Zoé")
    await verdict(listed, zoe.ticket)
    listed.turn_round()
    left = await verdict(listed, zoe.ticket)
    assert (left.kind, left.direction, left.inside) == ("admitted", "out", 0)
    fake.status = 503
    listed.turn_round()
    assert (await verdict(listed, zoe.ticket)).kind == "admitted"  # came back, and was not told "déjà entré"
    listed.turn_round()
    assert (await verdict(listed, zoe.ticket)).inside == 0
    await sent(listed, fake)
    assert (zoe.inside, zoe.came) == (0, 1)
    assert listed.store.setting("direction") == "out"


async def test_the_guests_language(listed: Desk, fake: FakeServer) -> None:
    assert (await verdict(listed, fake.guest("Murchú").ticket, 4)).language == "en"


async def test_names_without_a_network(listed: Desk, fake: FakeServer) -> None:
    fake.status = 503
    listed.linked(Link.OFFLINE)
    listed.open_search()
    listed.search("lefevre zoe")
    assert next(guest.name for guest in listed.state.search.results) == "Zoé Lefèvre"
    guest = listed.state.search.results[0]
    await listed.admit(guest)
    assert listed.state.verdict is not None
    assert (listed.state.verdict.kind, listed.state.verdict.alone) == ("admitted", True)
    assert (await verdict(listed, fake.guest("Zoé Lef").ticket)).kind == "already_in"


async def test_a_name_that_only_the_server_knows(listed: Desk, fake: FakeServer) -> None:
    fake.status = 503
    await listed.admit(FoundGuest(id="0198a1b2-0000-7000-8000-0000000000ff", name="Inconnue"))
    assert listed.state.phase is Phase.HELP


# ready


async def test_readiness(listed: Desk, fake: FakeServer) -> None:
    lights = listed.condition().lights()
    assert (lights["roster"], lights["sound"], lights["test_scan"]) == (
        Light.OK,
        Light.UNTRIED,
        Light.UNTRIED,
    )
    listed.heard(True)
    listed.show(Screen.READINESS)
    listed.try_scan()
    listed.scanned(fake.guest("Zoé").ticket)
    await until(lambda: listed.test_scan)
    await listed.try_drill()
    lights = listed.condition().lights()
    assert {lights[name] for name in ("sound", "test_scan", "drill")} == {Light.OK}
    assert (listed.store.outbox.lines(), fake.stored) == ([], {})  # a trial leaves nothing


async def test_a_trial_with_a_foreign_code(listed: Desk) -> None:
    listed.try_scan()
    listed.scanned("https://exemple.fr")
    await until(lambda: listed.test_scan)
    assert listed.condition().lights()["test_scan"] is Light.BAD


async def test_the_heartbeat_tells_and_is_told(
    listed: Desk, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.orders, fake.skew_ms, fake.gate = ["drill"], 5_000, "Porte C"
    listed.heard(False)
    await listed._check_in()
    await until(lambda: listed.drill)
    fake.orders = []
    await listed._check_in()
    beat = fake.heartbeats[-1]
    assert (beat["queue"], beat["sound"], beat["roster_rows"], beat["drill"]["passed"]) == (
        0,
        "failed",
        len(fake.guests),
        True,
    )
    assert beat["roster_age"] < 60
    assert listed.condition().lights()["clock"] is Light.ATTENTION
    assert listed.state.device is not None
    assert listed.state.device.gate == "Porte C"


async def test_a_change_reaches_the_roster_within_a_beat(
    paired: Desk, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "HEARTBEAT_SECONDS", 0.05)
    await paired.stop()
    await paired.start()
    await until(lambda: len(paired.names) == len(fake.guests))
    lena = fake.guest("Léna")
    lena.name = "Léna Nouvelle"
    fake.change(lena)
    await until(lambda: paired.names.find("nouvelle"))


def test_power(tmp_path: Path) -> None:
    assert power(tmp_path) == (None, None)
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "capacity").write_text("87\n")
    (tmp_path / "BAT0" / "status").write_text("Discharging\n")
    assert power(tmp_path) == (87, False)
