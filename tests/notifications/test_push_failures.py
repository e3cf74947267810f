"""What push services answer when they do not take a message (RFC 8030, 6585), and what is never reached."""

import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from backend.core.actor import task
from notifications.models import Notice, PushDelivery, PushSubscription
from notifications.push import sending
from notifications.push.due import forget_old
from notifications.push.keys import public_key
from notifications.push.queue import PAUSES
from notifications.push.waking import wake
from notifications.services import notify
from tests.notifications.conftest import TEXT, Clock
from tests.notifications.push_service import Device, PushService

pytestmark = pytest.mark.django_db
Tell = Callable[..., list[Notice]]


@pytest.fixture
def device(cast: Any, subscribe: Callable[..., Device], clock: Clock) -> Device:
    return subscribe(cast.editor)


def _state() -> tuple[str, int]:
    delivery = PushDelivery.objects.get()
    return delivery.state, delivery.attempts


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    api: Any, cast: Any, service: PushService, device: Device, tell: Tell, status: int
) -> None:
    service.answers = [(status, {})]
    tell(cast.editor)
    assert api(cast.editor).get("/push").json()["devices"] == []
    assert not PushDelivery.objects.exists()
    assert api(cast.editor).get("/notices").json()["total"] == 1
    tell(cast.editor)
    assert service.requests == 1


def test_it_waits_as_long_as_the_service_asks(
    cast: Any, service: PushService, device: Device, tell: Tell, clock: Clock, work: Any
) -> None:
    """The device as a whole: the next notice waits as well."""
    service.answers = [(429, {"Retry-After": "90"})]
    tell(cast.editor)
    tell(cast.editor)
    assert service.requests == 1
    clock.pass_by(seconds=89)
    assert work() == 0
    clock.pass_by(seconds=1)
    assert work() == 2
    assert service.titles == [TEXT.title] * 2
    assert PushSubscription.objects.get().failures == 0


@pytest.mark.parametrize(
    ("given", "seconds"), [("{date}", 120), ("", 60), ("soon", 60), ("99999", 3600), ("-5", 60)]
)
def test_retry_after_may_be_a_date_or_nonsense(
    cast: Any,
    service: PushService,
    device: Device,
    tell: Tell,
    clock: Clock,
    work: Any,
    given: str,
    seconds: int,
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    service.answers = [(429, {"Retry-After": given.format(date=date)} if given else {})]
    tell(cast.editor)
    clock.pass_by(seconds=seconds - 3)
    assert work() == 0
    clock.pass_by(seconds=4)
    assert work() == 1


def test_a_service_that_fails_is_tried_again_ever_more_slowly_and_then_no_more(
    cast: Any, service: PushService, device: Device, tell: Tell, clock: Clock, work: Any
) -> None:
    service.answers = [(500, {}), (502, {}), (503, {}), (504, {}), (500, {}), (500, {}), (500, {}), (500, {})]
    tell(cast.editor)
    for number, pause in enumerate(PAUSES, 1):
        assert service.requests == number
        clock.pass_by(seconds=pause.total_seconds() - 1)
        assert work() == 0
        clock.pass_by(seconds=1)
        assert work() == 1
    assert _state() == ("failed", len(PAUSES) + 1)
    assert PushSubscription.objects.get().failures == len(PAUSES) + 1
    clock.pass_by(days=1)
    assert work() == 0
    service.answers = []
    tell(cast.editor)
    assert PushSubscription.objects.get().failures == 0


def test_a_service_that_comes_back_gets_it(
    cast: Any, service: PushService, device: Device, tell: Tell, clock: Clock
) -> None:
    """The sweep of the worker finds it."""
    service.answers = [(503, {})]
    tell(cast.editor)
    clock.pass_by(seconds=6)
    wake()
    assert service.titles == [TEXT.title]
    assert int(service.received[0].headers["ttl"]) == 24 * 3600 - 6


def test_what_comes_too_late_is_left_to_the_inbox(
    cast: Any, service: PushService, device: Device, tell: Tell, clock: Clock, work: Any
) -> None:
    service.answers = [(503, {})]
    tell(cast.editor)
    clock.pass_by(hours=24)
    assert work() == 0
    assert _state() == ("left", 2)
    assert service.requests == 1


@pytest.mark.parametrize("status", [400, 401, 403, 413, 301])
def test_a_refusal_is_not_tried_again_and_keeps_the_device(
    api: Any, cast: Any, service: PushService, device: Device, tell: Tell, clock: Clock, work: Any,
    caplog: pytest.LogCaptureFixture, status: int,
) -> None:  # fmt: skip
    caplog.set_level(logging.INFO)
    service.answers = [(status, {"Location": "http://127.0.0.1:1/"})]
    tell(cast.editor)
    clock.pass_by(hours=2)
    assert work() == 0
    assert _state() == ("failed", 1)
    (row,) = api(cast.editor).get("/push").json()["devices"]
    assert (row["failures"], row["succeeded_at"]) == (1, None)
    assert str(status) in caplog.text
    assert device.endpoint not in caplog.text


def test_a_service_that_is_down_or_silent_is_tried_again(
    cast: Any, service: PushService, tell: Tell, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as closed:
        ports = [silent.getsockname()[1], closed.getsockname()[1]]
        closed.close()
        for port in ports:
            keys = Device(f"http://127.0.0.1:{port}/push/a").as_json()["keys"]
            endpoint = f"http://127.0.0.1:{port}/push/a"
            PushSubscription.objects.create(
                user=cast.editor, endpoint=endpoint, server_key=public_key(), **keys
            )
        tell(cast.editor)
    assert set(PushDelivery.objects.values_list("state", "attempts")) == {("waiting", 1)}
    assert set(PushSubscription.objects.values_list("failures", flat=True)) == {1}


def test_one_that_cannot_be_made_does_not_hold_up_the_others(
    cast: Any, service: PushService, subscribe: Callable[..., Device], tell: Tell
) -> None:
    PushSubscription.objects.create(
        user=cast.editor,
        endpoint=service.origin + "/push/x",
        p256dh="AAAA",
        auth="AAAA",
        server_key=public_key(),
    )
    subscribe(cast.editor)
    tell(cast.editor)
    assert service.titles == [TEXT.title]
    assert set(PushDelivery.objects.values_list("state", flat=True)) == {"failed", "taken"}


def test_a_name_that_leads_inside_is_never_followed(
    cast: Any, service: PushService, device: Device, tell: Tell, settings: Any
) -> None:
    """Also one that led outside when the device subscribed (DNS rebinding)."""
    settings.PUSH_ALLOW_HOSTS = frozenset()
    tell(cast.editor)
    assert service.requests == 0
    assert _state() == ("failed", 1)


def test_what_was_decided_is_forgotten_after_a_week(
    cast: Any, service: PushService, device: Device, tell: Tell, clock: Clock
) -> None:
    tell(cast.editor)
    service.answers = [(503, {})]
    tell(cast.editor)
    clock.pass_by(days=6)
    assert forget_old() == 0
    clock.pass_by(days=2)
    assert forget_old() == 1
    assert PushDelivery.objects.get().state == "waiting"


def test_a_device_removed_meanwhile_is_no_fault(
    cast: Any, service: PushService, device: Device, monkeypatch: pytest.MonkeyPatch, work: Any
) -> None:
    notify(task("essai"), users=[cast.editor], text=TEXT)

    def push_and_remove(message: Any) -> Any:
        return sending.Outcome(sending.Fate.GONE, 410)

    monkeypatch.setattr("notifications.push.tasks.push", push_and_remove)
    assert work() == 1
    assert not PushSubscription.objects.exists()
