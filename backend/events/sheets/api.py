from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts.exports.given import Given, Scope, give
from backend.core.http.schemas import In
from backend.core.text import fold
from backend.events.models import Event
from backend.events.queries import event_for
from backend.events.sheets.content import Grouping, Sheet, sheet_of
from backend.events.sheets.pdf import as_pdf
from backend.events.sheets.xlsx import as_xlsx

router = Router(tags=["événements"])
_MADE_AS = {"pdf": (as_pdf, "Feuille d’émargement (PDF)"), "xlsx": (as_xlsx, "Feuille d’émargement (Excel)")}


class AttendanceIn(In):
    """`filled`: with arrivals."""

    format: Literal["pdf", "xlsx"]
    filled: bool = False
    group_by: Grouping = "name"


@router.post(
    "/events/{uuid:event_id}/attendance",
    auth=Right("events.change_event"),
    summary="Emporter la feuille d’émargement",
)
def export_attendance(request: HttpRequest, event_id: UUID, payload: AttendanceIn) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    sheet = sheet_of(event, filled=payload.filled, group_by=payload.group_by)
    return give(actor_of(request), user=user_of(request), file=_file(event, sheet, payload.format))


def _file(event: Event, sheet: Sheet, suffix: Literal["pdf", "xlsx"]) -> Given:
    made, label = _MADE_AS[suffix]
    name = "-".join(fold(event.title).split())[:60] or "evenement"
    return Given(
        format=f"attendance_{suffix}",
        label=label,
        scope=Scope.EVENT,
        about=event.title,
        people=sheet.named,
        content=made(sheet),
        name=f"emargement-{name}.{suffix}",
    )
