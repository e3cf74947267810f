"""A run over the base: claimed, written piece by piece, taken up again when its process dies (RF-7)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django_q.tasks import async_task

from backend.contacts.changes import DuplicatesSought
from backend.contacts.duplicates.houses import House, pairs_of_houses
from backend.contacts.duplicates.keeping import drop_stale, group, keep_pairs
from backend.contacts.duplicates.records import records_of
from backend.contacts.matching import Matcher, Pair
from backend.contacts.models import ContactPoint, DuplicateRun, Organisation, Person, RecordKind
from backend.contacts.notices import duplicates_sought
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

Status = DuplicateRun.Status
PAIRS_IN_A_BATCH = 500
ATTEMPTS_AT_MOST = 5
STALE_AFTER = timedelta(seconds=300)
EVERY = timedelta(hours=20)
NIGHT = range(1, 5)  # hours UTC
_OVERLAP = timedelta(seconds=60)  # a transaction may commit a little after the date that it wrote


def start_run(actor: Actor, *, kind: str, whole: bool = False, queue: bool = True) -> DuplicateRun:
    """A run over what changed since the last one, or over all; the one that is under way already, if there is."""
    last = DuplicateRun.objects.filter(kind=kind, status=Status.DONE).order_by("-until").first()
    try:
        with writing(actor):
            run = DuplicateRun.objects.create(
                kind=kind,
                author_id=actor.user_id,
                whole=whole or last is None,
                since=last.until - _OVERLAP if last and not whole else None,
                until=now(),
            )
            if queue:
                transaction.on_commit(partial(_queue, run.pk))
    except IntegrityError:
        return DuplicateRun.objects.get(kind=kind, status=Status.RUNNING)
    return run


def seek(run_id: UUID | str) -> None:
    """Do the run; in the worker, any number of times. Pairs that are written already are written once."""
    run_pk = UUID(str(run_id))
    free = DuplicateRun.objects.filter(_is_free(), pk=run_pk, status=Status.RUNNING)
    if not free.update(claimed_at=now(), attempts=F("attempts") + 1, updated_at=now()):
        return
    run = DuplicateRun.objects.get(pk=run_pk)
    changed = _changed(run)
    pairs = _pairs(run, changed)
    while batch := list(islice(pairs, PAIRS_IN_A_BATCH)):
        with writing(_actor_of(run)):
            run.found += keep_pairs(run.kind, batch)
            _progress(run, place=batch[-1].a)
    _end(run, changed)


def sweep() -> None:
    """Takes up runs whose worker died; starts one a night."""
    for run in DuplicateRun.objects.filter(
        _is_free(), status=Status.RUNNING, updated_at__lt=now() - STALE_AFTER
    ):
        if run.attempts >= ATTEMPTS_AT_MOST:
            DuplicateRun.objects.filter(pk=run.pk).update(status=Status.FAILED, ended_at=now())
        elif DuplicateRun.objects.filter(pk=run.pk, updated_at=run.updated_at).update(updated_at=now()):
            _queue(run.pk)
    if now().hour in NIGHT:
        for kind in RecordKind.values:
            if not DuplicateRun.objects.filter(kind=kind, created_at__gt=now() - EVERY).exists():
                start_run(task("doublons"), kind=kind)


def _pairs(run: DuplicateRun, changed: set[UUID] | None) -> Iterator[Pair]:
    """In the order of their first record; those before the place that a killed run reached are left out."""
    if run.kind == RecordKind.ORGANISATION:
        pairs: Iterator[Pair] = pairs_of_houses(_houses())
    elif changed is not None and not changed:
        return
    else:
        records = records_of()
        run.records = len(records)
        matcher = Matcher(records)
        pairs = matcher.pairs() if changed is None else matcher.pairs_of([str(pk) for pk in changed])
    yield from (pair for pair in pairs if pair.a >= run.place)


def _changed(run: DuplicateRun) -> set[UUID] | None:
    if run.since is None or run.kind == RecordKind.ORGANISATION:
        return None
    return set(Person.objects.filter(updated_at__gte=run.since, deleted_at=None).values_list("pk", flat=True))


def _houses() -> Iterator[House]:
    points: dict[UUID, list[str]] = {}
    rows = ContactPoint.objects.filter(organisation__isnull=False, kind__in=("email", "phone", "web"))
    for pk, value in rows.values_list("organisation_id", "value"):
        points.setdefault(pk, []).append(value)
    for each in Organisation.objects.filter(deleted_at=None).order_by("pk").iterator():
        yield House(
            str(each.pk), each.name, each.acronym, each.legal_name, each.siren, points.get(each.pk, ())
        )


def _progress(run: DuplicateRun, *, place: str) -> None:
    run.place = place
    run.claimed_at = now()
    run.save()
    _announce(run)


def _end(run: DuplicateRun, changed: set[UUID] | None) -> None:
    with writing(_actor_of(run)):
        drop_stale(run.kind, changed=changed, before=run.created_at)
        run.clusters = group(run.kind)
        run.status, run.ended_at, run.claimed_at, run.done = Status.DONE, now(), None, 1.0
        run.save()
        _announce(run)
        if run.author:
            notify(_actor_of(run), users=[run.author], text=duplicates_sought(run))


def _announce(run: DuplicateRun) -> None:
    if run.author_id:
        change = DuplicatesSought(run_id=run.pk, status=run.status, found=run.found)
        publish(f"user:{run.author_id}", change)


def _is_free(at: datetime | None = None) -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lt=(at or now()) - STALE_AFTER)


def _queue(run_id: UUID) -> None:
    async_task("backend.contacts.tasks.seek_duplicates", str(run_id), q_options={"save": False})


def _actor_of(run: Any) -> Actor:
    return run.author.actor if run.author else task("doublons")
