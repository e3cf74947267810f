"""The desk against the fake server: from a code or a name to a verdict, and what if nobody answers."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from kiosk import desk as desk_module
from kiosk.desk import Desk
from kiosk.names import Names
from kiosk.scanner.decoders import available_decoders
from kiosk.state import CameraStatus, Link, PairingNotice, Phase, Screen
from kiosk.store import Store
from kiosk.wire import FoundGuest
from tests.kiosk.clip import make_clip
from tests.kiosk.fake_server import PAIRING_CODE, FakeServer
from tests.kiosk.harness import until
from tests.kiosk.test_keyboard import ticket, us_scanner


def lines(desk: Desk) -> list[tuple[str, str, str]]:
    return [(line["state"], line["verdict"], line["shown"]) for line in desk.store.outbox.lines()]


async def test_pairing_forgives_how_the_code_is_typed(desk: Desk, server: str) -> None:
    await desk.pair(f" {PAIRING_CODE.lower().replace('-', ' ')} ", server.removeprefix("http://"))
    assert desk.state.phase is Phase.WAITING
    assert desk.state.link is Link.ONLINE
    assert desk.store.pairing() is not None


@pytest.mark.parametrize(
    ("code", "address", "notice"),
    [
        ("ABCD-9999", "", PairingNotice.SERVER_MISSING),
        ("ABCD-9999", "pas une adresse", PairingNotice.SERVER_INVALID),
        ("ABC", "SERVER", PairingNotice.CODE_SHORT),
        ("ABCD-9999", "SERVER", PairingNotice.CODE_UNKNOWN),
        ("ABCD-9999", "http://127.0.0.1:9", PairingNotice.UNREACHABLE),
        ("ABCD-9999", "SERVER/elsewhere", PairingNotice.NOT_ENTREGENT),
    ],
)
async def test_pairing_says_what_is_wrong(
    desk: Desk, server: str, code: str, address: str, notice: PairingNotice
) -> None:
    await desk.pair(code, address.replace("SERVER", server))
    assert (desk.state.phase, desk.state.notice, desk.state.pairing_busy) == (Phase.PAIRING, notice, False)


async def test_too_many_tries(desk: Desk, server: str, fake: FakeServer) -> None:
    fake.status = 429
    await desk.pair("ABCD-9999", server)
    assert desk.state.notice is PairingNotice.TOO_MANY


async def test_a_restart_finds_its_pairing_and_its_count(paired: Desk, store: Store) -> None:
    paired.scanned("ZOE")
    await until(lambda: paired.state.phase is Phase.VERDICT)
    second = Desk(store)
    await second.start()
    assert (second.state.phase, second.state.admitted, second.state.recent) == (Phase.WAITING, 1, ())
    await second.stop()


@pytest.mark.parametrize(
    ("code", "kind", "sound"),
    [("ZOE", "admitted", "admitted"), ("ANNE", "attention", "attention"), ("NOEL", "refused", "refused")],
)
async def test_scan(paired: Desk, sounds: list[str], code: str, kind: str, sound: str) -> None:
    paired.scanned(code)
    await until(lambda: paired.state.phase is Phase.VERDICT)
    assert paired.state.verdict is not None
    assert paired.state.verdict.kind == kind
    assert sounds == [sound]
    assert lines(paired) == [("sent", kind, "")]


async def test_already_in_tells_the_first_hour(paired: Desk) -> None:
    for _ in range(2):
        paired.scanned("ZOE")
    await until(lambda: len(paired.state.recent) == 2)
    assert paired.state.recent[0].kind == "already_in"
    assert paired.state.recent[0].first_at is not None
    assert paired.state.admitted == 1


async def test_the_deputy_shows_whom_he_represents(paired: Desk) -> None:
    paired.scanned("IBRAHIM")
    await until(lambda: paired.state.verdict)
    assert paired.state.verdict is not None
    assert paired.state.verdict.represents == "Hélène d’Ormesson"


async def test_the_verdict_goes_by_itself(paired: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.state.ADMITTED_SECONDS", 0.05)
    paired.scanned("ZOE")
    await until(lambda: paired.state.phase is Phase.VERDICT)
    await until(lambda: paired.state.phase is Phase.WAITING)


async def test_an_older_timer_does_not_close_the_next_verdict(
    paired: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.state.ADMITTED_SECONDS", 0.2)
    paired.scanned("ZOE")
    await until(lambda: paired.state.phase is Phase.VERDICT)
    paired.scanned("NOEL")
    await until(lambda: paired.state.recent and paired.state.recent[0].kind == "refused")
    await asyncio.sleep(0.3)
    assert paired.state.phase is Phase.VERDICT


async def test_revoked_while_scanning(paired: Desk, fake: FakeServer) -> None:
    fake.revoked = True
    paired.scanned("ZOE")
    await until(lambda: paired.state.phase is Phase.PAIRING)
    assert paired.state.notice is PairingNotice.REVOKED
    assert paired.store.pairing() is None
    assert len(paired.store.outbox.lines()) == 1
    paired.scanned("ZOE")
    assert len(paired.store.outbox.lines()) == 1


async def test_revocation_is_noticed_without_a_scan(
    paired: Desk, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "HEARTBEAT_SECONDS", 0.05)
    await paired.stop()
    await paired.start()
    fake.revoked = True
    await until(lambda: paired.state.notice is PairingNotice.REVOKED)


async def test_the_link_and_the_gate_follow_the_server(
    paired: Desk, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "HEARTBEAT_SECONDS", 0.05)
    await paired.stop()
    await paired.start()
    fake.status = 500
    await until(lambda: paired.state.link is Link.OFFLINE)
    fake.status, fake.gate = None, "Porte B"
    await until(lambda: paired.state.device and paired.state.device.gate == "Porte B")
    assert paired.state.link is Link.ONLINE
    saved = paired.store.pairing()
    assert saved is not None
    assert saved.identity.device.gate == "Porte B"


async def test_a_usb_scanner(paired: Desk, fake: FakeServer) -> None:
    fake.guests[0].code = ticket(1)
    paired.typed(us_scanner(ticket(1), host="fr"))
    paired.typed(us_scanner(ticket(1), host="fr"))  # the trigger was pulled twice
    await until(lambda: paired.state.phase is Phase.VERDICT)
    assert fake.admissions == ["Zoé Lefèvre"]
    assert len(paired.store.outbox.lines()) == 1
    stored = next(iter(fake.stored.values()))
    assert stored.item["method"] == "keyboard"


async def test_name_search_and_admission(paired: Desk, fake: FakeServer) -> None:
    paired.open_search()
    paired.search("z")
    assert not paired.state.search.busy
    for query in ("zo", "zoe", "zoel"):
        paired.search(query)
    await until(lambda: paired.state.search.results)
    await until(lambda: not paired.state.search.busy)
    assert paired.state.search.results[0].name == "Zoélie Lefebvre"
    guest = paired.state.search.results[0]
    paired.choose(guest)
    await paired.admit(guest)
    assert paired.state.verdict is not None
    assert (paired.state.verdict.name, paired.state.screen) == ("Zoélie Lefebvre", Screen.SCAN)
    assert paired.store.outbox.lines()[0]["who"] == guest.id


async def test_search_says_when_it_fails(paired: Desk, fake: FakeServer) -> None:
    fake.status, fake.with_roster = 503, False
    assert paired._sync is not None
    paired._sync.names = Names()
    paired.open_search()
    paired.search("zoe")
    await until(lambda: paired.state.search.failed)


async def test_no_scans_behind_the_settings(paired: Desk) -> None:
    paired.show(Screen.SETTINGS)
    paired.scanned("ZOE")
    await asyncio.sleep(0.05)
    assert paired.store.outbox.lines() == []


async def test_out_of_order_survives_a_restart(paired: Desk, store: Store) -> None:
    paired.set_out_of_order(True)
    second = Desk(store)
    await second.start()
    assert second.state.phase is Phase.OUT_OF_ORDER
    second.set_out_of_order(False)
    assert second.state.scans
    await second.stop()


async def test_an_outbox_that_cannot_be_written_closes_the_kiosk(
    paired: Desk, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(paired.store.outbox, "ask", full)
    paired.scanned("ZOE")
    await until(lambda: paired.state.phase is Phase.OUT_OF_ORDER)
    assert fake.scan_requests == 0


async def test_a_crowd_of_codes_is_taken_in_turn(paired: Desk, fake: FakeServer) -> None:
    for code in ("ZOE", "IBRAHIM", "ANNE"):
        paired.scanned(code)
    await until(lambda: len(paired.state.recent) == 3)
    assert sorted(fake.admissions) == sorted(v.name for v in paired.state.recent)


async def test_from_the_camera_to_the_verdict(
    tmp_path: Path, store: Store, server: str, fake: FakeServer
) -> None:
    fake.guests[0].code = ticket(1)
    desk = Desk(
        store,
        camera=str(make_clip(tmp_path / "hall.avi", [ticket(1)], lead=0.2, show=0.6, tail=0.2)),
        cascade=available_decoders(),
    )
    await desk.start()
    assert desk.camera is None  # nothing to look at before pairing
    await desk.pair(PAIRING_CODE, server)
    await until(lambda: desk.state.phase is Phase.VERDICT, 5)
    assert desk.state.camera is CameraStatus.RUNNING
    assert fake.admissions == ["Zoé Lefèvre"]
    await desk.unpair()
    assert (desk.camera, desk.state.camera) == (None, CameraStatus.NONE)
    await desk.stop()


async def test_two_windows_hear_of_every_change(paired: Desk) -> None:
    seen = paired.version
    waiting = [asyncio.create_task(paired.wait_change(seen)) for _ in range(2)]
    await asyncio.sleep(0)
    paired.choose(FoundGuest(id="1", name="Zoé"))
    assert await asyncio.wait_for(asyncio.gather(*waiting), 1) == [paired.version] * 2
