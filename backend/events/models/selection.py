"""Who wants whom at an event, how many each may invite, and when they are reminded (RF-13)."""

from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from backend.core.models import Row
from backend.events.models.events import Event
from backend.events.models.guests import Guest

REMINDS_AT = 9
"""O'clock, where the event is."""


class Selection(Row):
    """An officer wants this guest: who, since when, why, and from where (RF-13). Whom two want has two of these."""

    class Source(models.TextChoices):
        HAND = "hand", "À la main"
        CONTACTS = "contacts", "Choisi parmi les contacts"
        SEARCH = "search", "Recherche"
        LIST = "list", "Liste"
        TARGETING = "targeting", "Ciblage"

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="selections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    source_label = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "user"], name="selection_once_per_officer")
        ]


class Quota(Row):
    """How many invitations an officer (USER), a category, or an officer within a category has for an event.

    Who is beyond waits for a place (backend/events/quotas.py): kept on the list, and not invited.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quotas")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=80, blank=True)
    places = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "user", "category"], name="quota_once", nulls_distinct=False
            )
        ]


class Reminder(Row):
    """A letter to all who stand where AUDIENCE says: at a moment, or in the morning some days before the event."""

    class Audience(models.TextChoices):
        SILENT = "silent", "Invités sans réponse"
        COMING = "coming", "Viendront"
        DECLINED = "declined", "Ne viendront pas"
        WAITLISTED = "waitlisted", "Liste d'attente"
        WITHDRAWN = "withdrawn", "Désistés"

    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        SENT = "sent", "Partie"
        CANCELLED = "cancelled", "Annulée"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reminders")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    at = models.DateTimeField(null=True)
    days_before = models.PositiveSmallIntegerField(null=True)
    subject = models.CharField(max_length=150, blank=True)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    sent_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    """To how many it was written."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(at__isnull=True) ^ models.Q(days_before__isnull=True),
                name="reminder_at_or_before",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["event"], condition=models.Q(state="planned"), name="reminder_planned")
        ]

    @property
    def due_at(self) -> datetime:
        """When it leaves: the event's date may still change."""
        if self.at is not None:
            return self.at
        start = self.event.starts_at.astimezone(ZoneInfo(self.event.timezone))
        day = start.replace(hour=REMINDS_AT, minute=0, second=0, microsecond=0)
        return day - timedelta(days=self.days_before or 0)
