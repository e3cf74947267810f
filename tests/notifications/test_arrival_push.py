"""From the door to a host's device: one scan, one push that says who, with how many and where (CARD-5)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.events.tickets import ticket_code
from tests.notifications.push_service import Device, PushService

pytestmark = pytest.mark.django_db


def test_the_scan_of_a_guest_to_be_greeted_reaches_the_hosts_device(
    cast: Any, door: Any, send: Callable[..., Any], service: PushService, subscribe: Callable[..., Device],
    api: Any, django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    phone, _ = subscribe(cast.editor), subscribe(cast.colleague)
    api(cast.editor).post("/notices/quiet-hours", {"starts": "00:00", "ends": "23:59", "urgent_pass": True})
    guest = door.guest("Claire Lefèvre", attention=True, party=3, civility="Mme", added_by=cast.editor)
    with django_capture_on_commit_callbacks(execute=True):
        send(door.scan(ticket_code(guest), gate="B"))
        assert not service.requests
    (received,) = service.received
    shown = received.message["notification"]
    assert received.device is phone
    assert shown["title"] == "Claire Lefèvre est arrivée avec 2 personnes, porte B"
    assert f"/evenements/{door.event.pk}/tableau?avis=" in shown["navigate"]
    assert received.headers["urgency"] == "high"
