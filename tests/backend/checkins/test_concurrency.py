"""Two kiosks, one guest, the same instant: exactly one admission, on a real PostgreSQL (CARD-3)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from backend.checkins.models import Scan
from backend.checkins.scanning import Batch, ScanRequest, record_scans
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.tickets import ticket_code
from backend.live.models import Change

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20


def _at_once(work: Callable[[int], Any]) -> list[Any]:
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=20)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def _request(code: str, scan_id: Any) -> ScanRequest:
    return ScanRequest(scan_id=scan_id, code=code, at=now())


def _record(door: Any, *scans: ScanRequest) -> list[dict[str, Any]]:
    return record_scans(door.device, Batch([*scans], sent_at=now(), received=now()))


def test_twenty_scans_of_one_guest_admit_once(door: Any) -> None:
    guest = door.guest()
    code = ticket_code(guest)
    results = _at_once(lambda _: _record(door, _request(code, uuid7()))[0])
    assert Counter(result["verdict"] for result in results) == {"admitted": 1, "already_in": AT_ONCE - 1}
    assert Scan.objects.filter(verdict="admitted").count() == 1
    changes = Change.objects.filter(audience=f"event:{door.event.pk}")
    assert [change.cursor for change in changes.order_by("cursor")] == [1]


def test_twenty_uploads_of_one_scan_store_it_once(door: Any) -> None:
    guest = door.guest()
    scan = _request(ticket_code(guest), uuid7())
    results = _at_once(lambda _: _record(door, scan)[0])
    assert {result["verdict"] for result in results} == {"admitted"}
    assert sum(not result["replayed"] for result in results) == 1
    assert Scan.objects.count() == 1


def test_twenty_guests_at_once_keep_the_cursor_without_a_hole(door: Any) -> None:
    codes = [ticket_code(door.guest(f"Invité {number}")) for number in range(AT_ONCE)]
    results = _at_once(lambda n: _record(door, _request(codes[n], uuid7()))[0])
    assert {result["verdict"] for result in results} == {"admitted"}
    changes = Change.objects.filter(audience=f"event:{door.event.pk}").order_by("cursor")
    assert [change.cursor for change in changes] == list(range(1, AT_ONCE + 1))


def test_batches_that_cross_each_other_admit_each_guest_once(door: Any) -> None:
    codes = [ticket_code(door.guest(f"Invité {number}")) for number in range(10)]

    def upload(number: int) -> list[dict[str, Any]]:
        order = codes if number % 2 else codes[::-1]
        return _record(door, *(_request(code, uuid7()) for code in order))

    results = [each for batch in _at_once(upload) for each in batch]
    assert Counter(each["verdict"] for each in results) == {"admitted": 10, "already_in": 10 * (AT_ONCE - 1)}
