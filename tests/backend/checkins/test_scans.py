"""What a scan is answered (CARD-3, RF-13, RF-15)."""

import base64
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from auditlog.models import LogEntry

from backend.checkins.models import Scan
from backend.core.clock import now
from backend.events.tickets import ticket_code
from backend.live.models import Change

pytestmark = pytest.mark.django_db


def test_a_guest_who_said_yes_is_admitted(door: Any, send: Callable[..., Any]) -> None:
    guest = door.guest(organisation="Télérama")
    (result,) = send(door.scan(ticket_code(guest)))
    assert result["verdict"] == "admitted"
    assert result["guest"]["name"] == "Hélène Lefèvre"
    guest.refresh_from_db()
    assert (guest.attendance, guest.arrived_gate) == ("arrived", "Porte A")


def test_the_second_scan_says_since_when(door: Any, send: Callable[..., Any]) -> None:
    guest = door.guest()
    first, second = send(door.scan(ticket_code(guest)), door.scan(ticket_code(guest)))
    guest.refresh_from_db()
    assert (first["verdict"], second["verdict"], second["reason"]) == ("admitted", "already_in", "already_in")
    assert (second["first_at"] is not None, second["first_gate"]) == (True, "Porte A")
    assert Scan.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "verdict", "reason"),
    [
        ({"attention": True}, "attention", None),
        ({"answer": "none"}, "attention", "not_confirmed"),
        ({"answer": "no"}, "refused", "declined"),
        ({"answer": "represented"}, "refused", "represented"),
        ({"revoked_at": now()}, "refused", "revoked"),
    ],
)
def test_verdicts(door: Any, send: Callable[..., Any], fields: Any, verdict: str, reason: str | None) -> None:
    (result,) = send(door.scan(ticket_code(door.guest(**fields))))
    assert (result["verdict"], result["reason"]) == (verdict, reason)


def test_an_older_issue_is_revoked(door: Any, send: Callable[..., Any]) -> None:
    guest = door.guest()
    former = ticket_code(guest)
    guest.ticket_issue = 2
    guest.save()
    assert send(door.scan(former))[0]["reason"] == "revoked"
    assert send(door.scan(ticket_code(guest)))[0]["verdict"] == "admitted"


def test_a_ticket_of_another_event_shows_nobody(
    door: Any, send: Callable[..., Any], make_event: Callable[..., Any]
) -> None:
    stranger = door.guest(event=make_event("Autre soirée"))
    (result,) = send(door.scan(ticket_code(stranger)))
    assert (result["verdict"], result["reason"], result["guest"]) == ("refused", "wrong_event", None)


@pytest.mark.parametrize("code", ["G000", "x" * 600, "é", "A" * 120, "https://example.org/i/abc", "%%%", " "])
def test_a_code_that_is_none_of_ours_is_unknown_and_stored(
    door: Any, send: Callable[..., Any], code: str
) -> None:
    answer = send(door.scan(code))
    if not isinstance(answer, list):
        assert answer.status_code == 422  # blank: nothing was read at all
        return
    assert (answer[0]["verdict"], answer[0]["reason"]) == ("refused", "unknown")
    assert Scan.objects.get().reason == "unknown"


def test_a_forged_signature_changes_nothing(door: Any, send: Callable[..., Any]) -> None:
    guest = door.guest()
    code = ticket_code(guest)
    forged = code[:40] + ("A" if code[40] != "A" else "B") + code[41:]
    assert send(door.scan(forged))[0]["reason"] == "unknown"
    guest.refresh_from_db()
    assert guest.attendance == "none"


def test_a_ticket_may_begin_with_a_space(door: Any, send: Callable[..., Any], settings: Any) -> None:
    settings.TICKET_KEYS = "5:" + base64.b64encode(bytes(32)).decode()
    code = ticket_code(door.guest())
    assert code.startswith(" ")
    assert send(door.scan(code))[0]["verdict"] == "admitted"


def test_a_cancelled_event_admits_nobody(door: Any, send: Callable[..., Any]) -> None:
    door.event.state = "cancelled"
    door.event.save()
    assert send(door.scan(ticket_code(door.guest())))[0]["reason"] == "cancelled"


