"""Mail to people outside: one row a message, kept until it is known to be sent."""

from typing import ClassVar

from django.db import models

from backend.core.models import Row


class Delivery(Row):
    """A message to one person. Its content is made when it is sent, from `kind` and `reference`."""

    class Status(models.TextChoices):
        QUEUED = "queued", "En attente"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "En échec"
        DROPPED = "dropped", "Sans objet"

    kind = models.CharField(max_length=40)
    bulk = models.BooleanField(default=False)
    reference = models.UUIDField()
    recipient = models.EmailField(max_length=254)
    data = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    untraced_columns = ("claimed_at", "attempts", "not_before", "data")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["bulk", "id"], condition=models.Q(status="queued"), name="delivery_queue"),
            models.Index(fields=["reference"], name="delivery_reference"),
        ]
