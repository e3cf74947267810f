from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.core.clock import now
from backend.core.ids import uuid7
from backend.core.text import fold


@dataclass
class Door:
    """An event, a paired kiosk, and guests made by name."""

    event: Any
    device: Any
    token: str

    def guest(self, name: str = "Hélène Lefèvre", **fields: Any) -> Any:
        from backend.events.models import Guest

        fields = {"answer": "yes", "category": "Presse", **fields}
        return Guest.objects.create(
            event=fields.pop("event", self.event),
            name=name,
            sort_name=fold(name),
            search=fold(name),
            **fields,
        )

    def scan(self, code: str | None = None, *, scan_id: UUID | None = None, **fields: Any) -> dict[str, Any]:
        scan = {
            "scan_id": str(scan_id or uuid7()),
            "at": now().isoformat(),
            "gate": "",
            "direction": "in",
        } | fields
        return scan | ({"code": code} if code is not None else {})


@pytest.fixture
def make_event(db: None) -> Callable[..., Any]:
    from backend.events.models import Event

    def make(title: str = "Présentation de la grille de rentrée", **fields: Any) -> Any:
        start = now() + timedelta(hours=1)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
        return Event.objects.create(title=title, place="Studio 104", **{**times, **fields})

    return make


@pytest.fixture
def door(make_event: Callable[..., Any]) -> Door:
    from backend.checkins.services import add_device, pair_device
    from backend.core.actor import task

    event = make_event()
    _, code = add_device(task("tests"), name="Borne 1", event=event, gate="Porte A")
    device, token = pair_device(code=code, app_version="tests")
    return Door(event, device, token)


@pytest.fixture
def send(api: Callable[..., Any], door: Door) -> Callable[..., Any]:
    """Post scans as the kiosk does; the results, or the whole answer where it is a problem."""

    def post(*scans: dict[str, Any], token: str = "") -> Any:
        body = {"sent_at": now().isoformat(), "scans": list(scans)}
        answer = api(token=token or door.token).post("/checkins/scans", body)
        return answer.json()["results"] if answer.status_code == 200 else answer

    return post
