"""Tickets of other systems, in and back (RF-15)."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile
from pydantic import Field

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts.exports.given import Given, Scope, give
from backend.contacts.imports.lines import BYTES_AT_MOST
from backend.core.errors import TooLarge
from backend.core.http.schemas import In
from backend.events.models import Event, TicketSource
from backend.events.queries import event_for
from backend.events.services.ticketing import take_tickets
from backend.events.ticketing.plan import plan_for, tickets_of
from backend.events.ticketing.present import told_plan
from backend.events.ticketing.queries import source_for, sources_of
from backend.events.ticketing.rows import read_tickets
from backend.events.ticketing.schemas import TicketPlanOut, TicketSourcesOut
from backend.events.ticketing.statuses import statuses_of

router = Router(tags=["billetterie"])
VIEW, CHANGE = Right("events.view_event"), Right("events.change_event")
_TICKETS = "/events/{uuid:event_id}/tickets"


class TicketsIn(In):
    """`label` names the source. Without `commit` nothing is written."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    commit: bool = False
    withdraw_missing: bool = False


@router.get(_TICKETS, response=TicketSourcesOut, auth=VIEW, summary="Les billetteries d’un événement")
def list_sources(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return {"items": sources_of(event_for(user_of(request), event_id))}


@router.post(_TICKETS, response=TicketPlanOut, auth=CHANGE, summary="Reprendre un fichier de billets")
def post_tickets(
    request: HttpRequest, event_id: UUID, form: Form[TicketsIn], file: File[UploadedFile]
) -> dict[str, Any]:
    event = event_for(user_of(request), event_id)
    rows = list(read_tickets(_content(file)))
    if not form.commit:
        return told_plan(plan_for(event, tickets_of(event, form.label), rows), committed=False)
    plan = take_tickets(
        actor_of(request),
        event_id=event.pk,
        label=form.label,
        rows=rows,
        withdraw_missing=form.withdraw_missing,
    )
    return told_plan(plan, committed=True)


@router.post(
    _TICKETS + "/{uuid:source_id}/statuses", auth=CHANGE, summary="Emporter ce que sont devenus ses billets"
)
def export_statuses(request: HttpRequest, event_id: UUID, source_id: UUID) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    file = _statuses_file(event, source_for(event, source_id))
    return give(actor_of(request), user=user_of(request), file=file)


def _statuses_file(event: Event, source: TicketSource) -> Given:
    content, tickets = statuses_of(source)
    return Given(
        format="ticket_statuses",
        label="Statuts des billets (CSV)",
        scope=Scope.EVENT,
        about=event.title,
        people=tickets,
        content=content.encode(),
        name="billets.csv",
    )


def _content(file: UploadedFile) -> bytes:
    """Raises TooLarge."""
    if (file.size or 0) > BYTES_AT_MOST:
        raise TooLarge("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.", code="file_too_large")
    return bytes(file.read())
