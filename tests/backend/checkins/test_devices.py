"""Pairing and revoking (CARD-3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.checkins.models import Device
from backend.core.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing(api: Callable[..., Any], cast: Any, make_event: Callable[..., Any]) -> dict[str, Any]:
    body = {"name": "Borne 2", "event_id": str(make_event().pk), "gate": "Porte B"}
    answer = api(cast.admin).post("/devices", body)
    assert answer.status_code == 201
    result: dict[str, Any] = answer.json()
    return result


def test_a_code_works_once_however_it_is_typed(api: Callable[..., Any], pairing: dict[str, Any]) -> None:
    typed = pairing["pairing_code"].lower().replace("-", " ")
    paired = api().post("/devices/pair", {"code": typed, "app_version": "1"})
    assert paired.status_code == 200
    assert paired.json()["device"]["gate"] == "Porte B"
    assert paired.json()["token"].startswith("entd_")
    again = api().post("/devices/pair", {"code": typed})
    assert (again.status_code, again.json()["code"]) == (404, "pairing_code_unknown")


def test_an_old_code_is_unknown(api: Callable[..., Any], pairing: dict[str, Any]) -> None:
    Device.objects.update(pairing_expires_at=now() - timedelta(seconds=1))
    assert api().post("/devices/pair", {"code": pairing["pairing_code"]}).status_code == 404


def test_guessing_is_slowed_down(api: Callable[..., Any], settings: Any, db: None) -> None:
    settings.PAIRING_TRIES_A_MINUTE = 3
    codes = [api().post("/devices/pair", {"code": "AAAA-AAAA"}).status_code for _ in range(4)]
    assert codes == [404, 404, 404, 429]


def test_a_revoked_kiosk_is_told_so(api: Callable[..., Any], cast: Any, door: Any) -> None:
    kiosk = api(token=door.token)
    assert kiosk.get("/devices/me").json()["event"]["title"] == door.event.title
    assert api(cast.admin).post(f"/devices/{door.device.pk}/revoke").status_code == 200
    answer = kiosk.get("/devices/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")


def test_a_kiosk_opens_no_other_route(api: Callable[..., Any], door: Any) -> None:
    kiosk = api(token=door.token)
    for path in ("/me", "/devices", "/events", f"/events/{door.event.pk}/board", "/notices"):
        assert kiosk.get(path).status_code == 401, path


def test_only_a_manager_of_devices_sees_them(api: Callable[..., Any], cast: Any, door: Any) -> None:
    assert api(cast.admin).get("/devices").json()["total"] == 1
    for user in (cast.editor, cast.steward, cast.manager, cast.outsider):
        assert api(user).get("/devices").status_code == 403
