"""The uploaded file, kept in the database in pieces, so that any worker can read it and a kill loses nothing.

It is purged 30 days after it was written, and 7 days after a trial that nobody wrote.
"""

from datetime import timedelta

from django.db.models import Q

from backend.contacts.models import Import, ImportChunk
from backend.core.clock import now

PIECE = 1 << 20
KEPT_AFTER_COMMIT = timedelta(days=30)
KEPT_UNWRITTEN = timedelta(days=7)
Status = Import.Status


def keep_file(batch: Import, content: bytes) -> None:
    ImportChunk.objects.bulk_create(
        ImportChunk(batch=batch, part=part, content=content[start : start + PIECE])
        for part, start in enumerate(range(0, len(content), PIECE))
    )


def kept_file(batch: Import) -> bytes:
    """The file as it was sent; empty where it was purged."""
    pieces = ImportChunk.objects.filter(batch=batch).order_by("part").values_list("content", flat=True)
    return b"".join(bytes(piece) for piece in pieces)


def purge_files() -> int:
    """The sweep: how many pieces of files went."""
    moment = now()
    written = Q(batch__committed_at__lt=moment - KEPT_AFTER_COMMIT)
    trials = Q(batch__committed_at=None, batch__updated_at__lt=moment - KEPT_UNWRITTEN) & ~Q(
        batch__status__in=[Status.READING, Status.JUDGING, Status.COMMITTING, Status.UNDOING]
    )
    return ImportChunk.objects.filter(written | trials).delete()[0]
