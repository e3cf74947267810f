"""What is known of the files that a feed has read, and whether a person has changed it since (RF-8)."""

import hashlib
from typing import Any

from backend.contacts.feeds.addresses import joined
from backend.contacts.models import Feed, FeedRun, Import


def read_before(feed: Feed) -> dict[str, Any]:
    """What is known of the last good file; nothing where the mapping was saved anew since: it is read otherwise."""
    return feed.good if feed.good.get("mapping_at") == _mapping_at(feed) else {}


def _mapping_at(feed: Feed) -> str:
    return feed.mapping.updated_at.isoformat() if feed.mapping else ""


def place_of(feed: Feed) -> str:
    """Where it reads; a key in the query can't be read from it."""
    return hashlib.sha256(joined(feed.address, feed.query).encode()).hexdigest()


def _how(feed: Feed) -> list[str]:
    """What decides, beside its mapping, how a file is read and written."""
    return [feed.policy, str(feed.data_source_id), str(feed.mapping_id or "")]


def is_elsewhere(run: FeedRun) -> bool:
    """Whether somebody gave the feed another address since the file was fetched."""
    here = place_of(run.feed)
    return bool(run.seen.get("place", here) != here)


def learned(run: FeedRun, batch: Import) -> dict[str, Any]:
    """What Feed.good becomes. As when a person changes the feed (services.change_feed): nothing is known of another
    address, and the same file is read again where it would be read otherwise."""
    good: dict[str, Any] = run.feed.good
    if is_elsewhere(run):
        return good
    good = {
        "rows": batch.counts["rows"],
        "batch": str(batch.pk),
        "headers_key": batch.options.get("headers_key", ""),
    }
    if run.seen.get("how", _how(run.feed)) == _how(run.feed):
        good |= {"digest": batch.file_digest}
        good |= {key: run.seen[key] for key in ("etag", "modified", "mapping_at") if key in run.seen}
    return good


def seen_as(feed: Feed, place: str) -> dict[str, Any]:
    """What a run keeps of FEED as it reads a file that was at PLACE."""
    return {"place": place, "mapping_at": _mapping_at(feed), "how": _how(feed)}
