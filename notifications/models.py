"""Notices to members of staff, and how each wants to hear of them. A notice knows no domain: it has a title, a body
and an address inside the PWA.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.core.models import Row


class Notice(Row):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    body = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="notice_of_user")]


class ChannelChoice(Row):
    """What a person decided about one kind of notice and one way to hear of it; else the kind's default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    on = models.BooleanField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="one_choice_a_channel")
        ]


class QuietHours(Row):
    """When a person's devices stay silent (notifications/quiet.py); no row, no quiet hours."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=60)
    weekend = models.BooleanField(default=False)
    urgent_pass = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
