"""Web push as a device sees it: subscribed, encrypted, signed, read (CARD-5; RFC 8030, 8291, 8292)."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from backend.core.actor import task
from notifications.models import Notice, PushDelivery, PushSubscription
from notifications.notice import NoticeText
from notifications.push import payload
from notifications.push.due import STALE, TRIES_AT_MOST, deliveries_are_due
from notifications.push.keys import public_key
from notifications.push.queue import claim_deliveries
from notifications.services import notify
from tests.notifications.conftest import TEXT, Clock
from tests.notifications.push_service import Device, PushService, running, vapid_claims

pytestmark = pytest.mark.django_db
Tell = Callable[..., list[Notice]]
Subscribe = Callable[..., Device]


def test_a_notice_is_read_by_the_device_alone(
    cast: Any, service: PushService, subscribe: Subscribe, tell: Tell, clock: Clock, settings: Any
) -> None:
    device = subscribe(cast.editor, name="Firefox sur Linux")
    (notice,) = tell(cast.editor)
    (received,) = service.received
    assert received.device is device
    tag = received.message["notification"].pop("tag")
    assert received.message == {
        "web_push": 8030,
        "notification": {
            "title": "Export interrompu",
            "body": "Le disque est plein.",
            "lang": "fr",
            "dir": "ltr",
            "navigate": f"http://127.0.0.1:8000/exports/1?avis={notice.pk}",
            "app_badge": "1",
        },
    }
    headers = received.headers
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == (str(24 * 3600), "normal", tag)
    assert received.claims["sub"] == settings.VAPID_CONTACT == "mailto:invitations@example.org"
    assert vapid_claims(headers["authorization"], service.origin)[1] == public_key()
    (delivery,) = PushDelivery.objects.all()
    assert (delivery.state, delivery.taken_at, delivery.attempts) == ("taken", clock.moment, 1)
    assert PushSubscription.objects.get().succeeded_at == clock.moment


def test_each_message_is_signed_for_its_own_service(
    cast: Any, service: PushService, subscribe: Subscribe, tell: Tell
) -> None:
    """A dictionary of claims that is used twice would name the first service to the second."""
    with running() as other:
        subscribe(cast.editor)
        device = other.subscribe()
        PushSubscription.objects.create(
            user=cast.editor, endpoint=device.endpoint, server_key=public_key(), **device.as_json()["keys"]
        )
        tell(cast.editor)
        assert service.titles == other.titles == [TEXT.title]
        assert service.received[0].claims["aud"] != other.received[0].claims["aud"]


def test_everybody_hears_of_their_own_on_all_their_devices(
    cast: Any, service: PushService, subscribe: Subscribe, tell: Tell
) -> None:
    mine = [subscribe(cast.editor), subscribe(cast.editor)]
    subscribe(cast.colleague)
    tell(cast.editor)
    assert {id(each.device) for each in service.received} == {id(device) for device in mine}
    tell(cast.editor, cast.colleague, cast.manager)
    assert len(service.received) == 5


def test_nothing_leaves_before_the_transaction_has_ended(
    cast: Any, service: PushService, subscribe: Subscribe, django_capture_on_commit_callbacks: Any
) -> None:
    subscribe(cast.editor)
    with django_capture_on_commit_callbacks(execute=True):
        with suppress(RuntimeError), transaction.atomic():
            notify(task("essai"), users=[cast.editor], text=TEXT)
            raise RuntimeError
        notify(task("essai"), users=[cast.editor], text=NoticeText(kind="export_failed", title="Resté"))
        assert not service.requests
    assert service.titles == ["Resté"]


def test_urgency_and_lifetime_are_told(
    cast: Any, service: PushService, subscribe: Subscribe, tell: Tell, clock: Clock
) -> None:
    subscribe(cast.editor)
    tell(cast.editor, text=NoticeText(kind="test", title="A", urgency="high"))
    headers = service.received[0].headers
    assert (headers["urgency"], headers["ttl"]) == ("high", "600")


def test_what_is_about_the_same_takes_the_place_of_the_older(
    cast: Any, service: PushService, subscribe: Subscribe, tell: Tell
) -> None:
    subscribe(cast.editor)
    for about in ("event:1", "event:1", "event:2", "", ""):
        tell(cast.editor, text=NoticeText(kind="export_failed", title="A", about=about))
    topics = [each.headers["topic"] for each in service.received]
    assert topics[0] == topics[1]
    assert len(set(topics)) == 4
    assert all(len(topic) <= 32 for topic in topics)


def test_the_longest_notice_fits(cast: Any, service: PushService, subscribe: Subscribe, tell: Tell) -> None:
    subscribe(cast.editor)
    tell(
        cast.editor,
        text=NoticeText(kind="export_failed", title='"' * 160, body="\x01" * 400, url="/" + "é" * 299),
    )
    (received,) = service.received
    assert received.size <= 4096
    assert received.message["notification"]["title"] == '"' * 160


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


_DEAR = st.text(st.sampled_from('é\x01"a\\😀\n'), max_size=400)  # many bytes a character


@given(
    title=_TEXTS.map(lambda text: text[:160]), body=_DEAR | _TEXTS.map(lambda text: text[:400]), url=_TEXTS
)
def test_any_notice_is_json_within_the_limit(title: str, body: str, url: str) -> None:
    notice = Notice(kind="k", title=title, body=body, url=url[:300])
    encoded = payload.message(notice, tag="t", unread=3)
    shown = json.loads(encoded)["notification"]
    assert len(encoded) <= payload.LONGEST
    assert shown["title"] == title
    assert body.startswith(shown["body"].removesuffix("…").rstrip())
    assert urlsplit(shown["navigate"]).netloc == "127.0.0.1:8000"


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("", "/avis?avis={id}"),
        ("/exports/1", "/exports/1?avis={id}"),
        ("/contacts?q=a#b", "/contacts?q=a&avis={id}#b"),
        ("https://example.org/", "/avis?avis={id}"),
    ],
)
def test_a_device_opens_a_page_of_ours(url: str, opened: str) -> None:
    notice = Notice(kind="k", title="A", url=url)
    shown = json.loads(payload.message(notice, tag="t", unread=0))["notification"]
    assert shown["navigate"] == "http://127.0.0.1:8000" + opened.format(id=notice.pk)


def test_who_wants_no_push_gets_none(
    cast: Any, service: PushService, subscribe: Subscribe, tell: Tell, choose: Any
) -> None:
    subscribe(cast.editor)
    choose(cast.editor, push=False)
    tell(cast.editor)
    assert not service.requests
    choose(cast.editor, push=True, in_app=False)
    tell(cast.editor)
    assert service.titles == [TEXT.title]
    for kind in ("export_finished", "never_declared"):  # nobody asked to hear of these
        tell(cast.editor, text=NoticeText(kind=kind, title="Prêt"))
    assert service.titles == [TEXT.title]
    assert Notice.objects.filter(user=cast.editor).count() == 4


def test_an_account_that_was_closed_hears_nothing(
    cast: Any, service: PushService, subscribe: Subscribe, django_capture_on_commit_callbacks: Any, work: Any
) -> None:
    subscribe(cast.editor)
    with django_capture_on_commit_callbacks(execute=False):
        notify(task("essai"), users=[cast.editor], text=TEXT)
    type(cast.editor).objects.filter(pk=cast.editor.pk).update(is_active=False)
    assert work() == 0
    assert not service.requests
    assert PushDelivery.objects.get().state == "left"


def test_who_lost_the_right_hears_nothing(
    cast: Any, service: PushService, subscribe: Subscribe, django_capture_on_commit_callbacks: Any, work: Any
) -> None:
    """Between the notice and the moment when it goes out."""
    subscribe(cast.editor)
    with django_capture_on_commit_callbacks(execute=False):
        notify(task("essai"), users=[cast.editor], text=TEXT)
    cast.editor.groups.clear()
    assert work() == 0
    assert PushDelivery.objects.get().state == "left"


def test_a_try_comes_at_once_and_whatever_was_chosen(
    api: Any,
    cast: Any,
    service: PushService,
    subscribe: Subscribe,
    clock: Clock,
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert api(cast.editor).post("/push/test").status_code == 422
    clock.reads("2026-11-25 23:00")
    subscribe(cast.editor)
    subscribe(cast.colleague)
    api(cast.editor).post("/notices/quiet-hours", {"starts": "20:00", "ends": "07:30"})
    with django_capture_on_commit_callbacks(execute=True):
        assert api(cast.editor).post("/push/test").json() == {"devices": 1}
    assert service.titles == ["Avis d’essai"]
    assert api(cast.editor).get("/notices").json()["total"] == 1
    for _ in range(5):
        api(cast.editor).post("/push/test")
    assert api(cast.editor).post("/push/test").status_code == 429


def test_a_service_worker_finds_its_token(cast: Any, service: PushService) -> None:
    """It can't read cookies, and has to tell of a subscription that its push service changed."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    body: dict[str, Any] = {"data": service.subscribe().as_json(), "content_type": "application/json"}
    assert browser.post("/api/v1/push/devices", **body).status_code == 403
    token = browser.get("/api/v1/push").json()["csrf_token"]
    assert browser.post("/api/v1/push/devices", headers={"X-CSRFToken": token}, **body).status_code == 200


