"""What is kept of the past of a feed, so that one which runs for years does not fill the disk."""

from datetime import timedelta

from backend.contacts.models import Feed, FeedRun, ImportRow
from backend.core.clock import now

KEPT = timedelta(days=90)
WHOLE_IMPORTS = 10


def tidy() -> int:
    """The sweep: runs that gave nothing are forgotten after a while; how many went."""
    nothing = [FeedRun.Outcome.UNCHANGED, FeedRun.Outcome.FAILED]
    return FeedRun.objects.filter(outcome__in=nothing, started_at__lt=now() - KEPT).delete()[0]


def thin_out(feed: Feed) -> None:
    """After a run was written: of all but the newest imports, the rows that said nothing new are dropped.

    What an import changed, and so its undo, stays whole.
    """
    written = feed.runs.filter(outcome=FeedRun.Outcome.WRITTEN, batch__isnull=False).order_by("-pk")
    for batch_id in written.values_list("batch", flat=True)[WHOLE_IMPORTS : WHOLE_IMPORTS + 1]:
        ImportRow.objects.filter(batch=batch_id, outcome="unchanged").delete()
