"""Quiet hours hold a push back and lose none; the inbox has it all along (CARD-5)."""

from collections.abc import Callable
from typing import Any

import pytest

from notifications.models import Notice, PushDelivery
from notifications.notice import NoticeText
from notifications.services import mark_read
from tests.notifications.conftest import TEXT, Clock
from tests.notifications.push_service import Device, PushService

pytestmark = pytest.mark.django_db
Tell = Callable[..., list[Notice]]
URGENT = NoticeText(kind="export_failed", title="Urgent", urgency="high")


@pytest.fixture
def night(api: Any, cast: Any, subscribe: Callable[..., Device], clock: Clock) -> Any:
    """A Wednesday evening in the quiet hours of an editor with one device."""
    clock.reads("2026-11-25 21:00")
    subscribe(cast.editor)

    def set_hours(**more: Any) -> None:
        answer = api(cast.editor).post("/notices/quiet-hours", {"starts": "20:00", "ends": "07:30", **more})
        assert answer.status_code == 200

    set_hours()
    return set_hours


def test_a_push_waits_for_the_morning(
    api: Any, cast: Any, service: PushService, night: Any, tell: Tell, clock: Clock, work: Any
) -> None:
    tell(cast.editor)
    assert not service.requests
    assert api(cast.editor).get("/notices", unread=True).json()["total"] == 1
    clock.reads("2026-11-26 07:29")
    assert work() == 0
    clock.reads("2026-11-26 07:30")
    assert work() == 1
    assert service.titles == [TEXT.title]
    assert PushDelivery.objects.get().attempts == 1


def test_several_come_as_one(
    cast: Any, service: PushService, night: Any, tell: Tell, clock: Clock, work: Any
) -> None:
    for title in ("Un", "Deux", "Trois"):
        tell(cast.editor, text=NoticeText(kind="export_failed", title=title, url="/exports/1"))
    clock.reads("2026-11-26 07:30")
    assert work() == 1
    (received,) = service.received
    shown = received.message["notification"]
    assert shown["title"] == "3 avis pendant vos heures calmes"
    assert shown["body"].split("\n") == ["Un", "Deux", "Trois"]
    assert (shown["navigate"], shown["app_badge"]) == ("http://127.0.0.1:8000/avis", "3")
    assert set(PushDelivery.objects.values_list("state", flat=True)) == {"taken"}


def test_what_was_read_meanwhile_is_not_told_again(
    cast: Any, service: PushService, night: Any, tell: Tell, clock: Clock, work: Any
) -> None:
    first, _ = tell(cast.editor)[0], tell(cast.editor)
    clock.pass_by(minutes=5)
    mark_read(cast.editor.actor, user=cast.editor, notice_id=first.pk)
    clock.reads("2026-11-26 07:30")
    assert work() == 1
    assert service.titles == [TEXT.title]
    assert sorted(PushDelivery.objects.values_list("state", flat=True)) == ["left", "taken"]


def test_a_change_of_mind_counts_for_what_waits(
    cast: Any, service: PushService, night: Any, tell: Tell, clock: Clock, work: Any, choose: Any
) -> None:
    tell(cast.editor)
    choose(cast.editor, push=False)
    clock.reads("2026-11-26 07:30")
    assert work() == 0
    assert PushDelivery.objects.get().state == "left"


def test_urgent_ones_pass_where_the_person_lets_them(
    cast: Any, service: PushService, night: Any, tell: Tell
) -> None:
    tell(cast.editor, text=URGENT)
    assert not service.requests
    night(urgent_pass=True)
    tell(cast.editor, text=URGENT)
    tell(cast.editor)
    assert service.titles == ["Urgent"]


def test_what_makes_no_sense_in_the_morning_is_left_to_the_inbox(
    api: Any, cast: Any, service: PushService, night: Any, tell: Tell, clock: Clock, work: Any
) -> None:
    """A Friday evening: the week-end is longer than the notice is news."""
    clock.reads("2026-11-27 21:00")
    night(weekend=True)
    tell(cast.editor)
    assert PushDelivery.objects.get().state == "left"
    clock.reads("2026-11-30 08:00")
    assert work() == 0
    assert not service.requests
    assert api(cast.editor).get("/notices", unread=True).json()["total"] == 1


def test_quiet_hours_are_ones_own(
    cast: Any, service: PushService, night: Any, tell: Tell, subscribe: Callable[..., Device]
) -> None:
    subscribe(cast.colleague)
    tell(cast.editor, cast.colleague)
    assert service.titles == [TEXT.title]


def test_hours_that_change_while_it_waits(
    api: Any, cast: Any, service: PushService, night: Any, tell: Tell, clock: Clock, work: Any
) -> None:
    """What was put off until 7.30 is put off again where the hours end later now."""
    tell(cast.editor)
    night(ends="09:00")
    clock.reads("2026-11-26 07:30")
    assert work() == 0
    clock.reads("2026-11-26 09:00")
    assert work() == 1
