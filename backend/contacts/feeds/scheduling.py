"""When a feed runs: found by the sweep, claimed by one worker, put off further each time it fails.

A claim is a moment in `claimed_at`, taken by a conditional UPDATE; a worker that dies leaves it, and it is free
again when it is stale. What a run does is safe to do twice, so a claim that was lost too early does no harm.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_q.tasks import async_task

from backend.contacts.models import Feed, FeedRun
from backend.core.clock import now

STALE_AFTER = timedelta(minutes=3)
"""Longer than a file may take to come (fetching.SECONDS)."""
STALE_IMPORT_AFTER = timedelta(minutes=1)
"""Once there is an import, which has a claim of its own."""
QUEUED_AGAIN_AFTER = timedelta(seconds=30)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
DAY = 1440
"""Minutes."""
_OPEN = FeedRun.objects.filter(feed=OuterRef("pk"), outcome=FeedRun.Outcome.RUNNING)


def queue(feed_id: UUID) -> None:
    """Once the transaction is committed."""
    transaction.on_commit(partial(_queue_now, feed_id))


def sweep() -> None:
    """Queues what is due, and the runs whose worker died; once in a while, however long the queue."""
    moment = now()
    waiting = Feed.objects.filter(_is_due(moment), updated_at__lt=moment - QUEUED_AGAIN_AFTER)
    for feed in waiting:
        if Feed.objects.filter(pk=feed.pk, updated_at=feed.updated_at).update(updated_at=moment):
            _queue_now(feed.pk)


def claim(feed_id: UUID) -> datetime | None:
    """The moment of our claim; None where another works, or nothing is due."""
    moment = now()
    taken = Feed.objects.filter(_is_due(moment), pk=feed_id).update(claimed_at=moment, updated_at=moment)
    return moment if taken else None


def release(feed_id: UUID, claimed: datetime) -> None:
    Feed.objects.filter(pk=feed_id, claimed_at=claimed).update(claimed_at=None, updated_at=now())


def next_after(feed: Feed) -> datetime:
    """The next time of its rhythm, without those that were missed; one that is still to come stays as it is."""
    moment, step = now(), timedelta(minutes=feed.every_minutes)
    planned = feed.next_at or moment
    if planned > moment:
        return planned
    if feed.hour is None or feed.every_minutes % DAY:
        return planned + step * ((moment - planned) // step + 1)
    day = timezone.localdate(planned)
    day += step * max((timezone.localdate(moment) - day) // step, 0)
    at = _at_hour(day, feed.hour)
    return at if at > moment else _at_hour(day + step, feed.hour)


def _at_hour(day: date, hour: int) -> datetime:
    """In France, whose clocks change twice a year."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def next_try(feed: Feed, failures: int) -> datetime:
    """After so many FAILURES in a row: 5 minutes, 10, 20, never later than its rhythm or a day."""
    wait = FIRST_WAIT * (1 << min(failures - 1, 12))
    return now() + min(wait, LONGEST_WAIT, timedelta(minutes=feed.every_minutes))


def _is_due(moment: datetime) -> Q:
    free = Q(claimed_at=None) | Q(claimed_at__lt=moment - STALE_AFTER)
    free |= Q(Exists(_OPEN.filter(batch__isnull=False)), claimed_at__lt=moment - STALE_IMPORT_AFTER)
    return free & (Q(state=Feed.State.ACTIVE, next_at__lte=moment) | Q(Exists(_OPEN)))


def _queue_now(feed_id: UUID) -> None:
    async_task("backend.contacts.tasks.run_feed", str(feed_id), q_options={"save": False})
