"""The board of an event (CARD-4)."""

from collections.abc import Callable
from typing import Any

import pytest

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
        "invited": 4, "expected": 2, "arrived": 2, "represented": 1, "declined": 1, "waiting": 1,
    }  # fmt: skip
    assert [row["category"] for row in board["by_category"]] == ["Presse", "Élus"]
    assert [row["name"] for row in board["last_arrivals"]] == ["Paul Petit", "Hélène Lefèvre"]
    assert board["cursor"] == 2
    assert sum(point["count"] for point in board["arrivals_curve"]) == 2


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
    with django_assert_max_num_queries(12):
        client.get(f"/events/{door.event.pk}/board")
