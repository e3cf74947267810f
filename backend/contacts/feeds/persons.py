"""Whom a file of a feed names, beside whom the last one named. Those who are missing are counted, never deleted."""

from uuid import UUID

from backend.contacts.feeds.looking import Look
from backend.contacts.models import Feed, FeedRun, Import, ImportRow, Person


def look_of(feed: Feed, batch: Import) -> Look:
    """What BATCH, which was judged, looks like."""
    before = _alive(_named_last(feed))
    expected = feed.mapping.headers_key if feed.mapping else ""
    counts = batch.counts
    return Look(
        rows=counts["rows"],
        refused=counts["refused"],
        changed=counts["update"],
        headers_key=batch.options.get("headers_key", ""),
        expected=feed.good.get("headers_key", "") or expected,
        known=len(before),
        gone=len(before - _named(batch.pk)),
    )


def missing_from(feed: Feed, batch: Import) -> list[str]:
    """The ids of persons whom an earlier file named, and BATCH does not."""
    last = feed.good.get("batch")
    earlier = FeedRun.objects.filter(feed=feed, batch=last).first() if last else None
    long_missing = {UUID(pk) for pk in earlier.missing} if earlier else set()
    gone = (_named_last(feed) | long_missing) - _named(batch.pk)
    return sorted(str(pk) for pk in _alive(gone))


def _named_last(feed: Feed) -> set[UUID]:
    last = feed.good.get("batch")
    return _named(UUID(last)) if last else set()


def _named(batch_id: UUID) -> set[UUID]:
    rows = ImportRow.objects.filter(batch=batch_id, person__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def _alive(ids: set[UUID]) -> set[UUID]:
    """Those who are still records of their own."""
    there = Person.objects.filter(deleted_at=None, merged_into=None)
    found: set[UUID] = set()
    ordered = sorted(ids)
    for start in range(0, len(ordered), 5_000):
        found |= set(there.filter(pk__in=ordered[start : start + 5_000]).values_list("pk", flat=True))
    return found
