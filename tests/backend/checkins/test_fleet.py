"""What kiosks tell of themselves, and where the server sends them (CARD-3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.checkins.fleet.beats import SILENT_AFTER
from backend.checkins.models import Device
from backend.core.clock import now
from backend.live.audience import may_follow
from backend.live.models import Change
from tests.backend.checkins.roster_copy import copy_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def beat(api: Callable[..., Any], door: Any) -> Callable[..., Any]:
    """The answer to a heartbeat of the kiosk."""

    def send(**facts: Any) -> Any:
        body = {"sent_at": now().isoformat(), "app_version": "2", "queue": 0} | facts
        answer = api(token=door.token).post("/devices/heartbeat", body)
        return answer.json() if answer.status_code == 200 else answer

    return send


@pytest.fixture
def shown(api: Callable[..., Any], cast: Any) -> Callable[[], dict[str, Any]]:
    """The one kiosk, as the page of the fleet shows it."""

    def read() -> dict[str, Any]:
        [device] = api(cast.admin).get("/devices").json()["items"]
        return dict(device)

    return read


def changes() -> int:
    return Change.objects.filter(audience="devices").count()


def test_a_kiosk_tells_how_it_is(beat: Callable[..., Any], shown: Callable[[], dict[str, Any]]) -> None:
    assert shown()["health"]["queue"] is None  # it said nothing yet
    beat(
        queue=3, oldest_unsent_age=60, battery=80, charging=False, disk_free_mb=9_000, camera="ok", sound="missing",
        roster_age=5, roster_rows=40, test_scan={"passed": True, "age": 30},
    )  # fmt: skip
    device = shown()
    health = device["health"]
    assert (device["app_version"], health["queue"], health["battery"], health["charging"]) == (
        "2",
        3,
        80,
        False,
    )
    assert (health["camera"], health["sound"], health["roster_rows"]) == ("ok", "missing", 40)
    assert health["oldest_unsent_at"] < health["test_scan"]["at"] < health["roster_at"]
    assert health["test_scan"]["passed"] is True


def test_its_clock_is_measured(beat: Callable[..., Any], shown: Callable[[], dict[str, Any]]) -> None:
    answer = beat(sent_at=(now() + timedelta(hours=1)).isoformat())
    assert abs(answer["skew_ms"] - 3_600_000) < 2_000
    first = shown()["skew_ms"]
    beat(sent_at=(now() + timedelta(hours=1, milliseconds=300)).isoformat())
    assert shown()["skew_ms"] == first  # what the way takes is no change of the clock


def test_it_is_told_where_it_stands_at_the_next_beat(
    api: Callable[..., Any], cast: Any, door: Any, make_event: Callable[..., Any], beat: Callable[..., Any]
) -> None:
    other = make_event("Vœux à la presse")
    body = {"name": "Hall", "gate": "Porte C", "event_id": str(other.pk)}
    moved = api(cast.admin).patch(f"/devices/{door.device.pk}", body)
    assert (moved.status_code, moved.json()["event_title"]) == (200, "Vœux à la presse")
    answer = beat()
    assert answer["device"] == {"id": str(door.device.pk), "name": "Hall", "gate": "Porte C"}
    assert answer["event"]["title"] == "Vœux à la presse"
    page = api(token=door.token).get("/checkins/roster").json()
    assert page["event"]["id"] == str(other.pk)


def test_what_is_not_given_stays(api: Callable[..., Any], cast: Any, door: Any) -> None:
    moved = api(cast.admin).patch(f"/devices/{door.device.pk}", {"gate": ""}).json()
    assert (moved["name"], moved["gate"], moved["event_id"]) == ("Borne 1", "", str(door.event.pk))


def test_nobody_sends_a_kiosk_where_there_is_no_event(api: Callable[..., Any], cast: Any, door: Any) -> None:
    for body in ({"event_id": str(door.device.pk)}, {"name": ""}, {"name": "x" * 81}, {"gate": None, "x": 1}):
        assert api(cast.admin).patch(f"/devices/{door.device.pk}", body).status_code in (404, 422)


def test_the_move_is_traced(api: Callable[..., Any], cast: Any, door: Any) -> None:
    admin = api(cast.admin)
    admin.patch(f"/devices/{door.device.pk}", {"gate": "Porte D"})
    assert "Porte D" in admin.get(f"/devices/{door.device.pk}/history").content.decode()


def test_it_learns_whether_its_roster_is_that_of_now(
    api: Callable[..., Any], door: Any, beat: Callable[..., Any], send: Callable[..., Any]
) -> None:
    guest = door.guest()
    copy = copy_for(api(token=door.token)).catch_up()
    assert beat()["roster_current"] is False
    assert beat(roster_since="nonsense")["roster_current"] is False
    assert beat(roster_since=copy.since)["roster_current"] is True
    send(door.scan(guest_id=str(guest.pk)))
    assert beat(roster_since=copy.since)["roster_current"] is False


def test_a_drill_is_asked_for_until_it_was_made(
    api: Callable[..., Any], cast: Any, door: Any, beat: Callable[..., Any]
) -> None:
    old = {"passed": True, "age": 3_600}
    assert beat(drill=old)["orders"] == []
    asked = api(cast.admin).post(f"/devices/{door.device.pk}/drill").json()
    assert asked["drill_asked_at"]
    assert beat(drill=old)["orders"] == ["drill"]
    Device.objects.update(drill_asked_at=now() - timedelta(seconds=10))
    assert beat(drill={"passed": False, "age": 2, "detail": "liste vide"})["orders"] == []


def test_a_revoked_kiosk_is_told_at_its_next_beat(
    api: Callable[..., Any], cast: Any, door: Any, beat: Callable[..., Any]
) -> None:
    api(cast.admin).post(f"/devices/{door.device.pk}/revoke")
    answer = beat()
    assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")


def test_the_page_moves_by_itself_and_not_at_every_beat(
    api: Callable[..., Any], cast: Any, door: Any, beat: Callable[..., Any]
) -> None:
    beat(roster_age=1)
    before = changes()
    for _ in range(3):
        beat(roster_age=1)
    assert changes() == before
    beat(roster_age=1, queue=4)
    assert changes() == before + 1
    Device.objects.update(last_seen_at=now() - SILENT_AFTER - timedelta(seconds=1))
    beat(roster_age=1, queue=4)
    assert changes() == before + 2
    api(cast.admin).patch(f"/devices/{door.device.pk}", {"gate": "Porte B"})
    api(cast.admin).post(f"/devices/{door.device.pk}/revoke")
    assert changes() == before + 4
    change = Change.objects.filter(audience="devices").last()
    assert change is not None
    assert change.data == {"id": str(door.device.pk)}


def test_who_may_follow_the_fleet(cast: Any) -> None:
    assert {name for name, user in cast if may_follow(user, "devices")} == {"admin"}
    assert not may_follow(cast.admin, "devices:1")


@pytest.mark.parametrize(
    "facts",
    [{"queue": -1}, {"battery": 101}, {"camera": "maybe"}, {"sent_at": "2026-11-25T12:00:00"}, {"x": 1}],
)
def test_nonsense_is_refused(beat: Callable[..., Any], facts: dict[str, Any]) -> None:
    assert beat(**facts).status_code == 422
