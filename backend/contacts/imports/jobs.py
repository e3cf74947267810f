"""Work on an import that outlives a request and its worker: claimed by one, renewed, found again when it dies.

A claim is a moment in `claimed_at`, taken by a conditional UPDATE and renewed with each batch; one that is not
renewed for a minute is free again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django_q.tasks import async_task

from backend.contacts.changes import ImportProgressed
from backend.contacts.models import Import
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.live.publish import publish

STALE_AFTER = timedelta(seconds=60)
Status = Import.Status
RUNNING = (Status.READING, Status.JUDGING, Status.COMMITTING, Status.UNDOING)


def queue(batch_id: UUID) -> None:
    """Once the transaction is committed."""
    transaction.on_commit(partial(queue_now, batch_id))


def queue_now(batch_id: UUID) -> None:
    async_task("backend.contacts.tasks.run_import", str(batch_id), q_options={"save": False})


def is_free() -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lt=now() - STALE_AFTER)


def claim(batch_id: UUID, statuses: Iterable[str], attempts_at_most: int) -> datetime | None:
    """The moment of our claim; None where another works, or nothing is left, or too many have failed."""
    moment = now()
    free = Import.objects.filter(
        is_free(), pk=batch_id, status__in=list(statuses), attempts__lt=attempts_at_most
    )
    taken = free.update(claimed_at=moment, attempts=F("attempts") + 1, updated_at=moment)
    return moment if taken else None


def renew(batch_id: UUID, claimed: datetime, **changes: Any) -> datetime | None:
    """The claim renewed, with CHANGES to the import; None where it is ours no more.

    `attempts=0` is for work of which something is kept: who starts over may die at the same place for ever.
    """
    moment = now()
    mine = Import.objects.filter(pk=batch_id, status__in=RUNNING, claimed_at=claimed)
    return moment if mine.update(claimed_at=moment, updated_at=moment, **changes) else None


def tell(batch: Import) -> None:
    """Tell the author's screens how far BATCH is, by its counts."""
    if batch.author_id:
        done, total = batch.counts.get("done", 0), batch.counts.get("total", 0)
        change = ImportProgressed(import_id=batch.pk, status=batch.status, done=done, total=total)
        publish(f"user:{batch.author_id}", change)


def actor_of(batch: Import) -> Actor:
    return batch.author.actor if batch.author else task("contacts_import")
