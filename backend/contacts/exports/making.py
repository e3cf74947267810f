"""Making an export: claimed by one process, counted while it is written, kept a day for its author."""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db.models import F, Q
from django.utils.timezone import localtime

from backend.contacts.changes import ExportProgressed
from backend.contacts.exports.choice import chosen
from backend.contacts.exports.columns import Column, chosen_columns, columns_for
from backend.contacts.exports.formats import FORMATS
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.records import Reach, Record, Wanted, records
from backend.contacts.exports.templates import content_of
from backend.contacts.models import Export, ExportFile
from backend.contacts.notices import export_ended
from backend.contacts.queries import visible_to
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.core.errors import DomainError
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

log = logging.getLogger(__name__)
KEPT = timedelta(hours=24)
STALE_AFTER = timedelta(seconds=120)
ATTEMPTS_AT_MOST = 3
BYTES_AT_MOST = 200 * 1024 * 1024
IN_MEMORY = 8 * 1024 * 1024
_TOLD_EVERY = timedelta(seconds=1)
Status = Export.Status


def make(export_id: str | UUID, *, told: bool = False) -> None:
    """Write the file of an export that waits for it. TOLD: its author is told when it is there."""
    export = _claim(UUID(str(export_id)))
    if export is None:
        return
    try:
        _make(export, told=told)
    except DomainError as error:
        fail(export.pk, error.detail, told=told)
    except Exception as error:
        log.error("export %s failed: %s", export.pk, type(error).__name__)  # no personal data in logs
        fail(export.pk, "L’export s’est interrompu. Recommencez, ou prévenez un administrateur.", told=told)
        raise


def fail(export_id: UUID, reason: str, *, told: bool = True) -> None:
    export = Export.objects.select_related("author").get(pk=export_id)
    with writing(_actor_of(export)):
        moment = now()
        waiting = Export.objects.filter(pk=export_id, status=Status.WAITING)
        if waiting.update(
            status=Status.FAILED, failure=reason[:300], finished_at=moment, updated_at=moment, criteria={}
        ):
            _tell(export_id, told=told)


def stale() -> Iterator[tuple[Export, bool]]:
    """Those that wait and that nobody works on, and whether they were tried often enough."""
    forgotten = now() - STALE_AFTER
    free = Q(claimed_at=None) | Q(claimed_at__lt=forgotten)
    for export in Export.objects.filter(free, status=Status.WAITING, updated_at__lt=forgotten):
        yield export, export.attempts >= ATTEMPTS_AT_MOST


def forget_old_files() -> None:
    """The sweep: after a day the file, the criteria and the names are gone; the trace stays."""
    old = Export.objects.filter(expires_at__lt=now())
    ExportFile.objects.filter(export__in=old).delete()
    old.exclude(criteria={}).update(criteria={})


def _claim(export_id: UUID) -> Export | None:
    moment = now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=moment - STALE_AFTER)
    mine = Export.objects.filter(
        free, pk=export_id, status=Status.WAITING, attempts__lt=ATTEMPTS_AT_MOST
    ).update(claimed_at=moment, updated_at=moment, attempts=F("attempts") + 1)
    return Export.objects.select_related("author").get(pk=export_id) if mine else None


def _make(export: Export, *, told: bool) -> None:
    """The rights are those that the author has now, not those at the time of asking."""
    author, format = export.author, FORMATS[export.format]
    if author is None or not author.is_active or not author.has_perm("contacts.export_contacts"):
        raise DomainError("Vous n’avez plus le droit d’exporter des contacts.")
    columns = chosen_columns(author, export.columns) if format.chooses_columns else []
    job = _job(export, author, columns)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        format.write(job, _counted(export, _records(export, author, format, job)), out)  # type: ignore[arg-type]
        _keep(export, format, job, out, told=told)  # type: ignore[arg-type]


def _job(export: Export, author: Any, columns: list[Column]) -> Job:
    options = {**export.options}
    if options.get("use_private") and not author.has_perm("contacts.view_sensitive"):
        raise DomainError("Les coordonnées privées vous sont fermées.")
    letter = FORMATS[export.format].takes_template
    return Job(
        template=content_of(options["template_id"]) if letter else b"",
        letter_columns=columns_for(author) if letter else (),
        title=f"Contacts, {localtime(export.created_at):%d/%m/%Y}",
        moment=export.created_at,
        author=author.display_name,
        columns=columns,
        options=options,
        may_see_sensitive=author.has_perm("contacts.view_sensitive"),
    )


def _records(export: Export, author: Any, format: Format, job: Job) -> Iterator[Record]:
    which = chosen(author, export.scope, export.criteria)
    reach = Reach(
        refused=bool(job.options.get("include_refused")), private=bool(job.options.get("use_private"))
    )
    wanted = Wanted(
        terms=format.wanted.terms or any(column.needs_terms for column in job.columns),
        intermediaries=format.wanted.intermediaries,
    )
    found = records(
        visible_to(author),
        which.ids,
        reach=reach,
        wanted=wanted,
        addressed=which.addressed,
        every_position=bool(job.options.get("every_position")),
    )
    return job.watched(found, [*format.kinds, *(column.points for column in job.columns)])


def _counted(export: Export, found: Iterable[Record]) -> Iterator[Record]:
    """FOUND, telling the author's screens once a second how far it is, and that we still work on it."""
    last = now()
    for number, record in enumerate(found):
        yield record
        if number % 100 == 0 and (moment := now()) - last > _TOLD_EVERY:
            last = moment
            _progress(export, number, moment)


def _progress(export: Export, done: int, moment: datetime) -> None:
    with writing(_actor_of(export)):
        Export.objects.filter(pk=export.pk).update(done=done, claimed_at=moment, updated_at=moment)
        _publish(export.pk)


def _keep(export: Export, format: Format, job: Job, out: BinaryIO, *, told: bool) -> None:
    size = out.tell()
    if size > BYTES_AT_MOST:
        raise DomainError("Ce fichier serait trop lourd. Exportez moins de contacts à la fois.")
    out.seek(0)
    with writing(_actor_of(export)):
        moment = now()
        waiting = Export.objects.filter(pk=export.pk, status=Status.WAITING)
        if not waiting.update(
            status=Status.DONE,
            count=job.report.count,
            done=job.report.count,
            size=size,
            file_name=f"contacts-{localtime(export.created_at):%Y-%m-%d-%H%M}.{format.suffix}",
            report=job.report.as_json(),
            finished_at=moment,
            updated_at=moment,
            expires_at=moment + KEPT,
        ):
            return
        ExportFile.objects.create(export=export, content=out.read(), remarks=job.report.remarks)
        _tell(export.pk, told=told)


def _tell(export_id: UUID, *, told: bool) -> None:
    export = _publish(export_id)
    if told and export.author:
        notify(_actor_of(export), users=[export.author], text=export_ended(export))


def _publish(export_id: UUID) -> Export:
    export = Export.objects.select_related("author").get(pk=export_id)
    if export.author_id:
        change = ExportProgressed(
            export_id=export.pk, status=export.status, done=export.done, total=export.total
        )
        publish(f"user:{export.author_id}", change)
    return export


def _actor_of(export: Export) -> Actor:
    return export.author.actor if export.author else task("contacts_export")
