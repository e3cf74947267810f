"""Tickets of other systems, in and back (RF-15)."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile
from pydantic import Field

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts.imports.lines import BYTES_AT_MOST
from backend.core.errors import TooLarge
from backend.core.http.schemas import In
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


@router.get(
    _TICKETS + "/{uuid:source_id}/statuses.csv", auth=CHANGE, summary="Ce que sont devenus ses billets"
)
def get_statuses(request: HttpRequest, event_id: UUID, source_id: UUID) -> HttpResponse:
    source = source_for(event_for(user_of(request), event_id), source_id)
    answer = HttpResponse(statuses_of(source), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="billets.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _content(file: UploadedFile) -> bytes:
    """Raises TooLarge."""
    if (file.size or 0) > BYTES_AT_MOST:
        raise TooLarge("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.", code="file_too_large")
    return bytes(file.read())
