"""Facts that come late, twice, from elsewhere or out of their order (CARD-3): what a stranger tried."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from backend.checkins.models import Conflict, Scan
from backend.checkins.services import add_device, pair_device
from backend.core.actor import task
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.models import Gate, Guest
from backend.events.tickets import ticket_code

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def ago(seconds: float) -> str:
    return (now() - timedelta(seconds=seconds)).isoformat()


def _another_kiosk(door: Any) -> str:
    """The token of another device at the same event."""
    _, code = add_device(task("tests"), name="Borne 2", event=door.event, gate="Porte B")
    return pair_device(code=code, app_version="tests")[1]


def standing(guest: Any) -> tuple[Any, ...]:
    guest.refresh_from_db()
    return guest.attendance, guest.inside, guest.came


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_asked_shown_and_taken_back_in_any_order(door: Any, send: Send, order: tuple[int, ...]) -> None:
    """The answer was lost, the door let in alone, the steward took it back; the parcels overtake one another."""
    guest = door.guest()
    asked = door.scan(ticket_code(guest), at=ago(60))
    shown = asked | {"shown": "admitted", "count": 1}
    undoing = door.scan(undoes=asked["scan_id"], at=ago(55))
    for number in order:
        send([asked, shown, undoing][number])
    assert standing(guest) == ("none", 0, 0)


@pytest.mark.parametrize("answer", ["no", "yes"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_turned_away_by_the_server_let_in_by_the_door_and_taken_back(
    door: Any, send: Send, order: tuple[int, ...], answer: str
) -> None:
    guest = door.guest(answer=answer, answered_at=now() - timedelta(days=1))
    asked = door.scan(ticket_code(guest), at=ago(60))
    shown = asked | {"shown": "admitted", "count": 1}
    undoing = door.scan(undoes=asked["scan_id"], at=ago(55))
    for number in order:
        send([asked, shown, undoing][number])
    assert standing(guest) == ("none", 0, 0)
    assert not Conflict.objects.filter(explained_at=None).exists()


def test_an_undoing_whose_id_is_used_again_takes_back_nothing_else(door: Any, send: Send) -> None:
    one, two = door.guest("Une"), door.guest("Deux")
    first, second = (door.scan(ticket_code(guest), at=ago(60), shown="admitted") for guest in (one, two))
    send(first, second)
    undoing = door.scan(undoes=first["scan_id"], at=ago(55))
    send(undoing)
    (again,) = send(undoing | {"undoes": second["scan_id"]})
    assert again["problem"] == "scan_id_reused"
    assert (standing(one), standing(two)) == (("none", 0, 0), ("arrived", 1, 1))
    assert send(undoing)[0]["problem"] is None


def test_a_clock_that_was_set_right_between_scan_and_undoing(door: Any, api: Callable[..., Any]) -> None:
    """Five seconds by the monotonic clock, an hour by the wall's: taken back in time."""
    guest = door.guest()
    behind = now() - timedelta(hours=1)
    clocks = {"boot_id": "b"}
    scan = door.scan(
        ticket_code(guest), shown="admitted", count=1, at=behind.isoformat(), mono_ms=1_000, **clocks
    )
    undoing = door.scan(undoes=scan["scan_id"], at=now().isoformat(), mono_ms=6_000, **clocks)
    for each in ([scan], [undoing]):
        body = {"sent_at": now().isoformat(), "mono_ms": 10_000, **clocks, "scans": each}
        assert api(token=door.token).post("/checkins/scans", body).json()["results"][0]["problem"] is None
    assert standing(guest) == ("none", 0, 0)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_clock_at_the_end_of_time_poisons_nothing(
    door: Any, send: Send, at: str, api: Callable[..., Any], cast: Any
) -> None:
    guest = door.guest()
    result = send(
        door.scan(ticket_code(guest), shown="admitted", at=at), door.scan(ticket_code(guest), at=at)
    )
    assert result[0]["verdict"] == "admitted"
    again = send(door.scan(undoes=result[0]["scan_id"], at=at))
    assert again[0]["problem"] is None
    assert api(cast.admin).get(f"/events/{door.event.pk}/scans").status_code == 200


def test_the_same_scan_under_two_pairings_is_one_fact(door: Any, api: Callable[..., Any], send: Send) -> None:
    """A kiosk that was paired anew as another device sends what it kept; some of it had arrived."""
    guest = door.guest()
    scan = door.scan(ticket_code(guest), shown="admitted", count=1, at=ago(60))
    send(scan)
    token = _another_kiosk(door)
    (again,) = send(scan, token=token)
    assert (again["replayed"], again["conflicts"]) == (True, [])
    assert Scan.objects.count() == 1
    assert not Conflict.objects.exists()


