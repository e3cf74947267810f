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

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "reference"], name="source_ticket_once")
        ]
