"""Events and their doors (RF-13, RF-19). "Event" is always a public-relations event."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.core.models import Row


class Event(Row):
    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        OPEN = "open", "Ouvert"
        CANCELLED = "cancelled", "Annulé"

    title = models.CharField(max_length=160)
    place = models.CharField(max_length=200)
    category = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    description = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    capacity = models.PositiveIntegerField(null=True)
    """How many may be inside at once, as the safety file of the room says."""
    doors_open_at = models.DateTimeField(null=True)
    doors_close_at = models.DateTimeField(null=True)
    override_pin = models.CharField(max_length=128, blank=True)
    """What a supervisor types at a kiosk to overrule a verdict, hashed."""
    companions_allowed = models.PositiveSmallIntegerField(default=0)
    """How many people an invitation lets its guest bring."""
    places = models.PositiveIntegerField(null=True)
    """How many may answer that they come, companions and deputies included; None: no limit. The room's `capacity`,
    how many may be inside at once, is another thing."""
    places_by_category = models.JSONField(default=dict)
    """The same by category, for those that have a limit of their own."""
    offer_hours = models.PositiveSmallIntegerField(default=24)
    """How long a place that came free is kept for one person of the waiting list."""

    untraced_columns = ("override_pin",)

    class Meta:
        default_permissions = ("view", "change")
        permissions: ClassVar = [
            ("invite_guests", "Inviter et écrire aux invités"),
            ("manage_events", "Régler les événements des autres et leurs quotas"),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at", "id"], name="event_by_date")]

    @property
    def cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_limited(self) -> bool:
        return self.places is not None or bool(self.places_by_category)

    def takes_answers(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and at < self.ends_at


class Gate(Row):
    """A door of an event, or of a zone inside it. A kiosk stands at a gate by its name; times left open are those
    of the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="gates")
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=80, blank=True)
    categories = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "name"],
                name="gate_once_per_event",
                deferrable=models.Deferrable.DEFERRED,  # two gates may exchange their names
            )
        ]