def test_a_guest_who_is_removed_between_uploads(
    door: Any, send: Send, api: Callable[..., Any], cast: Any
) -> None:
    guest = door.guest()
    code = ticket_code(guest)
    first = door.scan(code, shown="admitted", count=1, at=ago(100), gate="Porte A")
    second = door.scan(code, shown="admitted", count=1, at=ago(90), gate="Porte B")
    send(first)
    send(second)
    Guest.objects.filter(pk=guest.pk).delete()
    assert send(first)[0]["replayed"] is True
    (late,) = send(door.scan(code, shown="admitted", count=1, at=ago(80)))
    assert late["conflicts"] == ["unknown_let_in"]
    assert send(door.scan(undoes=first["scan_id"], at=ago(98)))[0]["problem"] is None
    assert api(cast.admin).get(f"/events/{door.event.pk}/conflicts").status_code == 200


def test_a_kiosk_that_was_moved_sends_its_walk_in_to_the_event_where_it_stood(
    door: Any, send: Send, make_event: Callable[..., Any], api: Callable[..., Any], cast: Any
) -> None:
    other = make_event("Le lendemain")
    api(cast.admin).patch(f"/devices/{door.device.pk}", {"event_id": str(other.pk)})
    person = {"guest_id": str(uuid7()), "name": "Karim Haddad"}
    body = {
        "sent_at": ago(0),
        "event_id": str(door.event.pk),
        "scans": [door.scan(walk_in=person, shown="admitted", count=1, at=ago(3600))],
    }
    assert api(token=door.token).post("/checkins/scans", body).status_code == 200
    assert Guest.objects.get(pk=person["guest_id"]).event_id == door.event.pk


def test_a_walk_in_of_one_id_from_two_devices(door: Any, send: Send) -> None:
    token = _another_kiosk(door)
    person = {"guest_id": str(uuid7()), "name": "Karim Haddad"}
    send(door.scan(walk_in=person, shown="admitted", count=2, at=ago(60)))
    (again,) = send(door.scan(walk_in=person, shown="admitted", count=2, at=ago(50)), token=token)
    assert again["conflicts"] == ["double_entry"]
    assert Guest.objects.filter(walk_in=True).count() == 1


def test_whoever_leaves_the_house_has_left_the_zones_too(door: Any, send: Send) -> None:
    Gate.objects.create(event=door.event, name="Carré", zone="Carré VIP")
    code = ticket_code(door.guest())
    steps = [("Porte A", "in"), ("Carré", "in"), ("Porte A", "out"), ("Porte A", "in"), ("Carré", "in")]
    verdicts = [
        send(door.scan(code, gate=gate, direction=direction))[0]["verdict"] for gate, direction in steps
    ]
    assert verdicts == ["admitted"] * 5


def test_an_account_reads_no_guest_of_an_event_it_may_not_see(
    door: Any, api: Callable[..., Any], cast: Any
) -> None:
    """With the right to check in, and none to see events: a code or an id gives no name away."""
    _grant_alone(cast.outsider, "record_scan")
    guest = door.guest()
    for scan in (door.scan(ticket_code(guest)), door.scan(guest_id=str(guest.pk))):
        answer = api(cast.outsider).post("/checkins/scans", {"sent_at": ago(0), "scans": [scan]})
        assert (answer.status_code, guest.name in answer.content.decode()) == (404, False)


def _grant_alone(user: Any, codename: str) -> None:
    from django.contrib.auth.models import Permission

    user.user_permissions.set([Permission.objects.get(codename=codename)])


def test_a_gate_that_is_renamed_does_not_move_what_was_done_there(
    api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any]
) -> None:
    """A kiosk alone at a zone's door uploads after the gate has another name: the passage stays in the zone."""
    path = f"/events/{door.event.pk}/doors"
    gates = [{"name": "Porte A"}, {"name": "Loge", "zone": "Carré"}]
    made = api(cast.admin).post(path, {"version": door.event.version, "gates": gates}).json()
    guest = door.guest()
    send(door.scan(ticket_code(guest), gate="Porte A"))
    alone = door.scan(ticket_code(guest), gate="Loge", zone="Carré", shown="admitted", count=1)
    outside = door.scan(
        ticket_code(door.guest("Zoé Martin")), gate="Porte A", zone="", shown="admitted", count=1
    )
    hall, box = made["gates"]
    moved = [{"id": hall["id"], "name": "Loge"}, {"id": box["id"], "name": "Porte A", "zone": "Carré"}]
    assert api(cast.admin).post(path, {"version": made["version"], "gates": moved}).status_code == 200
    assert [answer["conflicts"] for answer in send(alone, outside)] == [[], []]
    assert list(Scan.objects.order_by("pk").values_list("gate", "zone")) == [
        ("Porte A", ""),
        ("Loge", "Carré"),
        ("Porte A", ""),
    ]
