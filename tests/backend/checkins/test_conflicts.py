"""Contradictions are seen, decided and traced; nothing is deleted (CARD-3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.checkins.models import Conflict, Scan
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.models import Event
from backend.events.tickets import ticket_code
from backend.live.audience import may_follow
from backend.live.models import Change

pytestmark = pytest.mark.django_db


def ago(seconds: int) -> str:
    return (now() - timedelta(seconds=seconds)).isoformat()


@pytest.fixture
def listed(api: Callable[..., Any], cast: Any, door: Any) -> Callable[..., Any]:
    def read(**params: Any) -> dict[str, Any]:
        answer = api(cast.manager).get(f"/events/{door.event.pk}/conflicts", **params)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    return read


@pytest.fixture
def twice(door: Any, send: Callable[..., Any]) -> Any:
    """A guest let in at two doors that were alone."""
    guest = door.guest(organisation="Radio Écho")
    for seconds, gate in ((300, "Porte A"), (100, "Porte B")):
        send(door.scan(ticket_code(guest), shown="admitted", at=ago(seconds), gate=gate))
    return guest


def changes(door: Any) -> list[list[str]]:
    rows = Change.objects.filter(audience=f"conflicts:{door.event.pk}").order_by("cursor")
    return [row.data["ids"] for row in rows]


def test_a_conflict_shows_both_scans_and_the_guest(twice: Any, listed: Callable[..., Any]) -> None:
    answer = listed()
    assert (answer["total"], answer["open"], answer["crowd"]) == (1, 1, None)
    [conflict] = answer["items"]
    assert conflict["kind"] == "double_entry"
    assert conflict["guest"] == {
        "id": str(twice.pk), "name": "Hélène Lefèvre", "organisation": "Radio Écho", "category": "Presse",
    }  # fmt: skip
    assert (conflict["other"]["gate"], conflict["scan"]["gate"]) == ("Porte A", "Porte B")
    assert conflict["other"]["happened_at"] < conflict["scan"]["happened_at"]
    assert (conflict["scan"]["device"], conflict["scan"]["alone"]) == ("Borne 1", True)


def test_who_decides_leaves_a_trace_and_deletes_nothing(
    api: Callable[..., Any], cast: Any, door: Any, twice: Any, listed: Callable[..., Any]
) -> None:
    [conflict] = listed(state="open")["items"]
    path = f"/events/{door.event.pk}/conflicts/{conflict['id']}"
    body = {"decision": "same_person", "note": "Sortie fumer"}
    decided = api(cast.manager).post(f"{path}/decide", body)
    assert decided.status_code == 200
    assert decided.json()["decided_by"] == cast.manager.display_name
    assert (decided.json()["decision"], decided.json()["note"]) == ("same_person", "Sortie fumer")
    assert (listed()["open"], listed(state="open")["total"], listed(state="decided")["total"]) == (0, 0, 1)
    assert (Scan.objects.filter(let_in=True).count(), Conflict.objects.count()) == (2, 1)
    assert "Sortie fumer" in api(cast.manager).get(f"{path}/history").content.decode()
    assert changes(door) == [[conflict["id"]], [conflict["id"]]]


def test_two_supervisors_do_not_overrule_each_other_unseen(
    api: Callable[..., Any], cast: Any, door: Any, twice: Any, listed: Callable[..., Any]
) -> None:
    path = f"/events/{door.event.pk}/conflicts/{listed()['items'][0]['id']}/decide"
    assert api(cast.manager).post(path, {"decision": "same_person"}).status_code == 200
    late = api(cast.admin).post(path, {"decision": "other_person"})
    assert (late.status_code, late.json()["code"]) == (409, "decided_meanwhile")
    seen = api(cast.admin).post(path, {"decision": "other_person", "instead_of": "same_person"})
    assert (seen.status_code, seen.json()["decided_by"]) == (200, cast.admin.display_name)


def test_what_a_later_upload_explains_is_shown_apart(
    door: Any, send: Callable[..., Any], twice: Any, listed: Callable[..., Any]
) -> None:
    send(door.scan(ticket_code(twice), shown="admitted", direction="out", at=ago(200)))
    assert (listed()["open"], listed(state="explained")["total"]) == (0, 1)
    assert len(changes(door)) == 2


def test_a_stranger_whose_admission_is_taken_back_is_explained(
    door: Any, send: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    scan = door.scan("G000", shown="admitted")
    send(scan)
    assert listed()["items"][0]["guest"] is None
    send({"scan_id": str(uuid7()), "undoes": scan["scan_id"], "at": scan["at"]})
    assert (listed()["open"], listed(state="explained")["total"]) == (0, 1)


def test_a_stranger_whose_admission_becomes_known_late_is_a_conflict(
    door: Any, send: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    scan = door.scan("G000")
    assert send(scan)[0]["verdict"] == "refused"
    send(scan | {"shown": "admitted"})  # no answer came in time, and the door let them in
    assert listed()["open"] == 1
    send(scan | {"shown": "admitted"})
    assert listed()["open"] == 1


def test_a_decision_needs_the_right_and_an_event_that_is_seen(
    api: Callable[..., Any], cast: Any, door: Any, twice: Any, listed: Callable[..., Any]
) -> None:
    conflict = listed()["items"][0]["id"]
    path = f"/events/{door.event.pk}/conflicts"
    for user in (cast.steward, cast.outsider):
        assert api(user).get(path).status_code == 403
        assert api(user).post(f"{path}/{conflict}/decide", {"decision": "accepted"}).status_code == 403
        assert api(user).get(f"/events/{door.event.pk}/scans").status_code == 403
    other = f"/events/{uuid7()}/conflicts/{conflict}/decide"
    assert api(cast.manager).post(other, {"decision": "accepted"}).status_code == 404
    for body in ({}, {"decision": ""}, {"decision": "x"}, {"decision": "accepted", "note": "x" * 401}):
        assert api(cast.manager).post(f"{path}/{conflict}/decide", body).status_code == 422
    audience = f"conflicts:{door.event.pk}"
    assert {name for name, user in cast if may_follow(user, audience)} == {
        "admin", "editor", "colleague", "manager",
    }  # fmt: skip


def test_too_many_people_inside_is_told(
    door: Any, send: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    Event.objects.update(capacity=3)
    guests = [door.guest(f"Invité {number}", party=2) for number in range(3)]
    codes = [ticket_code(guest) for guest in guests]
    send(door.scan(codes[0], shown="admitted", count=2, at=ago(500)))
    send(door.scan(codes[2], shown="admitted", count=1, at=ago(100)))
    send(door.scan(codes[0], shown="admitted", direction="out", count=2, at=ago(300)))
    assert listed()["crowd"] is None
    send(door.scan(codes[1], shown="admitted", count=2, at=ago(400)))  # known late: then there were four
    crowd = listed()["crowd"]
    assert (crowd["capacity"], crowd["peak"], crowd["inside"]) == (3, 4, 3)
    assert crowd["over_since"] == crowd["peak_at"]


def test_the_journal_holds_every_scan(
    api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any]
) -> None:
    guest = door.guest()
    send(door.scan(ticket_code(guest)), door.scan(ticket_code(guest)), door.scan("G000", gate="Porte B"))
    client, path = api(cast.manager), f"/events/{door.event.pk}/scans"
    journal = client.get(path).json()
    assert [row["verdict"] for row in journal["items"]] == ["refused", "already_in", "admitted"]
    assert [row["guest"] and row["guest"]["name"] for row in journal["items"]][1:] == ["Hélène Lefèvre"] * 2
    assert (journal["total"], journal["gates"]) == (3, ["Porte A", "Porte B"])
    assert journal["devices"] == [{"id": str(door.device.pk), "name": "Borne 1"}]

    def found(**params: Any) -> int:
        return int(client.get(path, **params).json()["total"])

    assert found(verdict="refused") == found(gate="Porte B") == 1
    assert found(device_id=str(door.device.pk)) == 3
    assert found(device_id=str(uuid7())) == 0
    assert len(client.get(path, limit=1, offset=1).json()["items"]) == 1


def test_both_lists_take_a_fixed_number_of_queries(
    api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any]
) -> None:
    Event.objects.update(capacity=1)
    client = api(cast.manager)

    def queries() -> list[int]:
        counts = []
        for name in ("conflicts", "scans"):
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/events/{door.event.pk}/{name}")
            counts.append(len(captured))
        return counts

    def happen(count: int) -> None:
        for number in range(count):
            code = ticket_code(door.guest(f"Invité {number}"))
            send(*(door.scan(code, shown="admitted", gate=f"Porte {number}") for _ in range(2)))

    happen(1)
    queries()
    few = queries()
    happen(6)
    assert queries() == few
    assert max(few) <= 12