def test_urgent_ones_go_first(
    cast: Any, service: PushService, subscribe: Subscribe, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(cast.editor)
    plain = [NoticeText(kind="export_failed", title=title) for title in ("0", "1")]
    for text in [*plain, NoticeText(kind="export_failed", title="2", urgency="high")]:
        notify(task("essai"), users=[cast.editor], text=text)
    monkeypatch.setattr("notifications.push.tasks.AT_ONCE", 1)
    assert work() == 3
    assert service.titles == ["2", "0", "1"]


def test_a_claim_that_was_left_lapses(
    cast: Any, service: PushService, subscribe: Subscribe, clock: Clock, work: Any
) -> None:
    """The worker was killed in between."""
    subscribe(cast.editor)
    notify(task("essai"), users=[cast.editor], text=TEXT)
    assert len(claim_deliveries(10)) == 1
    assert work() == 0
    clock.pass_by(seconds=(STALE + timedelta(seconds=1)).total_seconds())
    assert work() == 1
    assert service.titles == [TEXT.title]


def test_what_a_worker_dies_of_is_not_claimed_for_ever(
    cast: Any, service: PushService, subscribe: Subscribe, clock: Clock, work: Any
) -> None:
    subscribe(cast.editor)
    notify(task("essai"), users=[cast.editor], text=TEXT)
    for _ in range(TRIES_AT_MOST):
        assert deliveries_are_due()
        assert len(claim_deliveries(10)) == 1
        clock.pass_by(minutes=3)
    assert not deliveries_are_due()
    assert work() == 0
    assert not service.requests
