"""What is on the disk: for its owner alone, whole after a power cut, and no more of it than is needed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.client import Api
from kiosk.outbox import SAME_SCAN_MINUTES, Outbox
from kiosk.scans import Alone, Pending
from kiosk.store import Store, StoreBusy
from kiosk.wire import Identity, Pairing, ScanResult
from tests.kiosk.fake_server import FakeServer

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
ADMITTED = Alone("admitted", "", 1, who="guest")


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return store.outbox


def answer(scan_id: str, verdict: str = "admitted", **more: object) -> ScanResult:
    return ScanResult.model_validate({"scan_id": scan_id, "verdict": verdict, **more})


def sent(outbox: Outbox, identity: Identity) -> list[Pending]:
    return outbox.waiting(identity)


def test_what_is_kept_is_for_its_owner_alone(store: Store, fake: FakeServer) -> None:
    store.save_pairing("https://e.fr", Pairing.model_validate({"token": "entd_secret", **fake.identity()}))
    files = list(store.folder.glob("*.sqlite3*"))
    assert {"kiosk.sqlite3", "roster.sqlite3"} <= {file.name for file in files}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_pairing_survives_a_restart_and_can_be_forgotten(tmp_path: Path, fake: FakeServer) -> None:
    first = Store(tmp_path)
    first.save_pairing("https://e.fr", Pairing.model_validate({"token": "entd_secret", **fake.identity()}))
    first.outbox.ask(Identity.model_validate(fake.identity()), method="camera", code="ZOE")
    first.close()
    second = Store(tmp_path)
    saved = second.pairing()
    assert saved is not None
    assert (saved.token, saved.identity.device.gate) == ("entd_secret", "Porte A")
    second.forget_pairing()
    assert second.pairing() is None
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"entd_secret" not in kept
    assert len(second.outbox.lines()) == 1
    assert second.setting("server") == "https://e.fr"
    second.close()


def test_one_kiosk_a_folder(store: Store) -> None:
    with pytest.raises(StoreBusy):
        Store(store.path.parent)


def test_a_scan_is_on_disk_before_it_is_asked(outbox: Outbox, identity: Identity) -> None:
    scan = outbox.ask(identity, method="camera", code="ZOE", now=NOW)
    (line,) = outbox.lines()
    assert (line["scan_id"], line["state"], "ZOE" in line["item"]) == (scan.scan_id, "asking", True)
    assert scan.scan_id[14] == "7"
    assert scan.payload() == {
        "scan_id": scan.scan_id,
        "at": "2026-11-21T18:30:00.000+00:00",
        "gate": "Porte A",
        "direction": "in",
        "code": "ZOE",
        "method": "camera",
        "mono_ms": scan.mono_ms,
        "boot_id": scan.boot_id,
    }


def test_a_kiosk_without_a_gate_sends_what_it_kept(outbox: Outbox, identity: Identity) -> None:
    nowhere = identity.model_copy(update={"device": identity.device.model_copy(update={"gate": ""})})
    scan = outbox.record(nowhere, ADMITTED, code="ZOE")
    assert [pending.scan for pending in sent(outbox, nowhere)] == [scan]


def test_whose_verdict_nobody_saw_keeps_its_id_and_content(outbox: Outbox, identity: Identity) -> None:
    first = outbox.ask(identity, method="camera", code="ZOE", now=NOW)
    moved = identity.model_copy(update={"device": identity.device.model_copy(update={"gate": "Porte B"})})
    again = outbox.ask(moved, method="camera", code="ZOE", now=NOW + timedelta(minutes=2))
    assert again == first  # also the gate and the hour: the same id with other content is refused
    assert outbox.lines()[0]["attempts"] == 2


@pytest.mark.parametrize("how", ["answered", "decided", "set apart"])
def test_whose_verdict_was_seen_is_over(outbox: Outbox, identity: Identity, how: str) -> None:
    first = outbox.ask(identity, code="ZOE", now=NOW)
    if how == "answered":
        outbox.answered([answer(first.scan_id)])
    elif how == "decided":
        outbox.decide(first.scan_id, ADMITTED)
    else:
        outbox.set_apart(first.scan_id, "invalid")
    assert outbox.ask(identity, code="ZOE", now=NOW).scan_id != first.scan_id


def test_another_guest_code_number_or_a_later_hour_is_another_scan(
    outbox: Outbox, identity: Identity
) -> None:
    later = NOW + timedelta(minutes=SAME_SCAN_MINUTES + 1)
    scans = [
        outbox.ask(identity, code="ZOE", now=NOW),
        outbox.ask(identity, code="NOEL", now=NOW),
        outbox.ask(identity, guest_id="ZOE", now=NOW),
        outbox.ask(identity, code="ZOE", count=2, now=NOW),
        outbox.ask(identity, code="ZOE", direction="out", now=NOW),
        outbox.ask(identity, code="ZOE", now=later),
    ]
    assert len({scan.scan_id for scan in scans}) == 6


def test_the_kiosks_own_verdict_and_the_scan_are_one_transaction(outbox: Outbox, identity: Identity) -> None:
    scan = outbox.record(identity, ADMITTED, code="ZOE", method="camera")
    (line,) = outbox.lines()
    assert (line["state"], line["verdict"], line["let_in"]) == ("waiting", "admitted", 1)
    (pending,) = sent(outbox, identity)
    assert pending.scan == scan
    assert pending.payload()["shown"] == "admitted"


def test_a_verdict_that_was_asked_for_and_never_came(outbox: Outbox, identity: Identity) -> None:
    """CARD-3: alone, the kiosk answers under the id that it had asked with."""
    asked = outbox.ask(identity, code="ZOE")
    scan = outbox.record(identity, ADMITTED, code="ZOE")
    assert scan.scan_id == asked.scan_id
    assert len(outbox.lines()) == 1


def test_who_is_not_on_the_list_waits_for_the_staff(outbox: Outbox, identity: Identity) -> None:
    unknown = Alone("refused", "unknown", who="ticket:1", held=True)
    let_in, left = (outbox.record(identity, unknown, code=code) for code in ("A", "B"))
    assert sent(outbox, identity) == []
    assert outbox.release(let_in.scan_id, lets_in=True)
    assert not outbox.release(let_in.scan_id, lets_in=False)  # too late to think again
    assert [each.shown for each in sent(outbox, identity)] == ["admitted"]
    assert outbox.let_go(busy=[left.scan_id]) == 0
    assert outbox.let_go() == 1
    assert [each.shown for each in sent(outbox, identity)] == ["admitted", "refused"]


def test_what_nobody_saw_is_sent_as_refused(outbox: Outbox, identity: Identity) -> None:
    outbox.ask(identity, code="ZOE", now=NOW)
    assert outbox.let_go(older_than=30, now=NOW + timedelta(seconds=29)) == 0
    assert outbox.let_go(older_than=30, now=NOW + timedelta(seconds=30)) == 1
    assert [each.shown for each in sent(outbox, identity)] == ["refused"]


def test_what_the_server_has_leaves_neither_code_nor_name(store: Store, identity: Identity) -> None:
    outbox = store.outbox
    walk_in = {"guest_id": "0198a1b2-0000-7000-8000-00000000000a", "name": "Perceval Inconnu"}
    outbox.record(identity, ADMITTED, code="SECRETCODE")
    outbox.record(identity, ADMITTED, walk_in=walk_in)
    outbox.answered([answer(each.scan.scan_id) for each in sent(outbox, identity)])
    store.forget_what_was_sent()
    kept = b"".join(file.read_bytes() for file in store.folder.iterdir())
    assert b"SECRETCODE" not in kept
    assert "Perceval" not in kept.decode(errors="replace")
    assert len(outbox.lines()) == 2


def test_results_are_matched_by_id_and_what_has_none_stays(outbox: Outbox, identity: Identity) -> None:
    scans = [outbox.record(identity, ADMITTED, code=code) for code in "ABC"]
    assert outbox.answered([answer("another"), answer(scans[1].scan_id)]) == 1
    assert [each.scan.code for each in sent(outbox, identity)] == ["A", "C"]


def test_a_problem_is_set_apart_and_can_be_tried_again(outbox: Outbox, identity: Identity) -> None:
    scan = outbox.record(identity, ADMITTED, code="A")
    outbox.answered([answer(scan.scan_id, "refused", problem="scan_id_reused")])
    assert sent(outbox, identity) == []
    totals = outbox.totals(identity)
    assert (totals.to_send, totals.problems) == (0, 1)
    assert outbox.problems()[0]["problem"] == "scan_id_reused"
    outbox.retry_problems()
    assert [each.shown for each in sent(outbox, identity)] == ["admitted"]


def test_undoing_goes_out_once_and_after_its_scan(outbox: Outbox, identity: Identity) -> None:
    scan = outbox.record(identity, ADMITTED, code="A")
    undoing = outbox.undo(identity, scan.scan_id)
    assert undoing is not None
    assert outbox.undo(identity, scan.scan_id) is None
    first, second = sent(outbox, identity)
    assert (first.scan, second.payload()["undoes"]) == (scan, scan.scan_id)
    assert "shown" not in second.payload()
    assert outbox.totals(identity).admitted == 0


def test_totals(outbox: Outbox, identity: Identity) -> None:
    for code, verdict in {"A": "admitted", "B": "attention", "C": "already_in", "D": None}.items():
        scan = outbox.ask(identity, code=code)
        if verdict:
            outbox.answered([answer(scan.scan_id, verdict)])
    totals = outbox.totals(identity)
    assert (totals.scans, totals.admitted, totals.to_send) == (4, 2, 1)
    other = identity.model_copy(update={"event": identity.event.model_copy(update={"id": "other"})})
    assert outbox.totals(other).admitted == 0


def test_another_pairing_sends_all_that_this_machine_holds(outbox: Outbox, identity: Identity) -> None:
    """Tried or not, and one event at a time: a revoked kiosk that is paired anew has lost nothing."""
    kept, doubtful = (outbox.record(identity, ADMITTED, code=code) for code in "AB")
    outbox.tried([each for each in sent(outbox, identity) if each.scan == doubtful])
    device = identity.device.model_copy(update={"id": "another"})
    anew = identity.model_copy(update={"device": device})
    assert [each.scan for each in sent(outbox, anew)] == [kept, doubtful]
    elsewhere = identity.model_copy(update={"event": identity.event.model_copy(update={"id": "elsewhere"})})
    third = outbox.record(elsewhere, ADMITTED, code="C")
    assert {each.event_id for each in sent(outbox, elsewhere)} == {identity.event.id}
    outbox.answered([answer(kept.scan_id), answer(doubtful.scan_id)])
    assert [(each.scan, each.event_id) for each in sent(outbox, elsewhere)] == [(third, "elsewhere")]


def test_the_answer_to_a_scan_keeps_what_was_shown(outbox: Outbox, identity: Identity) -> None:
    scan = outbox.record(identity, ADMITTED, code="A")
    outbox.answered([answer(scan.scan_id, "refused", reason="revoked")])
    assert outbox.lines()[0]["verdict"] == "admitted"


def test_old_scans_go_and_unsent_ones_stay(outbox: Outbox, identity: Identity) -> None:
    first, _ = (outbox.record(identity, ADMITTED, code=code, now=NOW) for code in "AB")
    outbox.answered([answer(first.scan_id)])
    outbox.clean(NOW + timedelta(days=13))
    assert len(outbox.lines()) == 2
    outbox.clean(NOW + timedelta(days=365))
    assert [line["state"] for line in outbox.lines()] == ["waiting"]


def _write_then_die(folder: Path, identity_json: str) -> None:
    store = Store(folder)
    store.outbox.ask(Identity.model_validate_json(identity_json), method="camera", code="ZOE")
    os.kill(os.getpid(), signal.SIGKILL)


async def test_killed_between_write_and_answer_nothing_is_admitted_twice(
    tmp_path: Path, fake: FakeServer, server: str, identity: Identity
) -> None:
    """RF-13: after the restart the line is there, unseen; presented again, it is admitted once."""
    process = multiprocessing.get_context("spawn").Process(
        target=_write_then_die, args=(tmp_path, identity.model_dump_json())
    )
    process.start()
    process.join(20)
    assert process.exitcode == -signal.SIGKILL

    store = Store(tmp_path)
    (line,) = store.outbox.lines()
    assert (line["state"], fake.admissions) == ("asking", [])

    api = Api(server, fake.token)
    replayed = []
    for _ in range(3):  # three presentations, each of whose answers is lost with the power
        scan = store.outbox.ask(identity, method="camera", code="ZOE")
        assert scan.scan_id == line["scan_id"]
        told = await api.ask(scan)
        assert isinstance(told, tuple)
        assert told[0].verdict == "admitted"
        replayed.append(told[0].replayed)
    assert replayed == [False, True, True]
    assert fake.admissions == ["Zoé Lefèvre"]
    await api.close()
    store.close()
