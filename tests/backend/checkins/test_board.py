"""The board of an event (CARD-4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.tickets import ticket_code

pytestmark = pytest.mark.django_db


def test_the_board_counts(api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any]) -> None:
    principal = door.guest("Anne Roy", answer="represented", category="Élus")
    deputy = door.guest("Paul Petit", represents=principal, category="Élus")
    door.guest("Zoé Baudouin", answer="none")
    door.guest("Luc Noir", answer="no")
    guest = door.guest()
    send(door.scan(ticket_code(guest)))
    send(door.scan(ticket_code(deputy)))
    board = api(cast.manager).get(f"/events/{door.event.pk}/board").json()
    assert board["totals"] == {
        "invited": 4, "expected": 2, "arrived": 2, "present": 2, "missing": 0, "represented": 1, "declined": 1,
        "waiting": 1, "waitlisted": 0, "walk_ins": 0,
    }  # fmt: skip
    assert [row["category"] for row in board["by_category"]] == ["Presse", "Élus"]
    assert [row["name"] for row in board["last_arrivals"]] == ["Paul Petit", "Hélène Lefèvre"]
    assert board["cursor"] == 2
    assert sum(point["count"] for point in board["arrivals_curve"]) == 2


def test_the_board_counts_people_and_not_tickets(
    api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any]
) -> None:
    """Three of four come, two of them go; one who had declined comes; one comes without an invitation."""
    party, decliner = (
        door.guest("Anne Roy", party=4),
        door.guest("Luc Noir", answer="no", answered_at=now() - timedelta(days=1), category=""),
    )
    door.guest("Zoé Baudouin", answer="waitlisted", party=2)
    send(door.scan(ticket_code(party), count=3, gate="B"))
    send(door.scan(ticket_code(party), count=2, direction="out"))
    send(door.scan(ticket_code(decliner), shown="admitted"))
    send(door.scan(walk_in={"guest_id": str(uuid7()), "name": "Paul Petit"}, count=2))
    board = api(cast.manager).get(f"/events/{door.event.pk}/board").json()
    assert board["totals"] == {
        "invited": 7, "expected": 4, "arrived": 6, "present": 4, "missing": 1, "represented": 0, "declined": 1,
        "waiting": 0, "waitlisted": 2, "walk_ins": 2,
    }  # fmt: skip
    assert board["open_conflicts"] == 1
    by_gate: dict[str, int] = {}
    for point in board["arrivals_curve"]:
        by_gate[point["gate"]] = by_gate.get(point["gate"], 0) + point["count"]
    assert by_gate == {"B": 3, "Porte A": 3}
    assert {row["name"]: row["came"] for row in board["last_arrivals"]}["Anne Roy"] == 3


def test_who_comes_later_is_counted_where_and_when_they_came(
    api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any]
) -> None:
    """A party in two halves at two doors, one of whom goes out and comes back; a party told of by no scan."""
    party, earlier = door.guest("Anne Roy", party=4), now() - timedelta(minutes=40)
    send(door.scan(ticket_code(party), count=2, gate="A", shown="admitted", at=earlier.isoformat()))
    send(door.scan(ticket_code(party), count=1, gate="B", direction="out"))
    send(door.scan(ticket_code(party), count=1, gate="B"))
    send(door.scan(ticket_code(party), count=2, gate="C"))
    door.guest("Luc Noir", party=3, came=3, inside=3, arrived_at=earlier, arrived_gate="D")
    board = api(cast.manager).get(f"/events/{door.event.pk}/board").json()
    minute = earlier.replace(second=0, microsecond=0).isoformat().replace("+00:00", "Z")
    by_gate = {point["gate"]: (point["count"], point["at"] == minute) for point in board["arrivals_curve"]}
    assert by_gate == {"A": (2, True), "C": (2, False), "D": (3, True)}
    assert sum(count for count, _ in by_gate.values()) == board["totals"]["arrived"]


def test_a_deputy_of_a_guest_to_be_greeted_is_greeted(door: Any, send: Callable[..., Any]) -> None:
    from backend.live.models import Change

    principal = door.guest("Anne Roy", answer="represented", attention=True)
    send(door.scan(ticket_code(door.guest("Paul Petit", represents=principal))))
    data = Change.objects.filter(audience__startswith="event:").latest("cursor").data
    assert (data["greet"], data["attention"]) == (True, False)


def test_the_board_is_for_who_may_see_it(api: Callable[..., Any], cast: Any, door: Any) -> None:
    path = f"/events/{door.event.pk}/board"
    statuses = {name: api(user).get(path).status_code for name, user in cast}
    assert statuses == {
        "admin": 200, "editor": 200, "colleague": 200, "steward": 200, "manager": 200, "outsider": 403,
    }  # fmt: skip


def test_the_board_takes_few_queries(
    api: Callable[..., Any], cast: Any, door: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        door.guest(f"Invité {number}")
    client = api(cast.manager)
    client.get("/me")
    with django_assert_max_num_queries(14):
        client.get(f"/events/{door.event.pk}/board")
