from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from backend.core.errors import NotFound
from backend.events.models import Event, TicketSource


def sources_of(event: Event) -> list[dict[str, Any]]:
    """Each with its number of `tickets`, of `cancelled` ones, and of people who `came`."""
    counted = event.ticket_sources.annotate(
        count=Count("tickets"),
        cancelled=Count("tickets", filter=Q(tickets__status="cancelled")),
        came=Coalesce(Sum("tickets__guest__came"), 0),
    )
    rows = counted.order_by("label").values("id", "label", "taken_at", "cancelled", "came", "count")
    return [{**row, "tickets": row["count"]} for row in rows]


def source_for(event: Event, source_id: UUID) -> TicketSource:
    """Raises NotFound: EVENT has no such source."""
    source = event.ticket_sources.filter(pk=source_id).first()
    if source is None:
        raise NotFound
    return source
