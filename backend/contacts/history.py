"""What became of one record: traces of the person, of positions and contact points, gone ones included."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from auditlog.models import LogEntry

from backend.contacts import present
from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.core.trace import TraceEntry, history_of

_DELETED = 2
_PARTS: dict[str, type[Position | ContactPoint]] = {"position": Position, "contactpoint": ContactPoint}
_TECHNICAL = {"id", "person_id", "position_id", "origin_import_id", "rank", "version"}


def history_for(person: Person) -> list[TraceEntry]:
    """Newest first; only what a reader understands, with organisations by name."""
    parts = [*person.positions.all(), *present.points(person), *_gone(person)]
    entries = history_of([person, *parts])
    names = _organisations(entries)
    told = [_readable(entry, names) for entry in entries]
    return [entry for entry in told if entry.changes]


def _gone(person: Person) -> Iterable[Position | ContactPoint]:
    """Rows that were the person's and exist no more: known by their traces, which have an index for it."""
    deleted = LogEntry.objects.filter(action=_DELETED, changes__person_id__0=str(person.pk))
    for model, pk in deleted.values_list("content_type__model", "object_pk"):
        if model in _PARTS:
            yield _PARTS[model](pk=UUID(pk))


def _organisations(entries: Iterable[TraceEntry]) -> dict[str, str]:
    ids = {pk for entry in entries for pk in entry.changes.get("organisation_id", []) if pk}
    return {str(found.pk): found.name for found in Organisation.objects.filter(pk__in=ids)}


def _readable(entry: TraceEntry, names: dict[str, str]) -> TraceEntry:
    changes: dict[str, list[Any]] = {}
    for field, (old, new) in entry.changes.items():
        if field == "organisation_id":
            changes["organisation"] = [names.get(old), names.get(new)]
        elif field not in _TECHNICAL and (old or new):
            changes[field] = [old, new]
    return TraceEntry(entry.at, entry.author_kind, entry.author_label, entry.action, changes)
