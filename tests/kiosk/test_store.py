"""The journal: written before it is sent, the same id for the same presentation, nothing admitted twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.client import Api
from kiosk.store import SAME_SCAN_MINUTES, Store, StoreBusy
from kiosk.wire import Identity, Pairing, ScanResult
from tests.kiosk.fake_server import FakeServer

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)


def test_the_token_is_for_its_owner_alone(store: Store, fake: FakeServer) -> None:
    store.save_pairing("https://e.fr", Pairing.model_validate({"token": "entd_secret", **fake.identity()}))
    files = [store.path, *store.path.parent.glob("*.sqlite3-*")]
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_pairing_survives_a_restart_and_can_be_forgotten(tmp_path: Path, fake: FakeServer) -> None:
    first = Store(tmp_path)
    first.save_pairing("https://e.fr", Pairing.model_validate({"token": "entd_secret", **fake.identity()}))
    first.open_scan(Identity.model_validate(fake.identity()), method="camera", code="ZOE")
    first.close()
    second = Store(tmp_path)
    saved = second.pairing()
    assert saved is not None
    assert (saved.token, saved.identity.device.gate) == ("entd_secret", "Porte A")
    second.forget_pairing()
    assert second.pairing() is None
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"entd_secret" not in kept
    assert len(second.lines()) == 1
    assert second.setting("server") == "https://e.fr"
    second.close()


def test_one_kiosk_a_folder(store: Store) -> None:
    with pytest.raises(StoreBusy):
        Store(store.path.parent)


def test_a_scan_is_on_disk_before_it_is_sent(store: Store, identity: Identity) -> None:
    scan = store.open_scan(identity, method="camera", code="ZOE", now=NOW)
    (line,) = store.lines()
    assert (line["scan_id"], line["outcome"], line["code"]) == (scan.scan_id, "undecided", "ZOE")
    assert scan.scan_id[14] == "7"


def test_an_unanswered_scan_keeps_its_id_and_content(store: Store, identity: Identity) -> None:
    first = store.open_scan(identity, method="camera", code="ZOE", now=NOW)
    moved = identity.model_copy(update={"device": identity.device.model_copy(update={"gate": "Porte B"})})
    again = store.open_scan(moved, method="keyboard", code="ZOE", now=NOW + timedelta(minutes=2))
    assert again == first  # also the gate and the hour: the same id with other content would be a conflict
    assert again.payload() == {
        "scan_id": first.scan_id,
        "at": "2026-11-21T18:30:00.000+00:00",
        "gate": "Porte A",
        "direction": "in",
        "code": "ZOE",
    }
    assert store.lines()[0]["attempts"] == 2


def test_an_answered_scan_is_over(store: Store, identity: Identity) -> None:
    first = store.open_scan(identity, method="camera", code="ZOE", now=NOW)
    store.decide(first.scan_id, "admitted", None)
    assert store.open_scan(identity, method="camera", code="ZOE", now=NOW).scan_id != first.scan_id


def test_a_rejected_scan_is_over(store: Store, identity: Identity) -> None:
    first = store.open_scan(identity, method="camera", code="ZOE", now=NOW)
    store.reject(first.scan_id, "scan_id_reused")
    assert store.open_scan(identity, method="camera", code="ZOE", now=NOW).scan_id != first.scan_id


def test_another_guest_another_code_or_a_later_hour_is_another_scan(store: Store, identity: Identity) -> None:
    first = store.open_scan(identity, method="camera", code="ZOE", now=NOW)
    others = [
        store.open_scan(identity, method="camera", code="NOEL", now=NOW),
        store.open_scan(identity, method="search", guest_id="ZOE", now=NOW),
        store.open_scan(
            identity, method="camera", code="ZOE", now=NOW + timedelta(minutes=SAME_SCAN_MINUTES + 1)
        ),
    ]
    assert len({scan.scan_id for scan in (first, *others)}) == 4


def test_totals(store: Store, identity: Identity) -> None:
    for code, outcome in {"A": "admitted", "B": "attention", "C": "already_in", "D": None}.items():
        scan = store.open_scan(identity, method="camera", code=code)
        if outcome:
            store.decide(scan.scan_id, outcome, None)
    totals = store.totals(identity)
    assert (totals.scans, totals.admitted, totals.undecided) == (4, 2, 1)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert store.totals(identity, tomorrow).undecided == 0
    other = identity.model_copy(update={"event": identity.event.model_copy(update={"id": "other"})})
    assert store.totals(other).scans == 0


def test_a_verdict_is_written_once(store: Store, identity: Identity) -> None:
    scan = store.open_scan(identity, method="camera", code="ZOE")
    store.decide(scan.scan_id, "admitted", None)
    store.decide(scan.scan_id, "already_in", "already_in")
    assert store.lines()[0]["verdict"] == "admitted"


def test_the_journal_holds_no_name(store: Store, identity: Identity) -> None:
    scan = store.open_scan(identity, method="camera", code="ZOE")
    store.decide(scan.scan_id, "admitted", None)
    assert "Lefèvre" not in repr([tuple(line) for line in store.lines()])


def _write_then_die(folder: Path, identity_json: str) -> None:
    store = Store(folder)
    store.open_scan(Identity.model_validate_json(identity_json), method="camera", code="ZOE")
    os.kill(os.getpid(), signal.SIGKILL)


async def test_killed_between_write_and_send_nothing_is_admitted_and_nothing_twice(
    tmp_path: Path, fake: FakeServer, server: str, identity: Identity
) -> None:
    """RF-13: after the restart the line is there, undecided; presented again, it is admitted once."""
    process = multiprocessing.get_context("spawn").Process(
        target=_write_then_die, args=(tmp_path, identity.model_dump_json())
    )
    process.start()
    process.join(20)
    assert process.exitcode == -signal.SIGKILL

    store = Store(tmp_path)
    (line,) = store.lines()
    assert line["outcome"] == "undecided"
    assert fake.admissions == []

    api = Api(server, fake.token)
    replayed = []
    for _ in range(3):  # three presentations, each of whose answers is lost with the power
        scan = store.open_scan(identity, method="camera", code="ZOE")
        assert scan.scan_id == line["scan_id"]
        answer = await api.send_scan(scan)
        assert isinstance(answer, ScanResult)
        assert answer.verdict == "admitted"
        replayed.append(answer.replayed)
    assert replayed == [False, True, True]
    assert fake.admissions == ["Zoé Lefèvre"]
    await api.close()
    store.close()
