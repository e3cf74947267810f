"""Parts of the tests of notices: a push service that decrypts, and a clock that one sets."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from backend.core.actor import task
from notifications.models import Notice
from notifications.notice import NoticeText
from notifications.push.tasks import drain
from notifications.services import notify
from tests.backend.checkins.conftest import door, make_event, send
from tests.backend.conftest import postbox
from tests.notifications.push_service import Device, PushService, running

__all__ = ["door", "make_event", "postbox", "send"]
TEXT = NoticeText(
    kind="export_failed", title="Export interrompu", body="Le disque est plein.", url="/exports/1"
)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = timezone.now()

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **lapse: float) -> None:
        self.moment += timedelta(**lapse)

    def reads(self, text: str) -> None:
        """TEXT is a local time, such as 2026-11-25 21:00."""
        self.moment = timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    settings.PUSH_ALLOW_HOSTS = frozenset({"127.0.0.1"})
    with running() as found:
        yield found
        assert not found.wrong


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., list[Notice]]:
    def tell_now(*users: Any, text: NoticeText = TEXT) -> list[Notice]:
        with django_capture_on_commit_callbacks(execute=True):
            return notify(task("essai"), users=users, text=text)

    return tell_now


@pytest.fixture
def subscribe(api: Any, service: PushService) -> Callable[..., Device]:
    """A new device of a user."""

    def subscribe_one(user: Any, **more: Any) -> Device:
        device = service.subscribe()
        answer = api(user).post("/push/devices", device.as_json(**more))
        assert answer.status_code == 200, answer.json()
        return device

    return subscribe_one


@pytest.fixture
def choose(api: Any) -> Callable[..., Any]:
    def choose_some(user: Any, kind: str = TEXT.kind, **channels: bool) -> Any:
        choices = [{"kind": kind, "channel": channel, "on": on} for channel, on in channels.items()]
        return api(user).patch("/notices/preferences", {"choices": choices})

    return choose_some


@pytest.fixture
def work() -> Callable[[], int]:
    """The worker's sweep comes by."""
    return drain
