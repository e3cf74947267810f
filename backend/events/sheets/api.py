from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.accounts.auth import Right, user_of
from backend.core.text import fold
from backend.events.models import Event
from backend.events.queries import event_for
from backend.events.sheets.content import Grouping, sheet_of
from backend.events.sheets.pdf import as_pdf
from backend.events.sheets.xlsx import as_xlsx

router = Router(tags=["événements"])
change = Right("events.change_event")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/events/{uuid:event_id}/attendance.pdf", auth=change, summary="Feuille d’émargement, à signer")
def attendance_pdf(
    request: HttpRequest, event_id: UUID, filled: bool = False, group_by: Grouping = "name"
) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    content = as_pdf(sheet_of(event, filled=filled, group_by=group_by))
    return _file(event, content, "application/pdf", "pdf")


@router.get("/events/{uuid:event_id}/attendance.xlsx", auth=change, summary="Feuille d’émargement, Excel")
def attendance_xlsx(
    request: HttpRequest, event_id: UUID, filled: bool = False, group_by: Grouping = "name"
) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    content = as_xlsx(sheet_of(event, filled=filled, group_by=group_by))
    return _file(event, content, _XLSX, "xlsx")


def _file(event: Event, content: bytes, media_type: str, suffix: Literal["pdf", "xlsx"]) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    name = "-".join(fold(event.title).split())[:60] or "evenement"
    answer["Content-Disposition"] = f'attachment; filename="emargement-{name}.{suffix}"'
    answer["Cache-Control"] = "no-store"
    return answer
