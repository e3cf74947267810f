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


class PushSubscription(Row):
    """A browser that one person lets us write to. What opens the way to it is a secret, and left out of traces."""

    untraced_columns = (
        "endpoint", "p256dh", "auth", "server_key", "succeeded_at", "failures", "paused_until",
    )  # fmt: skip

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True)
    server_key = models.CharField(max_length=100)
    """The public key of ours that it was subscribed with."""
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    """Tries that failed since the last one that did not."""
    paused_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class PushDelivery(Row):
    """A notice on its way to a device: the worker's list of work (notifications/push/queue.py)."""

    traced = False

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        LEFT = "left"  # to the inbox, which has it anyway
        FAILED = "failed"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(PushSubscription, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    topic = models.CharField(max_length=32)
    high = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    """It waited for the end of quiet hours."""
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["not_before"], name="push_due", condition=models.Q(state="waiting"))
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
