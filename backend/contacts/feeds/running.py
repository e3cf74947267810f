"""One run of a feed: fetched, judged, looked at, written; any number of times, by any worker (RF-8).

Each step is one transaction that changes the run only where it is still open, and leaves in the tables where the
next begins: no file yet; an import that waits to be judged; one that was judged; one that is being written. The
judging and the writing are those of any import (imports/worker.py), with their own claims.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import F

from backend.contacts.changes import AUDIENCE, FeedChanged
from backend.contacts.errors import UnreadableFile
from backend.contacts.feeds import scheduling
from backend.contacts.feeds.addresses import is_folder, joined
from backend.contacts.feeds.fetched import Fetched, NoFile, WrongFile
from backend.contacts.feeds.fetching import fetch
from backend.contacts.feeds.history import thin_out
from backend.contacts.feeds.looking import why_wrong
from backend.contacts.feeds.persons import look_of, missing_from
from backend.contacts.feeds.remembering import is_elsewhere, learned, place_of, read_before, seen_as
from backend.contacts.feeds.telling import tell_failing, tell_stopped
from backend.contacts.feeds.watching import take
from backend.contacts.imports import worker
from backend.contacts.imports.commit import start_commit
from backend.contacts.imports.dry_run import keep_import
from backend.contacts.imports.jobs import RUNNING
from backend.contacts.models import Feed, FeedRun, Import
from backend.core.actor import task
from backend.core.clock import now
from backend.core.errors import TooLarge
from backend.core.work import writing
from backend.live.publish import publish

log = logging.getLogger(__name__)
ACTOR = task("contacts_feed")
ATTEMPTS_AT_MOST = 3
TOLD_AFTER = 3
"""Failures in a row; before, it is tried again without a word."""
_ELSEWHERE = "L’adresse a été changée pendant la lecture : ce fichier n’est pas écrit."
Outcome, Status = FeedRun.Outcome, Import.Status
_FEEDS = Feed.objects.select_related("mapping")
_RUNS = FeedRun.objects.select_related("feed", "feed__mapping")


def run_feed(feed_id: UUID | str) -> None:
    """Run the feed if it is due and nobody else does."""
    pk = UUID(str(feed_id))
    claimed = scheduling.claim(pk)
    if claimed is None:
        return
    try:
        _go(_open(pk))
    except _Closed:
        log.info("a run of feed %s was closed meanwhile", pk)
    scheduling.release(pk, claimed)


def _go(run: FeedRun) -> None:
    """Step after step; an error of ours ends the run, as a failure that is tried again.

    Not while its import lives on: that is taken up again, or given up (worker.requeue_stale), and the run waits.

    Raises:
        _Closed: somebody else ended it.
    """
    try:
        while _advance(run):
            run = _RUNS.filter(pk=run.pk).first() or run
    except _Closed:
        raise
    except Exception:
        log.exception("run %s of feed %s", run.pk, run.feed_id)
        if run.batch_id and Import.objects.filter(pk=run.batch_id, status__in=RUNNING).exists():
            return
        _fail(run, "Une erreur inattendue a interrompu la lecture ; le journal du serveur la décrit.")


class _Closed(Exception):
    """Another worker has ended the run, or the feed was removed."""


def _open(feed_id: UUID) -> FeedRun:
    """The run that was begun and not ended, or a new one.

    Raises:
        _Closed: the feed was removed.
    """
    with writing(ACTOR):
        if not Feed.objects.select_for_update().filter(pk=feed_id).exists():
            raise _Closed
        begun = _RUNS.filter(feed_id=feed_id, outcome=Outcome.RUNNING)
        if not begun.update(attempts=F("attempts") + 1):
            FeedRun.objects.create(feed_id=feed_id, started_at=now(), attempts=1)
            publish(AUDIENCE, FeedChanged(id=feed_id))
        return begun.get()


def _advance(run: FeedRun) -> bool:
    """The next step; whether there is another to take now."""
    if run.batch_id is None:
        return _fetch(run)
    worker.run_import(run.batch_id)
    batch = Import.objects.get(pk=run.batch_id)
    if batch.status == Status.DRY_RUN:
        return _look(run, batch)
    if batch.status == Status.UNREADABLE:
        _stop(run, batch.failure)
    elif batch.status == Status.FAILED:
        _stop(run, "Son écriture s’est interrompue plusieurs fois. Vous pouvez la reprendre.")
    elif batch.status not in (Status.READING, Status.JUDGING, Status.COMMITTING):
        _end_written(run, batch)
    return False


# The file


def _fetch(run: FeedRun) -> bool:
    if run.attempts > ATTEMPTS_AT_MOST:
        _fail(run, "La lecture s’est interrompue plusieurs fois.")
        return False
    try:
        file = _file_of(run.feed)
        if file is not None and _digest(file) != read_before(run.feed).get("digest"):
            _keep(run, file)
            return True
    except NoFile as error:
        _fail(run, str(error))
    except WrongFile as error:
        _stop(run, str(error))
    except (UnreadableFile, TooLarge) as error:
        _stop(run, error.detail)
    else:
        _end_unchanged(run)
    return False


def _file_of(feed: Feed) -> Fetched | None:
    if is_folder(feed.address):
        return take(feed.address)
    seen = {name: read_before(feed).get(name, "") for name in ("etag", "modified")}
    return fetch(joined(feed.address, feed.query), **seen)


def _keep(run: FeedRun, file: Fetched) -> None:
    """Make it an import that waits to be judged."""
    place = place_of(run.feed)
    with _closing(run) as mine:
        feed = run.feed
        seen = {"etag": file.etag, "modified": file.modified, **seen_as(feed, place)}
        terms = feed.mapping.terms if feed.mapping else {}
        batch = keep_import(
            ACTOR,
            author_id=None,
            file_name=file.name,
            content=file.content,
            mapping=feed.mapping,
            policy=feed.policy,
            data_source_id=feed.data_source_id,
            options={"terms": terms, "guessed": feed.mapping is None, "feed": feed.name},
        )
        mine.update(batch=batch, seen=seen)


def _digest(file: Fetched) -> str:
    return hashlib.sha256(file.content).hexdigest()


# The look at it


def _look(run: FeedRun, batch: Import) -> bool:
    why = why_wrong(look_of(run.feed, batch), run.feed.good)
    with _closing(run):
        if not why and not is_elsewhere(run):
            start_commit(ACTOR, batch=batch, queue=False)
            return True
    _stop(run, _ELSEWHERE if is_elsewhere(run) else why)
    return False


# The ends


def _end_unchanged(run: FeedRun) -> None:
    with _closing(run, outcome=Outcome.UNCHANGED, ended_at=now()):
        _go_on(run.feed)


def _end_written(run: FeedRun, batch: Import) -> None:
    missing = missing_from(run.feed, batch)
    ended = {"missing": missing, "missing_count": len(missing)}
    with _closing(run, outcome=Outcome.WRITTEN, ended_at=now(), detail="", **ended):
        run.feed.runs.exclude(pk=run.pk).exclude(missing=[]).update(missing=[])
        _go_on(run.feed, good=learned(run, batch))
        thin_out(run.feed)


def _go_on(feed: Feed, **changes: Any) -> None:
    planned = scheduling.next_after(feed) if feed.state == Feed.State.ACTIVE else None
    Feed.objects.filter(pk=feed.pk).update(next_at=planned, failures=0, updated_at=now(), **changes)


def _fail(run: FeedRun, why: str) -> None:
    with _closing(run, outcome=Outcome.FAILED, ended_at=now(), detail=why[:400]):
        feed, failures = run.feed, run.feed.failures + 1
        again = scheduling.next_try(feed, failures) if feed.state == Feed.State.ACTIVE else None
        Feed.objects.filter(pk=feed.pk).update(next_at=again, failures=failures, updated_at=now())
        if failures == TOLD_AFTER:
            tell_failing(ACTOR, feed=feed, why=why)


def _stop(run: FeedRun, why: str) -> None:
    """Nothing is written until somebody has looked."""
    stopped = {"state": Feed.State.STOPPED, "why": why[:400], "next_at": None, "failures": 0}
    place = run.seen.get("place") or place_of(run.feed)
    with _closing(run, outcome=Outcome.STOPPED, ended_at=now(), detail=why[:400]):
        if place != place_of(run.feed):
            _go_on(run.feed)  # nothing is wrong with the address that it has now
            return
        Feed.objects.filter(pk=run.feed_id).update(updated_at=now(), **stopped)
        tell_stopped(ACTOR, feed=run.feed, why=why)


@contextmanager
def _closing(run: FeedRun, **changes: Any) -> Iterator[Any]:
    """A transaction that makes CHANGES to the run if it is still open, and announces them.

    Inside it RUN.feed is locked and as it is now: what a person changed while the run went on stands.

    Raises:
        _Closed: it is not; nothing is changed.
    """
    with writing(ACTOR):
        feed = _FEEDS.select_for_update(of=("self",)).filter(pk=run.feed_id).first()
        mine = FeedRun.objects.filter(pk=run.pk)
        open_still = mine.filter(outcome=Outcome.RUNNING, batch=run.batch_id)
        if feed is None or not open_still.update(**{"outcome": Outcome.RUNNING, **changes}):
            raise _Closed
        run.feed = feed
        yield mine
        publish(AUDIENCE, FeedChanged(id=run.feed_id))
