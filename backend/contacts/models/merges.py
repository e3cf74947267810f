"""Merges, with all it takes to undo them, and the rules that say which value survives (RF-7)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from backend.core.models import Row


class RecordKind(models.TextChoices):
    PERSON = "person", "Contact"
    ORGANISATION = "organisation", "Organisme"


class MergeOperation(Row):
    """LOSERS went into KEEPER. Both are ids without a foreign key: the history outlives what it tells of.

    CHOICES says of each field whose value won and why; REPORT, once undone, what could not be put back as it was.
    """

    kind = models.CharField(max_length=12, choices=RecordKind.choices)
    keeper = models.UUIDField(db_index=True)
    losers = ArrayField(models.UUIDField())
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    choices = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    report = models.JSONField(default=list)

    untraced_columns = ("choices", "report")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [GinIndex(fields=["losers"], name="merge_losers")]


class MergedRow(models.Model):
    """One row that a merge changed, took out or made, in the order of NUMBER.

    CHANGES is `[{"column", "key", "old", "new"}]` (KEY: of a JSON column, else null). BODY is the row as JSON:
    after the change, or before it was taken out. SAME_AS is the row that stands for one taken out.
    """

    class Action(models.TextChoices):
        CHANGED = "changed", "Modifiée"
        TAKEN_OUT = "taken_out", "Retirée"
        MADE = "made", "Ajoutée"

    operation = models.ForeignKey(MergeOperation, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action.choices)
    model = models.CharField(max_length=80)
    row = models.CharField(max_length=40)
    changes = models.JSONField(default=list)
    body = models.JSONField(default=dict)
    same_as = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operation", "number"], name="merged_row_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["row"], name="merged_row_of"),
            models.Index(fields=["same_as"], name="merged_row_same_as", condition=~models.Q(same_as="")),
        ]


class SurvivorshipRule(Row):
    """In which order the values of one FIELD are judged in a merge; an empty FIELD means all others."""

    kind = models.CharField(max_length=12, choices=RecordKind.choices)
    field = models.CharField(max_length=80, blank=True)
    criteria = ArrayField(models.CharField(max_length=12))

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "field"], name="survivorship_rule_once")
        ]
