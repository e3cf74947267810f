"""Tickets of other systems, and the guests they became (RF-15)."""

from typing import ClassVar

from django.db import models

from backend.core.models import Row
from backend.events.models.events import Event
from backend.events.models.guests import Guest


class TicketSource(Row):
    """Another system that sells or gives tickets to an event, by the name that officers gave it (RF-15)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="ticket_sources")
    label = models.CharField(max_length=80)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "label"], name="ticket_source_once_per_event")
        ]


class SourceTicket(Row):
    """A ticket of that system, and the guest that it became: where a guest comes from is kept."""

    class Status(models.TextChoices):
        VALID = "valid", "Valable"
        PENDING = "pending", "En attente"
        CANCELLED = "cancelled", "Annulé"

    source = models.ForeignKey(TicketSource, on_delete=models.CASCADE, related_name="tickets")
    reference = models.CharField(max_length=80)
    guest = models.ForeignKey(Guest, null=True, on_delete=models.SET_NULL, related_name="source_tickets")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.VALID)
    code = models.CharField(max_length=500, blank=True)
    """What its QR code says: a door takes it like one of ours."""

    told_at = models.DateTimeField(null=True)
    """When the source heard that the guest came."""
    tell_attempts = models.PositiveSmallIntegerField(default=0)
    tell_after = models.DateTimeField(null=True)
    tell_problem = models.CharField(max_length=120, blank=True)

    untraced_columns = ("code", "told_at", "tell_attempts", "tell_after", "tell_problem")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "reference"], name="source_ticket_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["code"], name="source_ticket_code", condition=~models.Q(code=""))
        ]


class PretixLink(Row):
    """Where the tickets of a source are fetched: an event of a pretix. TOKEN is sealed (core/secrets.py)."""

    class State(models.TextChoices):
        IDLE = "idle", "Au repos"
        FETCHING = "fetching", "Lecture en cours"
        READY = "ready", "Lu, à reprendre"
        FAILED = "failed", "Lecture en échec"

    source = models.OneToOneField(TicketSource, on_delete=models.CASCADE, related_name="pretix")
    url = models.CharField(max_length=300)
    organizer = models.CharField(max_length=80)
    event_slug = models.CharField(max_length=80)
    subevent = models.PositiveBigIntegerField(null=True)
    """The date of a series; None: the event has but one."""
    token = models.BinaryField()
    checkin_list = models.PositiveBigIntegerField(null=True)
    """The list of pretix that hears who came; None: it is told nothing."""

    state = models.CharField(max_length=8, choices=State.choices, default=State.IDLE)
    problem = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    rows = models.JSONField(null=True)
    """What was read and is not taken over yet; forgotten after a day."""

    untraced_columns = ("token", "state", "problem", "asked_at", "fetched_at", "rows")

    class Meta:
        default_permissions = ()
