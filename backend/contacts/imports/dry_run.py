"""The trial run: a file is read and judged row by row; only the import and its rows are kept (RF-6).

Small files are judged while one waits; others by the worker, in slices. The first pass reads and checks each
row on its own, and counts who comes again; its drafts wait in a temporary file. The second pass compares them
with the base. A worker that dies is replaced by one that starts over: nothing but the rows of the trial was
written.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.contacts.imports.copying import copy_in, fresh
from backend.contacts.imports.files import keep_file, kept_file
from backend.contacts.imports.jobs import RUNNING, actor_of, claim, queue, renew, tell
from backend.contacts.imports.judge import Roster
from backend.contacts.imports.lines import ROWS_AT_MOST
from backend.contacts.imports.reading import check_kind
from backend.contacts.imports.rules import rules_of
from backend.contacts.imports.scan import Scan, scan_file
from backend.contacts.models import Import, ImportRow, Person
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Collided, Conflict, DomainError
from backend.core.work import writing

__all__ = ["ROWS_AT_MOST", "keep_import", "read_again", "run_dry_run", "start_import", "try_import"]
AT_ONCE = 150_000
"""Bytes of a file that is judged while one waits: a second or two."""
ATTEMPTS_AT_MOST = 3
Status = Import.Status
Progress = Callable[[str, int, int], None]


def try_import(
    actor: Actor, *, author_id: UUID | None, file_name: str, content: bytes, **chosen: Any
) -> Import:
    """Judge the file at once, without writing any contact. CHOSEN are fields of the import.

    Raises:
        UnreadableFile, TooLarge: it can't be imported at all; nothing is kept.
    """
    check_kind(content)
    with writing(actor):
        batch = _new(author_id, file_name, content, Status.READING, chosen)
        _judge_file(batch, content, lambda *_: None)
    return batch


def start_import(actor: Actor, *, author_id: UUID | None, file_name: str, content: bytes) -> Import:
    """Judge a small file at once, have the worker judge another.

    Raises:
        UnreadableFile, TooLarge: it can't be imported at all, as far as can be seen at once.
    """
    if len(content) <= AT_ONCE:
        return try_import(actor, author_id=author_id, file_name=file_name, content=content)
    with writing(actor):
        batch = keep_import(actor, author_id=author_id, file_name=file_name, content=content)
        queue(batch.pk)
    return batch


def keep_import(
    actor: Actor, *, author_id: UUID | None, file_name: str, content: bytes, **chosen: Any
) -> Import:
    """Keep the file to be judged by `run_dry_run`. CHOSEN are fields of the import.

    Raises:
        UnreadableFile, TooLarge: it can't be imported at all, as far as can be seen at once.
    """
    check_kind(content)
    with writing(actor):
        return _new(author_id, file_name, content, Status.READING, chosen)


def read_again(actor: Actor, *, batch: Import, background: bool = True, **chosen: Any) -> Import:
    """Judge the file of BATCH again, under another mapping or policy.

    Raises:
        Conflict: it is being written, or was.
    """
    with writing(actor):
        still = Import.objects.filter(pk=batch.pk, status__in=[Status.DRY_RUN, Status.UNREADABLE])
        moment = now()
        if not batch.chunks.exists() or not still.update(
            status=Status.READING, failure="", attempts=0, claimed_at=None, updated_at=moment, **chosen
        ):
            raise Conflict("Cet import n’est plus un essai : son fichier ne peut plus être relu.")
        if (
            background
            and sum(len(piece) for piece in batch.chunks.values_list("content", flat=True)) > AT_ONCE
        ):
            queue(batch.pk)
        else:
            batch = Import.objects.select_related("author").get(pk=batch.pk)
            try:
                with transaction.atomic():
                    _judge_file(batch, kept_file(batch), lambda *_: None)
            except DomainError as error:
                _refuse(batch.pk, error)
    return Import.objects.select_related("author").get(pk=batch.pk)


def _new(
    author_id: UUID | None, file_name: str, content: bytes, status: str, chosen: dict[str, Any]
) -> Import:
    batch = Import.objects.create(
        author_id=author_id,
        file_name=file_name[-200:],
        file_digest=hashlib.sha256(content).hexdigest(),
        status=status,
        counts={"done": 0, "total": 0},
        **chosen,
    )
    keep_file(batch, content)
    return batch


def run_dry_run(batch_id: UUID) -> None:
    """Read and judge the kept file; runs in the worker, any number of times."""
    claimed = claim(batch_id, (Status.READING, Status.JUDGING), ATTEMPTS_AT_MOST)
    if claimed is None:
        return
    batch = Import.objects.select_related("author").get(pk=batch_id)
    batch.claimed_at = claimed
    moments = [claimed]

    def progress(status: str, done: int, total: int) -> None:
        batch.status, batch.counts = status, {**batch.counts, "done": done, "total": total}
        with writing(actor_of(batch)):
            moment = renew(batch_id, moments[-1], status=status, counts=batch.counts)
            if moment is None:
                raise _Lost
            moments.append(moment)
            tell(batch)

    try:
        _judge_file(batch, kept_file(batch), progress)
    except _Lost:
        return
    except Collided:  # nothing is wrong with the file: it is taken up again
        raise
    except DomainError as error:
        with writing(actor_of(batch)):
            _refuse(batch_id, error)


class _Lost(Exception):
    """Another worker has taken the import up."""


def _refuse(batch_id: UUID, error: DomainError) -> None:
    changed = Import.objects.filter(pk=batch_id, status__in=RUNNING).update(
        status=Status.UNREADABLE, failure=error.detail[:400], claimed_at=None, updated_at=now()
    )
    if changed:
        ImportRow.objects.filter(batch_id=batch_id).delete()
        tell(Import.objects.select_related("author").get(pk=batch_id))


def _judge_file(batch: Import, content: bytes, progress: Progress) -> None:
    ImportRow.objects.filter(batch=batch).delete()
    batch.refresh_from_db(fields=["options", "policy", "data_source"])
    with scan_file(content, batch, progress) as scan:
        counts = Counter() if scan.nameless else _judge(batch, scan, progress)
    _end(batch, scan, counts)


def _judge(batch: Import, scan: Scan, progress: Progress) -> Counter[str]:
    rules = rules_of(batch)
    roster = Roster(Person.objects.filter(deleted_at=None), rules, scan.again)
    counts: Counter[str] = Counter()
    for slice_ in scan.slices():
        drafts = [item.draft for item in slice_ if not item.is_refused]
        for draft in drafts:
            draft.organisation = scan.spelling(draft.organisation)
        roster.load(drafts)
        rows = [_row(batch, item, roster) for item in slice_]
        roster.forget(drafts)
        copy_in(rows)
        counts.update(row.outcome for row in rows)
        counts["warnings"] += sum(
            1 for row in rows if any(problem["severity"] == "warning" for problem in row.problems)
        )
        progress(Status.JUDGING, sum(counts[name] for name in OUTCOMES), scan.rows)
    batch.unknown_terms = [
        {"vocabulary": vocabulary, "label": label, "count": count}
        for (vocabulary, _), (label, count) in sorted(rules.terms.unknown.items())
    ]
    return counts


OUTCOMES = ("create", "update", "unchanged", "refused")


def _row(batch: Import, item: Any, roster: Roster) -> ImportRow:
    draft = item.draft
    row = fresh(
        ImportRow,
        batch_id=batch.pk,
        row=draft.row,
        outcome="refused",
        name=draft.name[:250],
        organisation=draft.organisation,
        problems=item.problems,
    )
    if item.is_refused:
        row.values, row.cells = item.raw, item.cells
        return row
    judged = roster.judge(draft)
    known = judged.known
    row.outcome, row.values, row.changes = judged.outcome, draft.as_json(), judged.changes
    row.problems = [*item.problems, *(problem.as_json() for problem in judged.warnings)]
    if known.is_new:
        row.same_as = known.row if judged.outcome != "create" else None
    else:
        row.person_id = known.person.pk
    return row


def _end(batch: Import, scan: Scan, counts: Counter[str]) -> None:
    moment: datetime = now()
    ended = {
        "status": Status.UNREADABLE if scan.nameless else Status.DRY_RUN,
        "failure": scan.nameless.detail[:400] if scan.nameless else "",
        "columns": [column.as_json() for column in scan.columns],
        "sheets": scan.sheets,
        "samples": scan.samples,
        "unknown_terms": batch.unknown_terms,
        "options": {**batch.options, "sheet": scan.sheet, "headers_key": scan.headers_key},
        "counts": {
            "rows": scan.rows,
            "blank": scan.blank,
            **{name: counts[name] for name in OUTCOMES},
            "warnings": counts["warnings"],
            "done": 0,
            "total": scan.rows - counts["refused"],
        },
    }
    with writing(actor_of(batch)):
        mine = Import.objects.filter(pk=batch.pk, status__in=[Status.READING, Status.JUDGING])
        mine.update(claimed_at=None, attempts=0, updated_at=moment, **ended)
        waited_for = batch.claimed_at is None
        batch.refresh_from_db()
        if not waited_for:
            tell(batch)
