"""The bin: what was deleted, by whom, and until when it can be restored (thirty days)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Func, Model, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat

from backend.contacts.directory import visible_organisations
from backend.contacts.models import Organisation, Person
from backend.contacts.queries import visible_to
from backend.contacts.search import query_words
from backend.contacts.search.words import is_number
from backend.core.clock import now

KEPT = timedelta(days=30)
_TEXT = TextField()
_SHOWN = [KeyTextTransform(key, "summary") for key in ("function", "organisation", "emails")]
_PARTS = [part for each in _SHOWN for part in (Value(" "), each)]
_SAID = Func(Concat("sort_name", *_PARTS, output_field=_TEXT), function="fold", output_field=_TEXT)
# `["01 99 00 12 34", "…"]` -> `"0199001234""…"`: quotes part numbers, and letters an extension from its number.
_DIALLED = Func(
    KeyTextTransform("phones", "summary"),
    *(Value('[^0-9a-z"]'), Value(""), Value("g")),
    function="regexp_replace",
    output_field=_TEXT,
)


@dataclass(frozen=True, slots=True)
class Binned:
    row: Person | Organisation
    deleted_at: datetime
    deleted_by: str

    @property
    def days_left(self) -> int:
        """Whole days, rounded up; none on the last one's end."""
        left = self.deleted_at + KEPT - now()
        return max(0, -(-left // timedelta(days=1)))


def binned_persons(user: Any, query: str = "") -> QuerySet[Person]:
    """Found by what lists show of them: the bin is short, and search rows hold nothing of it."""
    rows = visible_to(user, deleted=True).filter(merged_into=None).alias(said=_SAID, dialled=_DIALLED)
    for word in query_words(query):
        found = Q(said__contains=word)
        if is_number(word):
            found |= Q(dialled__contains=word.replace("+33", "0").lstrip("+"))
        rows = rows.filter(found)
    return rows.order_by("-deleted_at", "id")


def binned_organisations(user: Any, query: str = "") -> QuerySet[Organisation]:
    rows = visible_organisations(user, deleted=True).filter(merged_into=None)
    for word in query_words(query):
        rows = rows.filter(search__contains=word)
    return rows.order_by("-deleted_at", "id")


def with_authors(rows: Iterable[Person] | Iterable[Organisation]) -> list[Binned]:
    """ROWS with who threw them away, as their traces say: one query for all."""
    found: list[Person | Organisation] = list(rows)
    who = _authors(found)
    return [Binned(row, row.deleted_at, who.get(row.pk, "")) for row in found if row.deleted_at]


def _authors(rows: list[Any]) -> dict[UUID, str]:
    if not rows:
        return {}
    model: type[Model] = type(rows[0])
    traces = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_pk__in=[str(row.pk) for row in rows],
        changes__has_key="deleted_at",
    ).order_by("timestamp")
    told = {}
    for pk, data in traces.values_list("object_pk", "additional_data"):
        told[UUID(pk)] = ((data or {}).get("author") or {}).get("label", "")
    return told
