"""Feeds and their runs as those who may import see them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.contacts.errors import FeedNotFound
from backend.contacts.models import Feed, FeedRun, Person
from backend.contacts.queries import IMPORT, visible_to

_RUNS = FeedRun.objects.select_related("batch", "accepted_by").defer("missing")
_NEWEST = _RUNS.order_by("feed_id", "-pk").distinct("feed_id")


def feeds_for(user: Any) -> QuerySet[Feed]:
    """By name, each with its newest run in `newest`; in two queries."""
    return _with_newest() if user.has_perm(IMPORT) else Feed.objects.none()


def feed_as_set(feed_id: UUID) -> Feed:
    """For the answer to who has just changed it."""
    return _with_newest().get(pk=feed_id)


def _with_newest() -> QuerySet[Feed]:
    newest = Prefetch("runs", queryset=_NEWEST, to_attr="newest")
    return Feed.objects.select_related("data_source", "mapping").prefetch_related(newest).order_by("name")


def feed_for(user: Any, feed_id: UUID) -> Feed:
    """Raises FeedNotFound where there is none that USER may see."""
    found = feeds_for(user).filter(pk=feed_id).first()
    if found is None:
        raise FeedNotFound
    return found


def runs_of(feed: Feed) -> QuerySet[FeedRun]:
    return _RUNS.filter(feed=feed).order_by("-pk")


def missing_for(user: Any, feed: Feed) -> QuerySet[Person]:
    """The persons whom the last file that was written names no more, as far as USER may see them."""
    last = feed.runs.filter(outcome=FeedRun.Outcome.WRITTEN).order_by("-pk").first()
    return visible_to(user).filter(pk__in=last.missing if last else []).order_by("sort_name", "pk")
