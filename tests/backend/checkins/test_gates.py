"""The doors of an event, set by who manages it (RF-13, CARD-3): hours, capacity, PIN, gates; kiosks follow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.checkins.models import Device
from backend.checkins.services import add_device
from backend.core.actor import task
from backend.core.clock import now
from backend.core.trace import history_of
from backend.events.models import Gate
from backend.events.tickets import ticket_code
from kiosk.supervisor import is_pin
from tests.conftest import Cast

Put = Callable[..., Any]


@pytest.fixture
def put(api: Callable[..., Any], cast: Cast, door: Any) -> Put:
    """Set the doors as USER (the administrator), at the version that is there; the answer."""

    def send(user: Any = None, version: int | None = None, **wish: Any) -> Any:
        door.event.refresh_from_db()
        body = {"version": version or door.event.version, **wish}
        return api(user or cast.admin).post(f"/events/{door.event.pk}/doors", body)

    return send


def test_doors_are_set_and_read_again(api: Callable[..., Any], cast: Cast, door: Any, put: Put) -> None:
    opens, closes = now() + timedelta(minutes=30), now() + timedelta(hours=3)
    hall = {"name": "Porte A", "zone": "Hall", "categories": ["Presse"], "opens_at": opens.isoformat()}
    answer = put(
        open_at=opens.isoformat(), close_at=closes.isoformat(), capacity=300, pin="204815", gates=[hall]
    )
    assert answer.status_code == 200, answer.json()
    shown = api(cast.editor).get(f"/events/{door.event.pk}/doors").json()
    assert (shown["capacity"], shown["has_pin"], shown["elsewhere"]) == (300, True, [])
    (gate,) = shown["gates"]
    assert (gate["name"], gate["zone"], gate["categories"], gate["closes_at"]) == (
        "Porte A",
        "Hall",
        ["Presse"],
        None,
    )
    assert [kiosk["name"] for kiosk in gate["kiosks"]] == ["Borne 1"]
    assert "204815" not in str(shown)
    assert "override_pin" not in str(shown)


def test_a_kiosk_learns_them_with_its_roster(
    api: Callable[..., Any], door: Any, put: Put, send: Callable[..., Any]
) -> None:
    kiosk = api(token=door.token)
    assert (
        put(capacity=1, pin="204815", gates=[{"name": "Porte A", "categories": ["Mécènes"]}]).status_code
        == 200
    )
    facts = kiosk.get("/checkins/roster").json()["event"]
    assert (facts["capacity"], facts["gates"][0]["categories"]) == (1, ["Mécènes"])
    assert is_pin("204815", facts["override_pin"])
    assert not is_pin("204816", facts["override_pin"])
    assert send(door.scan(ticket_code(door.guest(category="Presse"))))[0]["reason"] == "wrong_gate"

    assert put(pin="", gates=[{"name": "Porte A"}]).status_code == 200
    assert kiosk.get("/checkins/roster").json()["event"]["override_pin"] is None
    first, second = (door.guest(name) for name in ("Anne Le Goff", "Zoé Martin"))
    put(capacity=1, gates=[{"name": "Porte A"}])
    assert send(door.scan(ticket_code(first)))[0]["verdict"] == "admitted"
    assert send(door.scan(ticket_code(second)))[0]["reason"] == "quota_full"


def test_the_pin_stays_unless_it_is_said(door: Any, put: Put) -> None:
    put(pin="204815")
    door.event.refresh_from_db()
    kept = door.event.override_pin
    assert put(capacity=20).json()["has_pin"]
    door.event.refresh_from_db()
    assert door.event.override_pin == kept
    traces = str([entry.changes for entry in history_of([door.event])])
    assert "capacity" in traces
    assert "pin" not in traces


def test_kiosks_follow_a_gate_that_is_renamed(door: Any, put: Put) -> None:
    a, b = put(gates=[{"name": "Porte A"}, {"name": "Porte B"}]).json()["gates"]
    _, _ = add_device(task("tests"), name="Borne 2", event=door.event, gate="Porte B")
    answer = put(gates=[{"id": b["id"], "name": "Porte A"}, {"id": a["id"], "name": "Porte B"}])
    assert [
        (gate["name"], [kiosk["name"] for kiosk in gate["kiosks"]]) for gate in answer.json()["gates"]
    ] == [
        ("Porte A", ["Borne 2"]),
        ("Porte B", ["Borne 1"]),
    ]
    assert Device.objects.get(name="Borne 1").gate == "Porte B"


def test_a_gate_where_a_kiosk_stands_does_not_go(door: Any, put: Put) -> None:
    put(gates=[{"name": "Porte A"}])
    answer = put(gates=[])
    assert (answer.status_code, "Borne 1" in answer.json()["detail"]) == (409, True)
    assert Gate.objects.count() == 1
    Device.objects.update(revoked_at=now())
    assert put(gates=[]).json()["gates"] == []


@pytest.mark.parametrize(
    "wish",
    [
        {"capacity": 0},
        {"pin": "1234"},
        {"pin": "123456"},
        {"pin": "777777"},
        {"pin": "20481a"},
        {"gates": [{"name": ""}]},
        {"gates": [{"name": "Porte A"}, {"name": "Porte A"}]},
        {"open_at": "2026-11-26T19:00:00Z", "close_at": "2026-11-26T18:00:00Z"},
        {"close_at": "2026-11-26T18:00:00Z", "gates": [{"name": "A", "opens_at": "2026-11-26T19:00:00Z"}]},
        {"open_at": "9999-01-01T00:00:00Z"},
        {"gates": [{"name": "A\nB"}]},
        {"gates": [{"name": f"Porte {number}"} for number in range(41)]},
    ],
)
def test_nonsense_is_refused(put: Put, wish: dict[str, Any]) -> None:
    answer = put(**wish)
    assert answer.status_code == 422
    assert not Gate.objects.exists()


def test_who_does_not_manage_the_event_reads_only(cast: Cast, door: Any, put: Put) -> None:
    door.event.owner = cast.editor
    door.event.save()
    assert put(cast.colleague, capacity=3).json()["code"] == "not_your_event"
    assert put(cast.steward, capacity=3).status_code == 403
    assert put(cast.editor, capacity=3).status_code == 200
    assert put(cast.editor, version=1, capacity=4).status_code == 409
    strange = {"id": "01a21536-bcaa-7443-8aae-16ef1a8014f3", "name": "Porte Z"}
    assert put(cast.editor, gates=[strange]).status_code == 409


def test_reading_takes_the_same_queries_however_many_gates(
    api: Callable[..., Any], cast: Cast, door: Any, put: Put, django_assert_num_queries: Any
) -> None:
    put(gates=[{"name": f"Porte {number}"} for number in range(12)])
    for number in range(6):
        add_device(task("tests"), name=f"Borne {number}", event=door.event, gate=f"Porte {number}")
    client = api(cast.admin)
    client.get(f"/events/{door.event.pk}/doors")
    with django_assert_num_queries(7):
        client.get(f"/events/{door.event.pk}/doors")
