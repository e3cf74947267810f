"""The devices of a person: one row a browser, nobody's but theirs (CARD-5)."""

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.models import Notice, PushSubscription
from notifications.push import devices, keys
from tests.notifications.conftest import TEXT
from tests.notifications.push_service import Device, PushService, b64

pytestmark = pytest.mark.django_db
Subscribe = Callable[..., Device]
Tell = Callable[..., list[Notice]]


def test_a_device_is_listed_without_its_secrets(api: Any, cast: Any, subscribe: Subscribe) -> None:
    device = subscribe(cast.editor, name="  Firefox sur Linux ")
    answer = api(cast.editor).get("/push")
    (row,) = answer.json()["devices"]
    assert row["name"] == "Firefox sur Linux"
    assert row["fingerprint"] == sha256(device.endpoint.encode()).hexdigest()[:32]
    assert (row["fresh"], row["failures"], row["succeeded_at"]) == (True, 0, None)
    for secret in (device.endpoint, b64(device.public), b64(device.auth)):
        assert secret.encode() not in answer.content
    assert len(base64.urlsafe_b64decode(answer.json()["public_key"] + "=")) == 65


def test_subscribing_again_keeps_the_row(api: Any, cast: Any, subscribe: Subscribe) -> None:
    device = subscribe(cast.editor, name="Téléphone")
    api(cast.editor).post("/push/devices", device.as_json())
    assert [row["name"] for row in api(cast.editor).get("/push").json()["devices"]] == ["Téléphone"]


def test_a_browser_belongs_to_who_subscribed_it_last(
    api: Any, cast: Any, service: PushService, subscribe: Subscribe, tell: Tell
) -> None:
    device = subscribe(cast.editor, name="Poste de l’accueil")
    assert api(cast.colleague).post("/push/devices", device.as_json(name="Poste")).status_code == 200
    assert api(cast.editor).get("/push").json()["devices"] == []
    assert [row["name"] for row in api(cast.colleague).get("/push").json()["devices"]] == ["Poste"]
    tell(cast.editor)
    assert not service.requests
    tell(cast.colleague)
    assert service.titles == [TEXT.title]


def test_what_waited_for_somebody_else_does_not_follow_the_browser(
    api: Any, cast: Any, service: PushService, subscribe: Subscribe, tell: Tell, work: Any
) -> None:
    device = subscribe(cast.editor)
    service.answers = [(429, {"Retry-After": "1"})]
    tell(cast.editor)
    api(cast.colleague).post("/push/devices", device.as_json())
    assert work() == 0
    assert service.requests == 1


def test_a_new_address_takes_the_place_of_the_old_one(api: Any, cast: Any, subscribe: Subscribe) -> None:
    old, others = subscribe(cast.editor, name="Téléphone"), subscribe(cast.colleague)
    before = api(cast.editor).get("/push").json()["devices"]
    subscribe(cast.editor, replaces=old.endpoint)
    (after,) = api(cast.editor).get("/push").json()["devices"]
    assert (after["id"], after["name"]) == (before[0]["id"], "Téléphone")
    assert after["fingerprint"] != before[0]["fingerprint"]
    subscribe(cast.editor, replaces=others.endpoint)  # only one's own
    assert PushSubscription.objects.filter(user=cast.editor).count() == 2
    assert not PushSubscription.objects.filter(endpoint=old.endpoint).exists()
    assert PushSubscription.objects.filter(endpoint=others.endpoint).exists()


def test_only_ones_own_are_removed(api: Any, cast: Any, subscribe: Subscribe) -> None:
    subscribe(cast.editor)
    (row,) = api(cast.editor).get("/push").json()["devices"]
    assert api(cast.colleague).delete(f"/push/devices/{row['id']}").status_code == 404
    assert api(cast.editor).delete(f"/push/devices/{row['id']}").status_code == 204
    assert api(cast.editor).delete(f"/push/devices/{row['id']}").status_code == 404


def test_there_is_an_end_to_devices(
    api: Any, cast: Any, service: PushService, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "DEVICES_AT_MOST", 2)
    subscribe(cast.editor)
    subscribe(cast.editor)
    refused = api(cast.editor).post("/push/devices", service.subscribe().as_json())
    assert refused.status_code == 422
    assert PushSubscription.objects.count() == 2


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/a",
        "https://10.0.0.1/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://[2606:4700:4700::1111]/a",
        "https://169.254.169.254/latest/meta-data",
        "https://user:secret@push.example.org/a",
        "https://push.example.org:0/a",
        "https://push.exa mple.org/a",
        "https:///a",
        "ftp://push.example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://püsh.example.org/é",
        "x" * 20,
        "",
    ],
)
def test_an_address_that_is_no_push_service_is_refused(api: Any, cast: Any, endpoint: str) -> None:
    refused = api(cast.editor).post("/push/devices", Device(endpoint).as_json())
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == ["endpoint"]


@pytest.mark.parametrize(
    ("p256dh", "auth", "field"),
    [
        (b64(b"\4" + bytes(64)), b64(bytes(16)), "p256dh"),  # no point of the curve
        (b64(bytes(65)), b64(bytes(16)), "p256dh"),
        ("é", b64(bytes(16)), "p256dh"),
        ("", b64(bytes(16)), "p256dh"),
        (None, b64(bytes(15)), "auth"),
        (None, "§", "auth"),
    ],
)
def test_keys_that_are_none_are_refused(
    api: Any, cast: Any, p256dh: str | None, auth: str, field: str
) -> None:
    device = Device("https://push.example.org/a")
    body = device.as_json()
    body["keys"] = {"p256dh": body["keys"]["p256dh"] if p256dh is None else p256dh, "auth": auth}
    refused = api(cast.editor).post("/push/devices", body)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [field]


def test_a_public_address_is_taken(api: Any, cast: Any) -> None:
    device = Device("https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB")
    assert api(cast.editor).post("/push/devices", device.as_json()).status_code == 200


def test_the_key_is_derived_and_stays(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    first = keys.public_key()
    assert first == keys.public_key()
    settings.SECRET_KEY = "another secret " * 4
    assert keys.public_key() != first


def test_a_key_of_ones_own(api: Any, cast: Any, settings: Any, subscribe: Subscribe) -> None:
    """Devices that know us by the key of before are told apart: their browsers subscribe again."""
    subscribe(cast.editor)
    # The example of RFC 7515, A.3: the private key "d" and its point
    settings.VAPID_PRIVATE_KEY = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
    point = base64.urlsafe_b64decode(keys.public_key() + "=")
    assert b64(point[1:33]) == "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    assert [row["fresh"] for row in api(cast.editor).get("/push").json()["devices"]] == [False]


@pytest.mark.parametrize("given", ["no key", b64(bytes(32)), b64(bytes(31)), b64(b"\xff" * 32), "é"])
def test_a_key_that_is_none_stops_with_a_sentence(settings: Any, given: str) -> None:
    settings.VAPID_PRIVATE_KEY = given
    with pytest.raises(ImproperlyConfigured, match="ENTREGENT_VAPID_PRIVATE_KEY"):
        keys.public_key()
