"""Feeds as administrators set them up, and what they decide when one has stopped (RF-8)."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from backend.contacts.changes import AUDIENCE, FeedChanged
from backend.contacts.errors import FeedNotFound, FeedResting, NothingToAccept
from backend.contacts.feeds.addresses import split_address
from backend.contacts.feeds.scheduling import next_after, queue
from backend.contacts.imports.commit import start_commit
from backend.contacts.models import DataSource, Feed, FeedRun, Import, ImportMapping
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.live.publish import publish

State, Outcome = Feed.State, FeedRun.Outcome


def create_feed(actor: Actor, **given: Any) -> Feed:
    """A feed that runs at once. GIVEN: name, address, every_minutes, hour, source_id, mapping_id, policy.

    Raises:
        Invalid: a name that is taken, an address that may not be read, a source or a mapping that does not exist.
    """
    with writing(actor):
        feed = Feed(next_at=now())
        _set(feed, given)
        _save(feed)
        queue(feed.pk)
    return feed


def change_feed(actor: Actor, *, feed_id: UUID, changes: dict[str, Any]) -> Feed:
    """Change what CHANGES gives. What is read otherwise than before is read anew, even the same file.

    Raises:
        FeedNotFound: there is none.
        Invalid: as for create_feed.
    """
    with writing(actor):
        feed = _locked(feed_id)
        before = _place(feed), (feed.mapping_id, feed.policy, feed.data_source_id)
        _set(feed, changes)
        if _place(feed) != before[0]:
            feed.good = {}
        elif (feed.mapping_id, feed.policy, feed.data_source_id) != before[1]:
            feed.good = {key: feed.good[key] for key in ("rows", "headers_key", "batch") if key in feed.good}
        if {"every_minutes", "hour"} & set(changes) and feed.next_at:
            feed.next_at = now()
            feed.next_at = next_after(feed)
        _save(feed)
    return feed


def delete_feed(actor: Actor, *, feed_id: UUID) -> None:
    """With its history; what it imported stays. Raises FeedNotFound."""
    with writing(actor):
        feed = _locked(feed_id)
        publish(AUDIENCE, FeedChanged(id=feed.pk))
        feed.delete()


def pause_feed(actor: Actor, *, feed_id: UUID) -> Feed:
    """A run that has begun goes on to its end. Raises FeedNotFound."""
    with writing(actor):
        feed = _locked(feed_id)
        if feed.state == State.ACTIVE:
            feed.state, feed.next_at = State.PAUSED, None
            _save(feed)
    return feed


def resume_feed(actor: Actor, *, feed_id: UUID) -> Feed:
    """Into service again: it runs at once, and stops again where the file still looks wrong.

    Raises:
        FeedNotFound: there is none.
    """
    with writing(actor):
        feed = _locked(feed_id)
        if feed.state != State.ACTIVE:
            feed.state, feed.why, feed.failures, feed.next_at = State.ACTIVE, "", 0, now()
            _save(feed)
            queue(feed.pk)
    return feed


def run_feed_now(actor: Actor, *, feed_id: UUID, queued: bool = True) -> Feed:
    """Besides its times, which stay as they are. One that is being read goes on.

    Raises:
        FeedNotFound: there is none.
        FeedResting: it is not in service.
    """
    with writing(actor):
        feed = _locked(feed_id)
        if feed.state != State.ACTIVE:
            raise FeedResting
        try:
            with transaction.atomic():
                FeedRun.objects.create(feed=feed, started_at=now())
        except IntegrityError:
            return feed  # it is being read
        _save(feed)
        if queued:
            queue(feed.pk)
    return feed


def accept_file(actor: Actor, *, feed_id: UUID) -> Feed:
    """Write the file that made the feed stop, and take it as what later ones are measured by.

    Raises:
        FeedNotFound: there is none.
        NothingToAccept: it did not stop, or at a file that can't be read.
    """
    with writing(actor):
        feed = _locked(feed_id)
        run = feed.runs.select_related("batch").order_by("-pk").first()
        if feed.state != State.STOPPED or run is None or run.batch is None or not run.is_acceptable:
            raise NothingToAccept
        Import.objects.filter(pk=run.batch.pk, author=None).update(author_id=actor.user_id)
        start_commit(actor, batch=run.batch, queue=False)
        feed.runs.filter(pk=run.pk).update(
            outcome=Outcome.RUNNING, ended_at=None, detail="", accepted_by=actor.user_id
        )
        feed.state, feed.why, feed.failures = State.ACTIVE, "", 0
        _save(feed)
        queue(feed.pk)
    return feed


def _locked(feed_id: UUID) -> Feed:
    feed = Feed.objects.select_for_update().filter(pk=feed_id).first()
    if feed is None:
        raise FeedNotFound
    return feed


def _place(feed: Feed) -> tuple[str, str]:
    return feed.address, feed.query


def _set(feed: Feed, given: dict[str, Any]) -> None:
    for field in ("name", "every_minutes", "hour", "policy"):
        if field in given:
            setattr(feed, field, given[field])
    if not feed.name:
        raise Invalid(fields={"name": "Le nom est obligatoire."})
    if "address" in given:
        feed.address, feed.query = split_address(given["address"])
    if "source_id" in given:
        if not DataSource.objects.filter(pk=given["source_id"]).exists():
            raise Invalid(fields={"source_id": "Cette source n’existe pas."})
        feed.data_source_id = given["source_id"]
    if "mapping_id" in given:
        wanted = given["mapping_id"]
        if wanted and not ImportMapping.objects.filter(pk=wanted).exists():
            raise Invalid(fields={"mapping_id": "Cette correspondance n’existe pas."})
        feed.mapping_id = wanted


def _save(feed: Feed) -> None:
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError:
        raise Invalid(fields={"name": "Un import programmé porte déjà ce nom."}) from None
    publish(AUDIENCE, FeedChanged(id=feed.pk))
