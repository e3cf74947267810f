"""Whatever the order of uploads, the state is the same (CARD-3): five doors, cuts, doubles, clocks off by a day."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.checkins.models import Conflict, Device, Scan
from backend.checkins.scanning import Batch, ScanRequest, record_scans
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.tickets import ticket_code

pytestmark = pytest.mark.django_db
DOORS, GUESTS = 5, 4


@dataclass(frozen=True)
class Passed:
    """What happened at a door, in seconds before the end of the evening."""

    door: int
    guest: int
    before: int
    direction: str
    shown: str
    count: int
    undone: bool


passings = st.builds(
    Passed,
    door=st.integers(0, DOORS - 1),
    guest=st.integers(0, GUESTS - 1),
    before=st.integers(0, 7200),
    direction=st.sampled_from(["in", "in", "in", "out"]),
    shown=st.sampled_from(["admitted", "admitted", "attention", "refused", "already_in"]),
    count=st.integers(1, 3),
    undone=st.booleans(),
)
skews = st.lists(st.integers(-86_400, 86_400), min_size=DOORS, max_size=DOORS)


class Abandoned(Exception):
    """Ends a try, and takes back what it wrote."""


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(evening=st.lists(passings, min_size=1, max_size=12), skews=skews, seed=st.integers(0, 2**32))
def test_the_order_of_uploads_changes_nothing(
    door: Any, evening: list[Passed], skews: list[int], seed: int
) -> None:
    states = []
    for turn in range(3):
        try:
            with transaction.atomic():
                states.append(_lived(door, evening, skews, Random(seed), Random(turn)))
                raise Abandoned
        except Abandoned:
            pass
    assert states[0] == states[1] == states[2]


def _lived(door: Any, evening: list[Passed], skews: list[int], ids: Random, order: Random) -> Any:
    devices = [
        Device.objects.create(name=f"Borne {n}", event=door.event, gate=f"Porte {n}") for n in range(DOORS)
    ]
    long_ago = now() - timedelta(hours=1)
    guests = [
        door.guest("Une personne"),
        door.guest("Un groupe", party=3),
        door.guest("Un billet retiré", revoked_at=long_ago),
        door.guest("Un refus", answer="no", answered_at=long_ago),
    ]
    end = datetime.now(UTC)
    uploads = []
    for passed in evening:
        scan = _scan(passed, guests, end, skews, ids)
        uploads.append((passed.door, [scan]))
        if passed.undone:
            undoing = ScanRequest(scan_id=_id(ids), at=scan.at + timedelta(seconds=5), undoes=scan.scan_id)
            uploads.append((passed.door, [undoing]))
    uploads += [each for each in uploads if order.random() < 0.3]  # replies that were lost
    order.shuffle(uploads)
    for number, scans in uploads:
        sent = end + timedelta(seconds=skews[number])
        record_scans(devices[number], Batch(scans, sent_at=sent, received=end))
    return _state(guests)


def _scan(passed: Passed, guests: list[Any], end: datetime, skews: list[int], ids: Random) -> ScanRequest:
    moment = end - timedelta(seconds=passed.before) + timedelta(seconds=skews[passed.door])
    return ScanRequest(
        scan_id=_id(ids),
        at=moment,
        code=ticket_code(guests[passed.guest]),
        direction="out" if passed.direction == "out" else "in",
        gate=f"Porte {passed.door}",
        count=passed.count,
        shown=passed.shown,
    )


def _id(ids: Random) -> UUID:
    return UUID(int=ids.getrandbits(128), version=4)


def _state(guests: list[Any]) -> Any:
    for guest in guests:
        guest.refresh_from_db()
    people = [(g.attendance, g.inside, g.came, g.arrived_at and g.arrived_gate) for g in guests]
    conflicts = sorted(
        (row.kind, str(row.scan.scan_id))
        for row in Conflict.objects.filter(explained_at=None).select_related("scan")
    )
    kept = sorted((str(row.scan_id), row.let_in, row.shown) for row in Scan.objects.all())
    return people, conflicts, kept


def test_the_same_replayed_in_one_batch(door: Any) -> None:
    """A batch that holds a scan twice, and one that came before, stores each once."""
    guest = door.guest()
    scan = ScanRequest(scan_id=uuid7(), at=now(), code=ticket_code(guest), shown="admitted", count=1)
    other = replace(scan, scan_id=uuid7(), direction="out")
    first = record_scans(door.device, Batch([scan], sent_at=now(), received=now()))
    again = record_scans(door.device, Batch([scan, other, other], sent_at=now(), received=now()))
    assert [each["replayed"] for each in [*first, *again]] == [False, True, False, True]
    assert Scan.objects.count() == 2
