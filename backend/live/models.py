from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Audience(models.Model):
    """Somebody to tell: `event:<id>`, `user:<id>`, `contacts`. Its cursor counts its changes, without a hole."""

    name = models.CharField(max_length=80, primary_key=True)
    cursor = models.BigIntegerField(default=0)


class Change(models.Model):
    """One change as it was announced, kept so that a client that was away can catch up."""

    audience = models.CharField(max_length=80)
    cursor = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audience", "cursor"], name="live_change_once"),
        ]
        indexes: ClassVar = [BrinIndex(fields=["at"], name="live_change_at")]
