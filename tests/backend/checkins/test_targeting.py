"""Targetings ask when somebody last came in (RF-10)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.events.tickets import ticket_code
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


def test_the_last_entry_is_asked_and_told(api: Callable[..., Api], cast: Cast, door: Any, send: Any) -> None:
    came, stayed = person("Ada", "Venue"), person("Bob", "Absent")
    guest = door.guest("Ada Venue", contact=came)
    door.guest("Bob Absent", contact=stayed)
    [verdict] = send(door.scan(ticket_code(guest)))
    assert verdict["verdict"] == "admitted"
    editor = api(cast.editor)

    def find(cmp: str, value: Any = None) -> list[str]:
        query = {"field": "history.last_entry", "cmp": cmp, "value": value}
        items = editor.post("/lists/preview", {"query": query}).json()["items"]
        return [each["name"] for each in items]

    assert find("last_days", 2) == ["Ada Venue"]
    assert find("older_days", 2) == []
    assert find("since", "2000-01-01") == ["Ada Venue"]
    assert find("empty") == ["Bob Absent"]
