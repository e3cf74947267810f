"""What doors did alone is a fact (CARD-3, RF-13): kept, added up, and a supervisor's where it contradicts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.checkins.models import Conflict, Scan
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.models import Gate, Guest
from backend.events.tickets import ticket_code

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def ago(seconds: float) -> str:
    return (now() - timedelta(seconds=seconds)).isoformat()


def standing(guest: Any) -> tuple[Any, ...]:
    guest.refresh_from_db()
    return guest.attendance, guest.inside, guest.came


def open_conflicts() -> list[tuple[str, str]]:
    rows = Conflict.objects.filter(explained_at=None).select_related("guest").order_by("kind")
    return [(row.kind, row.guest.name if row.guest else "") for row in rows]


def test_an_admission_made_offline_keeps_its_hour(door: Any, send: Send) -> None:
    guest = door.guest()
    (result,) = send(door.scan(ticket_code(guest), shown="admitted", at=ago(3600), count=1))
    assert (result["verdict"], result["count"], result["conflicts"]) == ("admitted", 1, [])
    assert standing(guest) == ("arrived", 1, 1)
    assert abs((now() - guest.arrived_at).total_seconds() - 3600) < 5


def test_who_was_let_in_although_revoked_is_in_and_in_conflict(door: Any, send: Send) -> None:
    guest = door.guest(revoked_at=now() - timedelta(hours=2))
    (result,) = send(door.scan(ticket_code(guest), shown="admitted", at=ago(60)))
    assert (result["verdict"], result["conflicts"]) == ("admitted", ["revoked_let_in"])
    assert standing(guest) == ("arrived", 1, 1)
    assert open_conflicts() == [("revoked_let_in", "Hélène Lefèvre")]


def test_who_was_let_in_before_being_revoked_is_not(door: Any, send: Send) -> None:
    guest = door.guest(revoked_at=now() - timedelta(minutes=1))
    assert send(door.scan(ticket_code(guest), shown="admitted", at=ago(3600)))[0]["conflicts"] == []


def test_two_doors_are_a_conflict_until_a_way_out_explains_it(door: Any, send: Send) -> None:
    guest = door.guest()
    code = ticket_code(guest)
    send(door.scan(code, shown="admitted", at=ago(300), gate="Porte A"))
    (second,) = send(door.scan(code, shown="admitted", at=ago(100), gate="Porte B"))
    assert second["conflicts"] == ["double_entry"]
    assert (open_conflicts(), standing(guest)) == (
        [("double_entry", "Hélène Lefèvre")],
        ("arrived", 1, 1),
    )
    send(door.scan(code, shown="admitted", direction="out", at=ago(200)))
    assert open_conflicts() == []
    assert Conflict.objects.count() == 1  # nothing is deleted


def test_a_stranger_let_in_is_a_conflict_without_a_guest(door: Any, send: Send) -> None:
    (result,) = send(door.scan("G000", shown="admitted"))
    assert (result["guest"], result["conflicts"]) == (None, ["unknown_let_in"])
    assert open_conflicts() == [("unknown_let_in", "")]


def test_a_refusal_made_offline_is_kept_and_admits_nobody(door: Any, send: Send) -> None:
    guest = door.guest()
    (result,) = send(door.scan(ticket_code(guest), shown="refused", reason="revoked"))
    assert (result["verdict"], result["reason"]) == ("refused", "revoked")
    assert standing(guest) == ("none", 0, 0)


def test_an_admission_that_the_guest_never_got_is_withdrawn(door: Any, send: Send) -> None:
    """The timeout: the server said yes, the answer was lost, the door sent the guest to the staff."""
    guest = door.guest()
    scan = door.scan(ticket_code(guest))
    send(scan)
    assert standing(guest) == ("arrived", 1, 1)
    (later,) = send(scan | {"shown": "refused", "reason": "ambiguous"})
    assert (later["withdrawn"], later["verdict"]) == (True, "refused")
    assert standing(guest) == ("none", 0, 0)
    assert guest.arrived_at is None
    assert send(door.scan(ticket_code(guest)))[0]["verdict"] == "admitted"


def test_a_door_that_let_in_without_an_answer_says_so_later(door: Any, send: Send) -> None:
    guest = door.guest(answer="no", answered_at=now() - timedelta(days=1))
    scan = door.scan(ticket_code(guest))
    assert send(scan)[0]["verdict"] == "refused"
    (later,) = send(scan | {"shown": "admitted"})
    assert (later["verdict"], later["conflicts"]) == ("admitted", ["declined_let_in"])
    assert standing(guest) == ("arrived", 1, 1)
    (again,) = send(scan | {"shown": "admitted"})
    assert (again["replayed"], again["problem"]) == (True, None)
    assert send(scan | {"shown": "refused"})[0]["problem"] == "scan_id_reused"


def test_how_many_came_in_may_become_known_with_what_was_shown(door: Any, send: Send) -> None:
    guest = door.guest(party=4)
    scan = door.scan(ticket_code(guest))
    assert send(scan)[0]["count"] == 4  # the answer was lost
    (later,) = send(scan | {"shown": "admitted", "count": 2})
    assert (later["problem"], later["count"]) == (None, 2)
    assert standing(guest) == ("arrived", 2, 2)


@pytest.mark.parametrize("undoing_first", [False, True])
def test_undone_in_time_whatever_comes_first(door: Any, send: Send, undoing_first: bool) -> None:
    guest = door.guest()
    scan = door.scan(ticket_code(guest), shown="admitted", at=ago(60))
    undoing = door.scan(undoes=str(scan["scan_id"]), at=ago(50))
    for each in (undoing, scan) if undoing_first else (scan, undoing):
        send(each)
    assert standing(guest) == ("none", 0, 0)
    assert Scan.objects.get().withdrawn_at is not None


def test_undone_too_late_needs_a_reason(door: Any, send: Send) -> None:
    guest = door.guest()
    scan = door.scan(ticket_code(guest), at=ago(60))
    send(scan)
    assert send(door.scan(undoes=scan["scan_id"], at=ago(0)))[0]["problem"] == "too_late"
    assert standing(guest) == ("arrived", 1, 1)
    (done,) = send(door.scan(undoes=scan["scan_id"], at=ago(0), override="Erreur de badge"))
    assert (done["problem"], done["withdrawn"]) == (None, True)
    assert standing(guest) == ("none", 0, 0)


def test_a_party_arrives_in_two_halves(door: Any, send: Send) -> None:
    guest = door.guest(party=4)
    code = ticket_code(guest)
    first, second, third = (send(door.scan(code, count=count))[0] for count in (2, None, 1))
    assert (first["count"], first["guest"]["inside"], first["guest"]["party"]) == (2, 2, 4)
    assert (second["count"], second["guest"]["inside"]) == (2, 4)
    assert (third["verdict"], third["reason"]) == ("already_in", "party_full")
    assert standing(guest) == ("arrived", 4, 4)


def test_gates_categories_and_hours(door: Any, send: Send) -> None:
    Gate.objects.create(event=door.event, name="Porte A", categories=["Élus"])
    Gate.objects.create(event=door.event, name="Porte B", opens_at=now() + timedelta(hours=1))
    Gate.objects.create(event=door.event, name="Porte C", closes_at=now() - timedelta(hours=1))
    code = ticket_code(door.guest())
    reasons = [send(door.scan(code, gate=f"Porte {name}"))[0]["reason"] for name in "ABC"]
    assert reasons == ["wrong_gate", "too_early", "too_late"]


def test_the_room_is_full_for_the_third(door: Any, send: Send) -> None:
    door.event.capacity = 2
    door.event.save()
    codes = [ticket_code(door.guest(f"Invité {number}")) for number in range(3)]
    assert [each["reason"] for each in send(*map(door.scan, codes))] == [None, None, "quota_full"]


def test_an_inner_zone_has_its_own_presence(door: Any, send: Send) -> None:
    Gate.objects.create(event=door.event, name="Carré", zone="Carré VIP")
    guest = door.guest()
    code = ticket_code(guest)
    verdicts = [
        send(door.scan(code, gate=gate, direction=direction))[0]["verdict"]
        for gate, direction in [("Porte A", "in"), ("Carré", "in"), ("Carré", "in"), ("Carré", "out")]
    ]
    assert verdicts == ["admitted", "admitted", "already_in", "admitted"]
    assert standing(guest) == ("arrived", 1, 1)


def test_a_supervisor_overrules_and_no_conflict_is_left(door: Any, send: Send) -> None:
    guest = door.guest(answer="no", answered_at=now() - timedelta(days=1))
    (result,) = send(door.scan(ticket_code(guest), override="Vu avec la direction"))
    assert (result["verdict"], result["reason"], result["conflicts"]) == ("admitted", "declined", [])
    assert standing(guest) == ("arrived", 1, 1)
    assert Scan.objects.get().override_reason == "Vu avec la direction"


def test_a_steward_may_not_overrule_from_a_phone(api: Callable[..., Any], cast: Any, door: Any) -> None:
    scan = door.scan(ticket_code(door.guest()), override="Parce que")
    body = {"sent_at": ago(0), "event_id": str(door.event.pk), "scans": [scan]}
    assert api(cast.steward).post("/checkins/scans", body).status_code == 403


def test_who_came_without_an_invitation_is_added_once(door: Any, send: Send) -> None:
    person = {"guest_id": str(uuid7()), "name": "Karim Haddad", "organisation": "RFI", "host": "Anne Roy"}
    scan = door.scan(walk_in=person, count=2)
    (first,), (again,) = send(scan), send(scan)
    assert (first["verdict"], first["count"], again["replayed"]) == ("admitted", 2, True)
    guest = Guest.objects.get(pk=person["guest_id"])
    assert (guest.walk_in, guest.party, guest.inside, guest.note) == (True, 2, 2, "Accueilli par Anne Roy")


def test_the_id_of_a_guest_elsewhere_adds_nobody(
    door: Any, send: Send, make_event: Callable[..., Any]
) -> None:
    stranger = door.guest("Luc Noir", event=make_event("Autre soirée"))
    (result,) = send(door.scan(walk_in={"guest_id": str(stranger.pk), "name": "Personne"}))
    assert (result["verdict"], result["guest"]) == ("refused", None)


def test_the_skew_of_a_clock_is_noted_and_refuses_nobody(door: Any, api: Callable[..., Any]) -> None:
    guest = door.guest()
    a_day_on = now() + timedelta(days=1)
    scan = door.scan(ticket_code(guest), shown="admitted", at=(a_day_on - timedelta(minutes=5)).isoformat())
    answer = api(token=door.token).post("/checkins/scans", {"sent_at": a_day_on.isoformat(), "scans": [scan]})
    assert answer.json()["results"][0]["verdict"] == "admitted"
    guest.refresh_from_db()
    assert 295 < (now() - guest.arrived_at).total_seconds() < 310
    door.device.refresh_from_db()
    assert abs(door.device.skew_ms - 86_400_000) < 5_000
