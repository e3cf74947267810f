"""Old board + changes = a fresh fetch, however the doors upload (CARD-1, CARD-4)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.checkins.models import Device, Scan
from backend.checkins.queries import board_of
from backend.checkins.scanning import Batch, ScanRequest, record_scans
from backend.checkins.scanning.requests import WalkIn
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.tickets import ticket_code
from backend.live.replay import changes_after

pytestmark = pytest.mark.django_db
GATES = ("A", "B")


@dataclass(frozen=True)
class Passed:
    """SECONDS before the end of the evening; ALONE: by a kiosk without network, whose verdict was SHOWN later or at
    once. BATCH: what one kiosk sends together."""

    guest: int
    gate: int
    before: int
    direction: str
    count: int
    alone: str
    undone: bool
    batch: int


passings = st.builds(
    Passed,
    guest=st.integers(0, 4),
    gate=st.integers(0, 1),
    before=st.integers(0, 600),
    direction=st.sampled_from(["in", "in", "in", "out"]),
    count=st.integers(1, 3),
    alone=st.sampled_from(["", "", "shown", "shown", "shown later", "refused later"]),
    undone=st.sampled_from([False, False, False, True]),
    batch=st.integers(0, 3),
)


class Abandoned(Exception):
    """Ends a try, and takes back what it wrote."""


HALVES = [
    Passed(1, gate, before, "in", 1, "shown", undone=False, batch=0) for gate, before in ((0, 300), (1, 0))
]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(evening=st.lists(passings, min_size=1, max_size=10), seed=st.integers(0, 2**32))
@example(evening=HALVES, seed=0)
def test_a_board_that_follows_is_a_board_asked_for(door: Any, evening: list[Passed], seed: int) -> None:
    try:
        with transaction.atomic():
            _live(door, evening, Random(seed))
            _check_that_the_migration_counts_the_same()
            raise Abandoned
    except Abandoned:
        pass


def _live(door: Any, evening: list[Passed], chance: Random) -> None:
    device = Device.objects.create(name="Borne", event=door.event, gate="A")
    guests = [door.guest(f"Invité {party}", party=party) for party in (1, 2, 3, 4)]
    end, walk_in = now(), uuid7()
    batches: dict[int, list[ScanRequest]] = {}
    for passed in evening:
        batches.setdefault(passed.batch, []).extend(_scans(passed, guests, walk_in, end))
    followed = Followed(door.event)
    for scans in batches.values():
        chance.shuffle(scans)
        for sent in _sent(scans, chance):
            record_scans(device, Batch(sent, sent_at=end, received=end))
            followed.check()


def _check_that_the_migration_counts_the_same() -> None:
    scans = Scan.objects.order_by("pk")
    kept = list(scans.values_list("pk", "brought"))
    scans.update(brought=0)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    import_module("backend.checkins.migrations.0006_brought").count(
        None, SimpleNamespace(connection=connection)
    )
    assert list(scans.values_list("pk", "brought")) == kept


def _sent(scans: list[ScanRequest], chance: Random) -> list[list[ScanRequest]]:
    """What a kiosk sends: all together, some of it again, or each alone."""
    if chance.random() < 0.3:
        return [[scan] for scan in scans]
    return [scans, chance.sample(scans, 1)] if chance.random() < 0.3 else [scans]


def _scans(passed: Passed, guests: list[Any], walk_in: UUID, end: datetime) -> list[ScanRequest]:
    at, scan_id = end - timedelta(seconds=passed.before), uuid7()
    whom: dict[str, Any] = (
        {"walk_in": WalkIn(walk_in, "Paul Petit")}
        if passed.guest == len(guests)
        else {"code": ticket_code(guests[passed.guest])}
    )
    what: dict[str, Any] = {
        **whom,
        "scan_id": scan_id,
        "at": at,
        "gate": GATES[passed.gate],
        "direction": passed.direction,
        "count": passed.count,
    }
    shown = {"shown": "admitted", "shown later": "admitted", "refused later": "refused"}.get(passed.alone, "")
    scans = [ScanRequest(**what)] if shown == "" or "later" in passed.alone else []
    scans += [ScanRequest(**what, shown=shown)] if shown else []
    if passed.undone:
        scans.append(ScanRequest(scan_id=uuid7(), at=at + timedelta(seconds=5), undoes=scan_id))
    return scans


class Followed:
    """A board as a screen keeps it: what it asked for once, moved by every change since."""

    def __init__(self, event: Any) -> None:
        board = board_of(event)
        self._event, self._cursor = event, board["cursor"]
        self._totals = Counter(board["totals"])
        self._curve = _points(board["arrivals_curve"])
        self._arrivals = {row["guest_id"]: row for row in map(_arrival, board["last_arrivals"])}

    def check(self) -> None:
        for change in changes_after(f"event:{self._event.pk}", self._cursor):
            self._cursor = change["cursor"]
            if change["kind"] == "guest_moved":
                self._move(change["data"])
        fresh = board_of(self._event)
        assert _there(self._curve) == _there(_points(fresh["arrivals_curve"]))
        assert sum(self._curve.values()) == fresh["totals"]["arrived"]
        assert self._totals == Counter(fresh["totals"])
        arrivals = {row["guest_id"]: row for row in map(_arrival, fresh["last_arrivals"])}
        assert self._arrivals == arrivals

    def _move(self, data: dict[str, Any]) -> None:
        for entry in data["entries"]:
            self._curve[datetime.fromisoformat(entry["at"]), entry["gate"]] += entry["count"]
        self._totals.update(_counts(data["after"]))
        self._totals.subtract(_counts(data["before"]))
        after = data["after"]
        self._arrivals.pop(data["guest_id"], None)
        if after["came"]:
            self._arrivals[data["guest_id"]] = {
                "guest_id": data["guest_id"],
                "at": datetime.fromisoformat(after["arrived_at"]),
                "gate": after["arrived_gate"],
                "verdict": after["arrived_verdict"],
                "came": after["came"],
            }


def _points(curve: list[dict[str, Any]]) -> Counter[tuple[datetime, str]]:
    return Counter({(point["at"], point["gate"]): point["count"] for point in curve})


def _there(points: Counter[Any]) -> dict[Any, int]:
    return {key: count for key, count in points.items() if count}


def _counts(standing: dict[str, Any] | None) -> dict[str, int]:
    """What a guest who said yes, or came without an invitation, adds to the figures (backend/events/figures.py)."""
    if standing is None:
        return {}
    party, came, walk_in = standing["party"], standing["came"], standing["walk_in"]
    invited = 0 if walk_in else party
    missing = 0 if walk_in else max(0, party - came)
    return {
        "invited": invited, "expected": invited, "arrived": came, "present": standing["inside"], "missing": missing,
        "walk_ins": came if walk_in else 0,
    }  # fmt: skip


def _arrival(row: dict[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in ("at", "gate", "verdict", "came")}
    return {"guest_id": str(row["guest_id"]), **kept}


def test_two_halves_in_one_upload_are_two_points(door: Any, send: Callable[..., Any]) -> None:
    """What one change says: each half with its own minute and gate."""
    party, moment = door.guest("Anne Roy", party=4), now()
    code = ticket_code(party)
    earlier = moment - timedelta(minutes=20)
    send(
        door.scan(code, count=2, gate="A", shown="admitted", at=earlier.isoformat()),
        door.scan(code, count=2, gate="B", shown="admitted", at=moment.isoformat()),
    )
    (data,) = (change["data"] for change in changes_after(f"event:{door.event.pk}", 0))
    assert [(entry["gate"], entry["count"]) for entry in data["entries"]] == [("A", 2), ("B", 2)]
