"""Writing an import: batch after batch, each in its own transaction, found again when a process dies.

A row is marked in the transaction that writes its person, so that a kill at any point loses nothing and
doubles nothing. Each row is judged again, against the base as it is then.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django_q.tasks import async_task

from backend.contacts.changes import AUDIENCE, ContactsImported, ImportProgressed
from backend.contacts.imports.draft import Draft
from backend.contacts.imports.judge import Judgement, Roster
from backend.contacts.imports.saving import save
from backend.contacts.models import Import, ImportRow, Person
from backend.contacts.notices import import_ended
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

log = logging.getLogger(__name__)
ROWS_IN_A_BATCH = 200
ATTEMPTS_AT_MOST = 5
STALE_AFTER = timedelta(seconds=60)
_ONE_IMPORT_AT_A_TIME = 20_261_121  # key of the advisory lock: two files may hold the same person
_MARK = """
UPDATE contacts_importrow AS row SET done_at = %s, outcome = judged.outcome, person_id = judged.person
  FROM unnest(%s::bigint[], %s::text[], %s::uuid[]) AS judged(id, outcome, person) WHERE row.id = judged.id
"""
Status = Import.Status


def start_commit(actor: Actor, *, batch: Import, queue: bool = True) -> Import:
    """Have the worker write BATCH, or the caller without QUEUE. Asking twice changes nothing."""
    with writing(actor):
        waiting = Import.objects.filter(pk=batch.pk, status__in=[Status.DRY_RUN, Status.FAILED])
        if waiting.update(status=Status.COMMITTING, attempts=0, claimed_at=None, updated_at=now()):
            _announce(batch.pk)
            if queue:
                transaction.on_commit(partial(_queue, batch.pk))
    return Import.objects.select_related("author").get(pk=batch.pk)


def run_commit(import_id: str | UUID) -> None:
    """Write what is left of the import; runs in the worker, any number of times."""
    batch_id = UUID(str(import_id))
    claim = _claim(batch_id)
    while claim is not None:
        claim = _write_batch(batch_id, claim)


def requeue_stale() -> None:
    """The sweep: an import whose worker died is taken up again, or given up after too many tries."""
    still = Import.objects.filter(status=Status.COMMITTING)
    for batch in still.filter(_is_free(), updated_at__lt=now() - STALE_AFTER):
        if batch.attempts >= ATTEMPTS_AT_MOST:
            _end(batch.pk, Status.FAILED)
        elif Import.objects.filter(pk=batch.pk, updated_at=batch.updated_at).update(updated_at=now()):
            _queue(batch.pk)  # once in a while, however long the queue


def _queue(batch_id: UUID) -> None:
    async_task("backend.contacts.tasks.commit_import", str(batch_id), q_options={"save": False})


def _is_free() -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lt=now() - STALE_AFTER)


def _claim(batch_id: UUID) -> datetime | None:
    """The moment of our claim, which every batch renews; None where another works, or nothing is left."""
    moment = now()
    free = Import.objects.filter(
        _is_free(), pk=batch_id, status=Status.COMMITTING, attempts__lt=ATTEMPTS_AT_MOST
    )
    taken = free.update(claimed_at=moment, attempts=F("attempts") + 1, updated_at=moment)
    return moment if taken else None


def _write_batch(batch_id: UUID, claim: datetime) -> datetime | None:
    """The next rows, in one transaction; the renewed claim, or None when there is nothing left for us."""
    batch = Import.objects.select_related("author").get(pk=batch_id)
    with writing(_actor_of(batch)):
        moment = now()
        mine = Import.objects.filter(pk=batch_id, status=Status.COMMITTING, claimed_at=claim)
        if not mine.update(claimed_at=moment, attempts=0, updated_at=moment):
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
        rows = list(_left(batch_id).order_by("row")[:ROWS_IN_A_BATCH])
        if not rows:
            _end(batch_id, Status.COMMITTED)
            return None
        _write_rows(batch, rows)
        _announce(batch_id)
    return moment


def _write_rows(batch: Import, rows: list[ImportRow]) -> None:
    drafts = [Draft.from_json(row.values) for row in rows]
    roster = Roster(Person.objects.filter(deleted_at=None).select_for_update(of=("self",)), drafts)
    judged = [roster.judge(draft) for draft in drafts]
    written = save(roster, batch)
    _mark(rows, judged)
    if written:
        publish(AUDIENCE, ContactsImported(import_id=batch.pk, count=written))


def _mark(rows: list[ImportRow], judged: list[Judgement]) -> None:
    """Each row is done, and knows what became of it."""
    outcomes, persons = [one.outcome for one in judged], [one.known.person.pk for one in judged]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [now(), [row.pk for row in rows], outcomes, persons])


def _left(batch_id: UUID) -> Any:
    return ImportRow.objects.filter(batch_id=batch_id, done_at=None).exclude(outcome="refused")


def _end(batch_id: UUID, status: str) -> None:
    """Close the import, and tell its author."""
    batch = Import.objects.select_related("author").get(pk=batch_id)
    with writing(_actor_of(batch)):
        moment = now()
        ended = moment if status == Status.COMMITTED else None
        open_still = Import.objects.filter(pk=batch_id, status=Status.COMMITTING)
        if open_still.update(status=status, committed_at=ended, claimed_at=None, updated_at=moment):
            batch = _announce(batch_id)
            if batch.author:
                notify(_actor_of(batch), users=[batch.author], text=import_ended(batch))


def _announce(batch_id: UUID) -> Import:
    """Bring the counts up to date and tell the author's screens."""
    batch = Import.objects.select_related("author").get(pk=batch_id)
    rows = ImportRow.objects.filter(batch=batch)
    outcomes = Counter(dict(rows.order_by().values_list("outcome").annotate(count=Count("pk"))))
    done = rows.filter(done_at__isnull=False).count()
    judged = {name: outcomes[name] for name in ("create", "update", "unchanged", "refused")}
    batch.counts = {**batch.counts, **judged, "done": done}
    Import.objects.filter(pk=batch_id).update(counts=batch.counts)
    if batch.author_id:
        total = batch.counts["total"]
        change = ImportProgressed(import_id=batch_id, status=batch.status, done=done, total=total)
        publish(f"user:{batch.author_id}", change)
    return batch


def _actor_of(batch: Import) -> Actor:
    return batch.author.actor if batch.author else task("contacts_import")
