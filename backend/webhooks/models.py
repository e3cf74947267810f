"""Where other systems hear of what happens here (RF-15, RF-26), and what waits to be told."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.core.models import Row


class Endpoint(Row):
    """An address that is told of some kinds of happenings. Its secret is derived, not stored (signing.py)."""

    label = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    secret_version = models.PositiveIntegerField(default=1)
    active = models.BooleanField(default=True)
    stopped_because = models.CharField(max_length=120, blank=True)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    untraced_columns = ("succeeded_at", "failures")

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [("manage_webhooks", "Relier d'autres systèmes")]


class Delivery(Row):
    """One happening for one endpoint. What was told is kept a week."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        TAKEN = "taken", "Remis"
        FAILED = "failed", "Abandonné"

    traced: ClassVar[bool] = False

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["not_before", "id"],
                name="webhook_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["endpoint", "-created_at"], name="webhook_of_endpoint"),
        ]
