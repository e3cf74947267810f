"""What became of one record: traces of its own row and of its parts, gone ones included.

A reader who may not see sensitive values does not find them here either: fields that are sensitive are left out,
and so is all that was ever said of a point that was private once.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from backend.contacts.models import (
    Classification,
    ContactPoint,
    FieldDefinition,
    Intermediary,
    Organisation,
    Person,
    Position,
    Term,
)
from backend.contacts.sensitive import PERSON_FIELDS, Sight
from backend.core.trace import TraceEntry, history_of

_DELETED = 2
PARTS: dict[str, type[Model]] = {
    "position": Position,
    "contactpoint": ContactPoint,
    "classification": Classification,
    "intermediary": Intermediary,
}
# An address is told by its lines; the parts it was read into say the same again.
TECHNICAL = {"id", "rank", "version", "postal_code", "address"}
NAMED: dict[str, tuple[str, type[Model]]] = {
    "organisation_id": ("organisation", Organisation),
    "parent_id": ("parent", Organisation),
    "term_id": ("term", Term),
    "via_person_id": ("via_person", Person),
    "via_organisation_id": ("via_organisation", Organisation),
}


def history_for(person: Person, sight: Sight) -> list[TraceEntry]:
    """Newest first; only what a reader understands, with organisations, terms and persons by name."""
    own: list[Model] = [
        *person.contact_points.all(),
        *person.classifications.all(),
        *person.intermediaries.all(),
    ]
    for position in person.positions.all():
        own += [position, *position.contact_points.all(), *position.classifications.all()]
    return _told([person, *own, *_gone("person_id", person), *_gone("principal_id", person)], sight)


def organisation_history_for(organisation: Organisation, sight: Sight) -> list[TraceEntry]:
    """Of the organisation itself and its parts; positions are told by the records of their persons."""
    own: list[Model] = [*organisation.contact_points.all(), *organisation.classifications.all()]
    gone = [row for row in _gone("organisation_id", organisation) if not isinstance(row, Position)]
    return _told([organisation, *own, *gone], sight)


def _told(rows: list[Model], sight: Sight) -> list[TraceEntry]:
    if not sight.sees:
        private = _once_private(row for row in rows if isinstance(row, ContactPoint))
        rows = [row for row in rows if str(row.pk) not in private]
    entries = history_of(rows)
    names = _names(entries)
    told = [_readable(entry, names, sight) for entry in entries]
    return [entry for entry in told if entry.changes]


def _gone(column: str, owner: Model) -> Iterable[Model]:
    """Rows that were the owner's and exist no more: known by their traces, which have an index for it."""
    deleted = LogEntry.objects.filter(action=_DELETED, **{f"changes__{column}__0": str(owner.pk)})
    for model, pk in deleted.values_list("content_type__model", "object_pk"):
        if model in PARTS:
            yield PARTS[model](pk=UUID(pk))


def _once_private(points: Iterable[ContactPoint]) -> set[str]:
    """The keys of those POINTS that are private, or were at any time."""
    found = list(points)
    now_private = {str(point.pk) for point in found if point.is_private}
    traces = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(ContactPoint),
        object_pk__in=[str(point.pk) for point in found],
    )
    for pk, states in traces.values_list("object_pk", "changes__is_private"):
        if states and any(states):
            now_private.add(pk)
    return now_private


def _names(entries: Iterable[TraceEntry]) -> dict[str, str]:
    """What the keys in ENTRIES are called, fields of one's own included: one query a kind of row."""
    asked: dict[type[Model], set[str]] = {}
    custom: set[str] = set()
    for entry in entries:
        custom |= {key for values in entry.changes.get("custom", ()) for key in values or ()}
        for column, (_, model) in NAMED.items():
            asked.setdefault(model, set()).update(pk for pk in entry.changes.get(column, []) if pk)
    names = dict(FieldDefinition.objects.filter(key__in=custom).values_list("key", "label")) if custom else {}
    for model, keys in asked.items():
        for row in model._default_manager.filter(pk__in=keys) if keys else ():
            names[str(row.pk)] = row.label if isinstance(row, Term) else row.name  # type: ignore[attr-defined]
    return names


def _readable(entry: TraceEntry, names: dict[str, str], sight: Sight) -> TraceEntry:
    changes: dict[str, list[Any]] = {}
    for field, (old, new) in entry.changes.items():
        if field in NAMED:
            changes[NAMED[field][0]] = [names.get(old), names.get(new)]
        elif field == "custom":
            changes |= _custom(old or {}, new or {}, names, sight)
        elif field in TECHNICAL or field.endswith("_id") or not (old or new):
            continue
        elif sight.sees or field not in PERSON_FIELDS:
            changes[field] = [old, new]
    return TraceEntry(entry.at, entry.author_kind, entry.author_label, entry.action, changes)


def _custom(
    old: dict[str, Any], new: dict[str, Any], names: dict[str, str], sight: Sight
) -> dict[str, list[Any]]:
    """One change a field, by the field's label: `Badge: [None, "A-12"]`."""
    keys = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key) and not sight.hides_key(key)]
    return {names.get(key, key): [old.get(key), new.get(key)] for key in keys}
