"""Traces: who changed which row, when, and from what to what (RF-28, WUDO-19).

PostgreSQL triggers on every domain table write into django-auditlog's `LogEntry`, in the transaction of the change
itself, once a statement for all its rows. Bulk statements, imports and scans are traced like a form is
(docs/adr/0005).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.apps.config import AppConfig
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

_ACTIONS = {0: "created", 1: "changed", 2: "deleted"}
_MOMENTS = {"INSERT": "created", "UPDATE": "changed", "DELETE": "deleted"}
_ROWS = {
    "INSERT": "NEW TABLE AS after",
    "UPDATE": "OLD TABLE AS before NEW TABLE AS after",
    "DELETE": "OLD TABLE AS before",
}
_ALWAYS_LEFT_OUT = ("updated_at", "created_at")


@dataclass(frozen=True, slots=True)
class TraceEntry:
    at: datetime
    author_kind: str
    author_label: str
    action: str
    changes: dict[str, list[Any]]


def traced_models(app: AppConfig | None = None) -> list[type[models.Model]]:
    found = app.get_models() if app else apps.get_models()
    return [model for model in found if getattr(model, "traced", False) and model._meta.managed]


def install_triggers(app: AppConfig) -> None:
    """(Re)create the triggers of each traced table of APP; called after its migrations."""
    with connection.cursor() as cursor:
        for model in traced_models(app):
            left_out = [*_ALWAYS_LEFT_OUT, *getattr(model, "untraced_columns", ())]
            table, meta = connection.ops.quote_name(model._meta.db_table), model._meta
            for moment, name in _MOMENTS.items():
                if moment not in getattr(model, "traced_on", _MOMENTS):
                    continue
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER trace_{name} AFTER {moment} ON {table} "
                    f"REFERENCING {_ROWS[moment]} FOR EACH STATEMENT EXECUTE FUNCTION trace_{name}("
                    f"'{meta.app_label}', '{meta.model_name}', '{meta.pk.attname}', '{','.join(left_out)}')"
                )


def history_of(rows: Iterable[models.Model], *, limit: int = 200) -> list[TraceEntry]:
    """The traces of ROWS (a record and the rows that belong to it), newest first."""
    wanted = models.Q(pk__in=[])
    for row in rows:
        wanted |= models.Q(content_type=ContentType.objects.get_for_model(row), object_pk=str(row.pk))
    return [entry_of(log) for log in LogEntry.objects.filter(wanted).order_by("-timestamp", "-id")[:limit]]


def entry_of(log: LogEntry) -> TraceEntry:
    """One row of the table of traces, as readers get it."""
    author = (log.additional_data or {}).get("author") or {}
    return TraceEntry(
        at=log.timestamp,
        author_kind=author.get("kind", "system"),
        author_label=author.get("label", "Système"),
        action=_ACTIONS.get(log.action, "changed"),
        changes=log.changes or {},
    )
