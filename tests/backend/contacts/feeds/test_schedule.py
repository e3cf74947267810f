"""When a feed runs, by which worker, and how long its history is kept (RF-8)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from backend.contacts import services
from backend.contacts.feeds import history, scheduling
from backend.contacts.feeds.running import run_feed
from backend.contacts.imports.undo import run_undo, start_undo
from backend.contacts.models import Feed, FeedRun, Import
from backend.core.clock import now
from fixtures.factories import TESTS
from tests.backend.contacts.feeds.conftest import names, people, put, run

pytestmark = pytest.mark.django_db
MakeFeed = Callable[..., Feed]


def test_only_what_is_due_is_claimed_and_by_one(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    first, second = scheduling.claim(feed.pk), scheduling.claim(feed.pk)
    assert first is not None
    assert second is None
    scheduling.release(feed.pk, first)
    services.pause_feed(TESTS, feed_id=feed.pk)
    assert scheduling.claim(feed.pk) is None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`clock("2026-11-25 16:02")` sets the time of scheduling, in France."""

    def set_to(text: str) -> None:
        monkeypatch.setattr(scheduling, "now", lambda: _paris(text))

    return set_to


def _paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("minutes", "hour", "planned", "moment", "following"),
    [
        (60, None, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-25 17:02"),
        (60, 3, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-25 17:02"),
        (1440, None, "2026-11-22 16:02", "2026-11-25 16:03", "2026-11-26 16:02"),  # missed times stay missed
        (1440, 3, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-26 03:00"),
        (1440, 18, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-25 18:00"),
        (1440, 3, "2026-11-20 03:00", "2026-11-25 16:03", "2026-11-26 03:00"),
        (1440, 3, "2026-03-28 03:00", "2026-03-28 03:01", "2026-03-29 03:00"),  # clocks go forward that night
        (1440, 3, "2026-10-24 03:00", "2026-10-24 03:01", "2026-10-25 03:00"),
        (10080, 3, "2026-11-25 03:00", "2026-11-25 03:01", "2026-12-02 03:00"),
        (10080, 3, "2026-11-01 03:00", "2026-11-25 03:01", "2026-11-29 03:00"),
        (1440, 3, "2026-11-26 03:00", "2026-11-25 16:03", "2026-11-26 03:00"),  # it ran in between
    ],
)
def test_when_it_runs_next(
    clock: Callable[[str], None], minutes: int, hour: int | None, planned: str, moment: str, following: str
) -> None:
    clock(moment)
    feed = Feed(every_minutes=minutes, hour=hour, next_at=_paris(planned))
    assert scheduling.next_after(feed) == _paris(following)


def test_running_it_now_leaves_its_times_alone(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    run(feed)
    planned = Feed.objects.get().next_at
    put(folder, "a.xlsx", people(1, 2))
    services.run_feed_now(TESTS, feed_id=feed.pk)
    services.run_feed_now(TESTS, feed_id=feed.pk)
    run_feed(feed.pk)
    run_feed(feed.pk)
    assert [each.outcome for each in feed.runs.order_by("pk")] == ["written", "written"]
    assert Feed.objects.get().next_at == planned


def test_another_rhythm_counts_from_now(feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    services.change_feed(TESTS, feed_id=feed.pk, changes={"hour": 3})
    at = Feed.objects.get().next_at
    assert at is not None
    assert at > now()
    assert timezone.localtime(at).hour == 3


def test_the_sweep_queues_what_is_due_once(
    folder: Path, feed_of: MakeFeed, django_capture_on_commit_callbacks: Any
) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    long_ago = now() - scheduling.QUEUED_AGAIN_AFTER * 2
    Feed.objects.update(updated_at=long_ago)
    scheduling.sweep()
    scheduling.sweep()
    assert [each.outcome for each in feed.runs.all()] == ["written"]


def test_runs_that_gave_nothing_are_forgotten(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    run(feed)
    run(feed)
    FeedRun.objects.update(started_at=now() - history.KEPT * 2)
    assert history.tidy() == 1
    assert feed.runs.get().outcome == "written"


def test_rows_that_said_nothing_new_are_dropped_from_old_imports(
    folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an old import is undone all the same."""
    monkeypatch.setattr(history, "WHOLE_IMPORTS", 2)
    feed = feed_of("dossier:presse")
    for last in range(2, 7):
        put(folder, "a.xlsx", people(*range(last)))
        assert run(feed).outcome == "written"
    batches = Import.objects.order_by("created_at")
    assert [batch.rows.count() for batch in batches] == [2, 1, 1, 5, 6]
    start_undo(TESTS, batch=batches[1], background=False)
    run_undo(batches[1].pk)
    assert names() == ["Nom0", "Nom1", "Nom3", "Nom4", "Nom5"]
