"""Records that may be the same, what was decided of them, and the runs that look for them (RF-7)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.contacts.models.merges import RecordKind
from backend.core.models import Row


class DuplicatePair(Row):
    """A and B, A before B, with the probability SCORE (0 to 1) that they are one, and WHY.

    WHY is `[{"field", "level", "sentence", "bits"}]`. CLUSTER is the first id of the group the pair belongs to; a
    pair without one bridges two groups and is not shown. A verdict of a person stands until a person changes it.
    """

    class Verdict(models.TextChoices):
        OPEN = "open", "À décider"
        NOT_DUPLICATE = "not_duplicate", "Ce ne sont pas des doublons"
        MERGED = "merged", "Fusionnés"

    kind = models.CharField(max_length=12, choices=RecordKind.choices)
    a = models.UUIDField()
    b = models.UUIDField(db_index=True)
    score = models.FloatField()
    why = models.JSONField(default=list)
    verdict = models.CharField(max_length=14, choices=Verdict.choices, default=Verdict.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)
    cluster = models.UUIDField(null=True)

    traced_on = ("UPDATE", "DELETE")  # what a run finds is no act of anybody
    untraced_columns = ("score", "why", "cluster")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["a", "b"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="duplicate_pair_in_order"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "cluster"], name="duplicate_open", condition=models.Q(verdict="open")
            ),
        ]


class DuplicateRun(Row):
    """One search over the base. PLACE is the last record whose pairs are written: a killed run goes on from there.

    UNTIL is when the records were read; the next run looks at what changed since, less a margin.
    """

    class Status(models.TextChoices):
        RUNNING = "running", "En cours"
        DONE = "done", "Terminée"
        FAILED = "failed", "Interrompue"

    kind = models.CharField(max_length=12, choices=RecordKind.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    whole = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    place = models.CharField(max_length=40, blank=True)
    records = models.PositiveIntegerField(default=0)
    done = models.FloatField(default=0)
    found = models.PositiveIntegerField(default=0)
    clusters = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    untraced_columns = ("place", "records", "done", "found", "clusters", "attempts", "claimed_at")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(status="running"), name="duplicate_run_one"
            ),
        ]
