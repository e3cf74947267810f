"""Files of contacts: the batch, and what became of each of its rows (RF-6, RF-8, RF-25)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.contacts.models.people import Person
from backend.core.models import Row


class Import(Row):
    """One file: read and judged row by row, written only when it is committed (RF-6, RF-25)."""

    class Status(models.TextChoices):
        DRY_RUN = "dry_run", "Essai"
        COMMITTING = "committing", "En cours"
        COMMITTED = "committed", "Terminé"
        FAILED = "failed", "Interrompu"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRY_RUN)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)

    untraced_columns = ("counts", "columns", "claimed_at", "attempts")

    class Meta:
        default_permissions = ()


class ImportRow(models.Model):
    """What the dry run found in one row, and what became of it."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    name = models.CharField(max_length=250, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "row"], name="import_row_outcome"),
            models.Index(fields=["batch", "row"], name="import_row_left", condition=models.Q(done_at=None)),
        ]
