"""What became of a list: its own traces, its pins by the names of persons, and what was asked and decided."""

from typing import Any
from uuid import UUID

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from backend.contacts.models import ContactList, ListChangeRequest, ListPin
from backend.contacts.queries import visible_to
from backend.core.trace import TraceEntry, entry_of

_SHOWN = 300
# Columns of lists, of pins and of requests, by the names under which they are told.
TOLD = {
    **{
        column: column
        for column in ("name", "description", "kind", "deleted_at", "frozen_at", "way", "reason")
    },
    "message": "message",
    "state": "request_state",
    "answer": "request_answer",
}


def list_history(user: Any, contact_list: ContactList) -> list[TraceEntry]:
    """Newest first, in three queries; persons that USER may not see any more have no name."""
    pin, request = (ContentType.objects.get_for_model(model) for model in (ListPin, ListChangeRequest))
    key = str(contact_list.pk)
    of_list = Q(changes__list_id__0=key) | Q(changes__list_id__1=key)
    living = [str(pk) for pk in contact_list.pins.values_list("pk", flat=True)]
    asked = [str(pk) for pk in contact_list.requests.values_list("pk", flat=True)]
    wanted = (
        Q(content_type=ContentType.objects.get_for_model(contact_list), object_pk=key)
        | Q(content_type=pin) & (of_list | Q(object_pk__in=living))
        | Q(content_type=request, object_pk__in=asked)
    )
    logs = list(LogEntry.objects.filter(wanted).order_by("-timestamp", "-id")[:_SHOWN])
    names = _names(user, logs, contact_list)
    told = [_readable(log, names) for log in logs]
    return [entry for entry in told if entry.changes]


def _names(user: Any, logs: list[LogEntry], contact_list: ContactList) -> dict[str, str]:
    """Names of persons by their id, and by the id of a pin that still is there."""
    pinned = {str(pk): str(person) for pk, person in contact_list.pins.values_list("pk", "person_id")}
    ids = {pk for log in logs for pk in (log.changes or {}).get("person_id", []) if pk} | set(pinned.values())
    persons = {str(person.pk): person.name for person in visible_to(user).filter(pk__in=map(UUID, ids))}
    return persons | {pin: persons.get(person, "") for pin, person in pinned.items()}


def _readable(log: LogEntry, names: dict[str, str]) -> TraceEntry:
    entry = entry_of(log)
    changes: dict[str, list[Any]] = {}
    if "person_id" in entry.changes:
        changes["contact"] = [names.get(pk, "") if pk else None for pk in entry.changes["person_id"]]
    elif names.get(log.object_pk):
        changes["contact"] = [names[log.object_pk], names[log.object_pk]]
    for field, (old, new) in entry.changes.items():
        if field in TOLD and (old or new):
            changes[TOLD[field]] = [old, new]
        elif field == "query" and old != new:
            changes["query"] = [None, "changé"] if old else [None, "écrit"]
    return TraceEntry(entry.at, entry.author_kind, entry.author_label, entry.action, changes)
