from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from backend.accounts.auth import Right, actor_of, user_of
from backend.checkins.statistics.report import EventRow, Report, events_between, report_of
from backend.checkins.statistics.schemas import Period, StatisticsOut
from backend.checkins.statistics.xlsx import as_xlsx
from backend.contacts.exports.given import Given, Scope, give
from backend.events.queries import event_for
from backend.events.statistics import Numbers

router = Router(tags=["statistiques"])
board = Right("checkins.view_board")


@router.get(
    "/events/{uuid:event_id}/statistics", response=StatisticsOut, auth=board, summary="Bilan d’un événement"
)
def event_statistics(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return _out(report_of([event_for(user_of(request), event_id)]))


@router.post(
    "/events/{uuid:event_id}/statistics/export", auth=board, summary="Emporter le bilan d’un événement"
)
def export_event_statistics(request: HttpRequest, event_id: UUID) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    file = _file(report_of([event]), Scope.EVENT, about=event.title, name="bilan.xlsx")
    return give(actor_of(request), user=user_of(request), file=file)


@router.get("/statistics", response=StatisticsOut, auth=board, summary="Bilan des événements d’une période")
def statistics(request: HttpRequest, period: Query[Period]) -> dict[str, Any]:
    return _out(report_of(events_between(user_of(request), **period.dict())))


@router.post("/statistics/export", auth=board, summary="Emporter le bilan d’une période")
def export_statistics(request: HttpRequest, payload: Period) -> HttpResponse:
    report = report_of(events_between(user_of(request), **payload.dict()))
    name = f"bilan-{payload.since}-{payload.until}.xlsx"
    file = _file(
        report, Scope.PERIOD, about=f"Du {payload.since:%d/%m/%Y} au {payload.until:%d/%m/%Y}", name=name
    )
    return give(actor_of(request), user=user_of(request), file=file)


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


def _file(report: Report, scope: Scope, *, about: str, name: str) -> Given:
    """Of guests it holds figures only; the officers who added them are named."""
    return Given(
        format="statistics",
        label="Bilan (Excel)",
        scope=scope,
        about=about,
        people=sum(bool(officer) for officer, _ in report.by_officer),
        content=as_xlsx(report, title=f"Bilan : {about}" if scope == Scope.EVENT else "Bilan des événements"),
        name=name,
    )
