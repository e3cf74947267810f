"""Writing an import: batch after batch, each in its own transaction, found again when a process dies.

A row is marked in the transaction that writes its person, so that a kill at any point loses nothing and
doubles nothing. Each row is judged again, against the base as it is then.
"""

import logging
from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from backend.contacts.changes import AUDIENCE, ContactsImported
from backend.contacts.imports.draft import Draft
from backend.contacts.imports.jobs import actor_of, claim, tell
from backend.contacts.imports.jobs import queue as queue_job
from backend.contacts.imports.judge import Judgement, Roster
from backend.contacts.imports.rules import rules_of
from backend.contacts.imports.saving import save
from backend.contacts.merging.turns import in_turn, take_turn
from backend.contacts.models import Import, ImportRow, Person
from backend.contacts.notices import import_ended
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

log = logging.getLogger(__name__)
ROWS_IN_A_BATCH = 500
ATTEMPTS_AT_MOST = 5
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
                queue_job(batch.pk)
    return Import.objects.select_related("author").get(pk=batch.pk)


def run_commit(import_id: str | UUID) -> None:
    """Write what is left of the import; runs in the worker, any number of times."""
    batch_id = UUID(str(import_id))
    moment = claim(batch_id, [Status.COMMITTING], ATTEMPTS_AT_MOST)
    while moment is not None:
        moment = in_turn(partial(_write_batch, batch_id, moment))


def _write_batch(batch_id: UUID, claim: datetime) -> datetime | None:
    """The next rows, in one transaction; the renewed claim, or None when there is nothing left for us."""
    batch = Import.objects.select_related("author").get(pk=batch_id)
    with writing(actor_of(batch)):
        moment = now()
        mine = Import.objects.filter(pk=batch_id, status=Status.COMMITTING, claimed_at=claim)
        if not mine.update(claimed_at=moment, attempts=0, updated_at=moment):
            return None
        take_turn()  # two files may hold the same person, and a merge may be under way
        rows = list(_left(batch_id).only("values").order_by("row")[:ROWS_IN_A_BATCH])
        if not rows:
            _end(batch_id, Status.COMMITTED)
            return None
        _write_rows(batch, rows)
        _add_done(batch, len(rows))
        _announce(batch_id)
    return moment


def _write_rows(batch: Import, rows: list[ImportRow]) -> None:
    drafts = [Draft.from_json(row.values) for row in rows]
    roster = Roster(Person.objects.filter(deleted_at=None).select_for_update(of=("self",)), rules_of(batch))
    roster.load(drafts)
    judged = [roster.judge(draft) for draft in drafts]
    written = save(roster, batch)
    _mark(rows, judged)
    if written:
        publish(AUDIENCE, ContactsImported(import_id=batch.pk, count=written))


def _add_done(batch: Import, count: int) -> None:
    """Added up batch by batch: counting all rows each time would cost as much as writing them."""
    counts = {**batch.counts, "done": batch.counts["done"] + count}
    Import.objects.filter(pk=batch.pk).update(counts=counts)


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
    with writing(actor_of(batch)):
        moment = now()
        ended = moment if status == Status.COMMITTED else None
        open_still = Import.objects.filter(pk=batch_id, status=Status.COMMITTING)
        if open_still.update(status=status, committed_at=ended, claimed_at=None, updated_at=moment):
            batch = _announce(batch_id)
            if batch.author:
                notify(actor_of(batch), users=[batch.author], text=import_ended(batch))


def _announce(batch_id: UUID) -> Import:
    """Bring the counts up to date and tell the author's screens."""
    batch = Import.objects.select_related("author").get(pk=batch_id)
    if batch.status != Status.COMMITTING:
        batch.counts = {**batch.counts, **_counted(batch)}
        Import.objects.filter(pk=batch_id).update(counts=batch.counts)
    tell(batch)
    return batch


def _counted(batch: Import) -> dict[str, int]:
    rows = ImportRow.objects.filter(batch=batch)
    outcomes = Counter(dict(rows.order_by().values_list("outcome").annotate(count=Count("pk"))))
    judged = {name: outcomes[name] for name in ("create", "update", "unchanged", "refused")}
    return {**judged, "done": rows.filter(done_at__isnull=False).count()}
