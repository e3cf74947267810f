"""Runs of a feed in real processes: killed wherever they are, and two at once (RF-8)."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection

from backend.contacts.feeds import scheduling
from backend.contacts.models import ContactPoint, DataSource, Feed, FeedRun, Import, Person
from backend.core.clock import now
from tests.backend.contacts.feeds.conftest import people, put

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROWS = 240
WORK = """
import sys, django
django.setup()
from backend.contacts.feeds.running import run_feed
from backend.contacts.imports import commit
commit.ROWS_IN_A_BATCH = 20
print('ready', flush=True)
sys.stdin.readline()
run_feed(sys.argv[1])
"""


@pytest.fixture
def feed(folder: Path, source: DataSource) -> Feed:
    """Due, and not queued."""
    put(folder, "a.xlsx", people(*range(ROWS)))
    return Feed.objects.create(
        name="Base presse", address="dossier:presse", data_source=source, next_at=now()
    )


def _worker(feed: Feed) -> "subprocess.Popen[str]":
    """A process that waits for a line before it runs FEED."""
    ours = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    child = subprocess.Popen(
        [sys.executable, "-c", WORK, str(feed.pk)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "DATABASE_URL": ours,
            "ENTREGENT_LOG_LEVEL": "ERROR",
            "ENTREGENT_FEEDS_DIR": str(django_settings.FEEDS_DIR),
        },
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    return child


def _go(child: "subprocess.Popen[str]") -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def _end(child: "subprocess.Popen[str]") -> int:
    code = child.wait(60)
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        pipe.close()
    return code


def _reached() -> tuple[str, str, int]:
    """How far the run has come: a worker is killed when this moves, on a machine of any speed."""
    run = FeedRun.objects.select_related("batch").first()
    return run.outcome if run else "", run.batch.status if run and run.batch else "", Person.objects.count()


def _written_once(feed: Feed) -> None:
    run = FeedRun.objects.get()
    feed.refresh_from_db()
    assert (run.outcome, run.missing_count) == ("written", 0)
    assert (feed.state, feed.claimed_at, feed.failures, feed.good["rows"]) == ("active", None, 0, ROWS)
    assert Import.objects.get().status == "committed"
    assert Person.objects.count() == ContactPoint.objects.count() == ROWS


def test_a_run_that_is_killed_again_and_again(feed: Feed) -> None:
    dice = random.Random(20261125)
    seen = set()
    for turn in range(8):
        child = _worker(feed)
        before = _reached()
        _go(child)
        if turn < 7:
            while _reached() == before and child.poll() is None:
                time.sleep(0.002)
            time.sleep(dice.uniform(0, 0.03))
            child.send_signal(signal.SIGKILL)
        _end(child)
        seen.add(_reached()[:2])
        if _reached()[0] == "written":
            break
        # The claims that the dead left grow old.
        Feed.objects.filter(claimed_at__isnull=False).update(claimed_at=now() - scheduling.STALE_AFTER * 2)
        Import.objects.update(claimed_at=None, attempts=0)
        FeedRun.objects.update(attempts=0)
    _written_once(feed)
    assert len(seen) > 1, "no worker was killed in the midst of its work: the test shows nothing"


def test_a_worker_that_died_is_found_by_the_sweep(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[UUID] = []
    monkeypatch.setattr(scheduling, "_queue_now", queued.append)
    FeedRun.objects.create(feed=feed, started_at=now(), attempts=1)
    Feed.objects.update(claimed_at=now(), next_at=None, updated_at=now() - scheduling.STALE_AFTER)
    scheduling.sweep()
    assert queued == [], "its claim is fresh"
    Feed.objects.update(claimed_at=now() - scheduling.STALE_AFTER * 2)
    scheduling.sweep()
    scheduling.sweep()
    assert queued == [feed.pk]


def test_once_there_is_an_import_a_dead_worker_is_missed_sooner(feed: Feed) -> None:
    run = FeedRun.objects.create(feed=feed, started_at=now(), attempts=1)
    old = now() - (scheduling.STALE_AFTER + scheduling.STALE_IMPORT_AFTER) / 2
    Feed.objects.update(claimed_at=old)
    assert scheduling.claim(feed.pk) is None, "its file may still be coming"
    run.batch = Import.objects.create(file_name="a.xlsx", file_digest="0" * 64, status="judging")
    run.save()
    assert scheduling.claim(feed.pk) is not None


def test_three_at_once_run_it_once(feed: Feed) -> None:
    children = [_worker(feed) for _ in range(3)]
    for child in children:
        _go(child)
    assert [_end(child) for child in children] == [0, 0, 0]
    _written_once(feed)
