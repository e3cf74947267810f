from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from backend.core.errors import NotFound
from backend.events.models import Event, PretixLink, TicketSource


def sources_of(event: Event) -> list[dict[str, Any]]:
    """Each with its number of `tickets`, of `cancelled` ones, of people who `came`, and its `pretix`, where it is
    one: how many tickets it knows to have come (`told`), and how many it refused or did not answer for."""
    links = {link.source_id: link for link in PretixLink.objects.filter(source__event=event).defer("rows")}
    counted = event.ticket_sources.annotate(
        count=Count("tickets"),
        cancelled=Count("tickets", filter=Q(tickets__status="cancelled")),
        came=Coalesce(Sum("tickets__guest__came"), 0),
        told=Count("tickets", filter=Q(tickets__told_at__isnull=False)),
        not_taken=Count("tickets", filter=~Q(tickets__tell_problem="")),
    )
    columns = ("id", "label", "taken_at", "cancelled", "came", "count", "told", "not_taken")
    rows = counted.order_by("label").values(*columns)
    return [
        {
            **row,
            "tickets": row["count"],
            "pretix": _link(links[row["id"]], row) if row["id"] in links else None,
        }
        for row in rows
    ]


def source_for(event: Event, source_id: UUID) -> TicketSource:
    """Raises NotFound: EVENT has no such source."""
    source = event.ticket_sources.filter(pk=source_id).first()
    if source is None:
        raise NotFound
    return source


def pretix_of(event: Event, source_id: UUID) -> PretixLink:
    """Raises NotFound: EVENT has no such source, or it is no pretix."""
    link = PretixLink.objects.select_related("source").filter(source__event=event, source=source_id).first()
    if link is None:
        raise NotFound
    return link


def _link(link: PretixLink, counts: dict[str, Any]) -> dict[str, Any]:
    """Without its token, which nobody is shown again."""
    names = ("url", "organizer", "event_slug", "subevent", "checkin_list", "state", "problem", "fetched_at")
    return {name: getattr(link, name) for name in names} | {
        "told": counts["told"],
        "not_taken": counts["not_taken"],
    }