def test_a_name_picked_from_the_search_is_a_scan_too(
    door: Any, send: Callable[..., Any], api: Callable[..., Any]
) -> None:
    door.guest("Jean-François de La Tour")
    found = api(token=door.token).get("/checkins/guests", q="latour tour fran").json()["items"]
    assert found == []
    (item,) = api(token=door.token).get("/checkins/guests", q="tour FRANÇ").json()["items"]
    assert send(door.scan(guest_id=item["id"]))[0]["verdict"] == "admitted"


def test_a_guest_of_another_event_cannot_be_picked(
    door: Any, send: Callable[..., Any], make_event: Callable[..., Any]
) -> None:
    stranger = door.guest(event=make_event("Autre soirée"))
    (result,) = send(door.scan(guest_id=str(stranger.pk)))
    assert (result["verdict"], result["guest"]) == ("refused", None)


def test_a_replay_is_given_the_stored_verdict(door: Any, send: Callable[..., Any]) -> None:
    guest = door.guest()
    scan = door.scan(ticket_code(guest))
    first, again = send(scan)[0], send(scan)[0]
    assert (first["verdict"], first["replayed"]) == ("admitted", False)
    assert (again["verdict"], again["replayed"]) == ("admitted", True)
    assert Scan.objects.count() == 1


def test_a_scan_id_with_other_content_is_told_and_stops_no_other(door: Any, send: Callable[..., Any]) -> None:
    scan, next_one = door.scan(ticket_code(door.guest())), door.scan(ticket_code(door.guest("Zoé Noir")))
    send(scan)
    reused, other = send(scan | {"gate": "Porte B"}, next_one)
    assert (reused["problem"], reused["verdict"], reused["guest"]) == ("scan_id_reused", "refused", None)
    assert (other["problem"], other["verdict"]) == (None, "admitted")


def test_out_and_in_again(door: Any, send: Callable[..., Any]) -> None:
    guest = door.guest()
    code = ticket_code(guest)
    results = send(door.scan(code), door.scan(code, direction="out"), door.scan(code))
    assert [result["verdict"] for result in results] == ["admitted", "admitted", "admitted"]


def test_the_change_and_the_trace_name_the_kiosk(
    door: Any, send: Callable[..., Any], api: Callable[..., Any], cast: Any
) -> None:
    guest = door.guest()
    send(door.scan(ticket_code(guest)))
    told = api(cast.editor).get(f"/events/{door.event.pk}/guests/{guest.pk}/history").json()
    assert told[0]["author"] == {"kind": "device", "label": "Borne 1"}
    assert told[0]["changes"]["attendance"] == ["none", "arrived"]
    assert api(cast.steward).get(f"/events/{door.event.pk}/guests/{guest.pk}/history").status_code == 403
    change = Change.objects.get(audience=f"event:{door.event.pk}")
    assert (change.kind, change.data["after"]["attendance"]) == ("guest_moved", "arrived")
    trace = LogEntry.objects.filter(object_pk=str(guest.pk), action=1).latest("timestamp")
    assert trace.additional_data["author"]["label"] == "Borne 1"
    assert trace.changes["attendance"] == ["none", "arrived"]


def test_a_member_of_staff_scans_with_their_own_browser(
    door: Any, api: Callable[..., Any], cast: Any
) -> None:
    body = {"sent_at": now().isoformat(), "scans": [door.scan(ticket_code(door.guest()))]}
    assert api(cast.steward).post("/checkins/scans", body).json()["results"][0]["verdict"] == "admitted"
    assert api(cast.manager).post("/checkins/scans", body).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"scan_id": "no"},
        {"at": "2026-11-21T10:00:00"},
        {"code": None},
        {"guest_id": str(uuid4())},
        {"direction": "up"},
        {"unknown": 1},
        {"code": "a\0b"},
        {"code": "x" * 601},
    ],
)
def test_nonsense_is_refused_with_a_problem(
    door: Any, send: Callable[..., Any], change: dict[str, Any]
) -> None:
    answer = send(door.scan("G000") | change)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_the_queries_of_one_scan(
    door: Any, send: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    guest = door.guest()
    send(door.scan("warm up"))
    with django_assert_max_num_queries(9):
        send(door.scan(ticket_code(guest)))
