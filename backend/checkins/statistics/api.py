from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from backend.accounts.auth import Right, user_of
from backend.checkins.statistics.report import EventRow, Report, events_between, report_of
from backend.checkins.statistics.schemas import Period, StatisticsOut
from backend.checkins.statistics.xlsx import as_xlsx
from backend.events.queries import event_for
from backend.events.statistics import Numbers

router = Router(tags=["statistiques"])
board = Right("checkins.view_board")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(
    "/events/{uuid:event_id}/statistics", response=StatisticsOut, auth=board, summary="Bilan d’un événement"
)
def event_statistics(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return _out(report_of([event_for(user_of(request), event_id)]))


@router.get("/events/{uuid:event_id}/statistics.xlsx", auth=board, summary="Bilan d’un événement, Excel")
def event_statistics_xlsx(request: HttpRequest, event_id: UUID) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    return _file(as_xlsx(report_of([event]), title=f"Bilan : {event.title}"), "bilan.xlsx")


@router.get("/statistics", response=StatisticsOut, auth=board, summary="Bilan des événements d’une période")
def statistics(request: HttpRequest, period: Query[Period]) -> dict[str, Any]:
    return _out(report_of(events_between(user_of(request), **period.dict())))


@router.get("/statistics.xlsx", auth=board, summary="Bilan des événements d’une période, Excel")
def statistics_xlsx(request: HttpRequest, period: Query[Period]) -> HttpResponse:
    report = report_of(events_between(user_of(request), **period.dict()))
    return _file(as_xlsx(report, title="Bilan des événements"), f"bilan-{period.since}-{period.until}.xlsx")


def _out(report: Report) -> dict[str, Any]:
    return {
        "events": [_event(row) for row in report.events],
        "totals": _numbers(report.totals),
        "by_category": [{"label": label, **_numbers(numbers)} for label, numbers in report.by_category],
        "by_officer": [{"label": label, **_numbers(numbers)} for label, numbers in report.by_officer],
        "delays": asdict(report.delays),
        "conflicts": report.conflicts,
        "open_conflicts": report.open_conflicts,
    }


def _event(row: EventRow) -> dict[str, Any]:
    facts = {name: getattr(row.event, name) for name in ("title", "category", "starts_at", "timezone")}
    counts = {"conflicts": row.conflicts, "open_conflicts": row.open_conflicts}
    return {"id": row.event.pk, **facts, **counts, **_numbers(row.numbers)}


def _numbers(numbers: Numbers) -> dict[str, Any]:
    return {**asdict(numbers), "answer_rate": numbers.answer_rate, "show_rate": numbers.show_rate}


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
