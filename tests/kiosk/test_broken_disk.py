"""A kiosk whose files are broken starts, saves what can be read, and keeps the rest (CARD-3)."""

from pathlib import Path

import pytest

from kiosk.scans import Alone
from kiosk.store import Store
from kiosk.wire import Identity

ADMITTED = Alone("admitted", count=1)
SCANS = 400


@pytest.fixture
def full(tmp_path: Path, identity: Identity) -> Path:
    store = Store(tmp_path)
    for number in range(SCANS):
        store.outbox.record(identity, ADMITTED, code=f"CODE {number}")
    store.set_setting("language", "en")
    store.close()
    return tmp_path


def _overwrite(path: Path, at: float, size: int) -> None:
    """SIZE bytes of the file, from AT of it on, are noise."""
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * at) // 4096 * 4096)
        file.write(b"\xff\x13" * (size // 2))


def test_what_can_be_read_of_a_broken_outbox_goes_on(full: Path, identity: Identity) -> None:
    _overwrite(full / "kiosk.sqlite3", 0.5, 8192)
    store = Store(full)
    saved = len(store.outbox.lines())
    assert SCANS * 0.5 < saved <= SCANS
    assert len(store.outbox.waiting(identity, limit=SCANS)) == saved
    assert [path.name for path in full.glob("kiosk.sqlite3.broken-*")]
    store.outbox.record(identity, ADMITTED, code="ANOTHER")
    store.close()
    again = Store(full)
    assert len(again.outbox.lines()) == saved + 1
    again.close()


@pytest.mark.parametrize("name", ["kiosk.sqlite3", "roster.sqlite3"])
def test_a_file_that_is_none_does_not_stop_the_kiosk(full: Path, identity: Identity, name: str) -> None:
    (full / name).write_bytes(b"<html>not a database</html>" * 500)
    store = Store(full)
    store.outbox.record(identity, ADMITTED, code="ANOTHER")
    assert len(store.outbox.lines()) == (1 if name == "kiosk.sqlite3" else SCANS + 1)
    assert list(full.glob(f"{name}.broken-*"))
    store.close()


def test_a_whole_file_stays(full: Path) -> None:
    store = Store(full)
    assert (len(store.outbox.lines()), store.setting("language")) == (SCANS, "en")
    assert not list(full.glob("*.broken-*"))
    store.close()
