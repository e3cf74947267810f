"""What every row of ours has. Rows are traced (core/trace.py) unless their model says otherwise."""

from typing import ClassVar

from django.db import models

from backend.core.ids import uuid7


class Row(models.Model):
    """A domain row: identity, dates, and a version that every change raises."""

    traced: ClassVar[bool] = True
    untraced_columns: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Trace(models.Model):
    """No table of its own: it carries the right to read traces. Rows are in django-auditlog's LogEntry."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions: ClassVar = [("read_trace", "Lire l'historique des modifications")]


class Heartbeat(models.Model):
    """The last sign of life of a background process, by name."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
