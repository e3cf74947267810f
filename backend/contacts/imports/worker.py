"""What the worker does with an import, whatever its state; and the sweep that finds those whose worker died."""

from uuid import UUID

from backend.contacts.imports import commit, dry_run, undo
from backend.contacts.imports.jobs import RUNNING, STALE_AFTER, Status, actor_of, is_free, queue_now, tell
from backend.contacts.models import Import
from backend.contacts.notices import import_ended
from backend.core.clock import now
from backend.core.work import writing
from notifications.services import notify

_READING = (Status.READING, Status.JUDGING)
_UNREADABLE = "La lecture de ce fichier s’est interrompue plusieurs fois. Partagez-le en plusieurs."


def run_import(import_id: str | UUID) -> None:
    """Any number of times, by any worker."""
    batch_id = UUID(str(import_id))
    status = Import.objects.filter(pk=batch_id).values_list("status", flat=True).first()
    if status in _READING:
        dry_run.run_dry_run(batch_id)
    elif status == Status.COMMITTING:
        commit.run_commit(batch_id)
    elif status == Status.UNDOING:
        undo.run_undo(batch_id)


def requeue_stale() -> None:
    """An import whose worker died is taken up again, or given up after too many tries."""
    still = Import.objects.filter(is_free(), status__in=RUNNING, updated_at__lt=now() - STALE_AFTER)
    for batch in still.select_related("author"):
        if batch.attempts >= _attempts_at_most(batch):
            _give_up(batch)
        elif Import.objects.filter(pk=batch.pk, updated_at=batch.updated_at).update(updated_at=now()):
            queue_now(batch.pk)  # once in a while, however long the queue


def _attempts_at_most(batch: Import) -> int:
    """After so many, no worker takes it up any more."""
    if batch.status == Status.UNDOING:
        return undo.ATTEMPTS_AT_MOST
    return dry_run.ATTEMPTS_AT_MOST if batch.status in _READING else commit.ATTEMPTS_AT_MOST


def _give_up(batch: Import) -> None:
    if batch.status == Status.COMMITTING:
        commit._end(batch.pk, Status.FAILED)
        return
    reading = batch.status in _READING
    status = Status.UNREADABLE if reading else Status.FAILED
    with writing(actor_of(batch)):
        still = Import.objects.filter(pk=batch.pk, status=batch.status)
        if still.update(
            status=status, failure=_UNREADABLE if reading else "", claimed_at=None, updated_at=now()
        ):
            batch.status = status
            tell(batch)
            if batch.author:
                notify(actor_of(batch), users=[batch.author], text=import_ended(batch))
