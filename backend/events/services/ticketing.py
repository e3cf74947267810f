"""Take over the tickets of another system, all or none; a trial run writes nothing (RF-15)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Conflict
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.models import Guest, SourceTicket, TicketSource
from backend.events.services.events import locked_event
from backend.events.services.guests import new_guest
from backend.events.services.moves import announce_move
from backend.events.ticketing.plan import Plan, Step, plan_for, tickets_of
from backend.events.ticketing.rows import RefusedRow, TicketRow

_ANSWERS = {"valid": Guest.Answer.YES, "pending": Guest.Answer.NONE}


class MuchIsMissing(Conflict):
    code = "much_is_missing"
    detail = "Plus de la moitié des billets manquent dans ce fichier. Vérifiez-le, ou gardez les absents."


def take_tickets(
    actor: Actor,
    *,
    event_id: UUID,
    label: str,
    rows: Iterable[TicketRow | RefusedRow],
    withdraw_missing: bool,
) -> Plan:
    """LABEL names the source: the same one brings the same tickets again, and is compared with itself. Tickets that
    it has no more are withdrawn where WITHDRAW_MISSING says so; nobody is deleted, and who came stays.

    Raises:
        NotFound: no such event. MuchIsMissing: withdrawing would take half of the list.
    """
    with writing(actor):
        event = locked_event(event_id)
        plan = plan_for(event, tickets_of(event, label), rows)
        if withdraw_missing and plan.loses_much:
            raise MuchIsMissing
        source, _ = TicketSource.objects.get_or_create(event=event, label=label)
        for step in plan.steps:
            _take(source, step, withdraw_missing=withdraw_missing)
        source.taken_at = now()
        source.save(update_fields=["taken_at", "updated_at"])
    return plan


def _take(source: TicketSource, step: Step, *, withdraw_missing: bool) -> None:
    if step.kind == "new" and step.row is not None:
        _add(source, step.row)
    elif step.kind == "recognised" and step.row is not None and step.guest is not None:
        _recognise(source, step.row, step.guest)
    elif step.kind in ("changed", "back") and step.row is not None and step.guest is not None:
        _change(step, step.row, step.guest)
    elif step.kind == "cancelled" or (step.kind == "missing" and withdraw_missing):
        _cancel(step)


def _add(source: TicketSource, row: TicketRow) -> None:
    guest = new_guest(
        event_id=source.event_id,
        name=row.name,
        email=row.email,
        organisation=row.organisation,
        category=row.category,
        party=row.count,
        answer=_ANSWERS[row.status],
        answered_at=now() if row.status == "valid" else None,
    )
    guest.save(force_insert=True)
    announce_move(guest, None)
    _keep(source, row, guest)


def _recognise(source: TicketSource, row: TicketRow, guest: Guest) -> None:
    _keep(source, row, guest)
    values: dict[str, Any] = {}
    if row.status == "valid" and guest.answer == Guest.Answer.NONE:
        values = {"answer": Guest.Answer.YES, "answered_at": now(), "party": row.count}
    _move(guest, values)


def _keep(source: TicketSource, row: TicketRow, guest: Guest) -> None:
    SourceTicket.objects.create(
        source=source, reference=row.reference, guest=guest, status=row.status, code=row.code
    )


def _change(step: Step, row: TicketRow, guest: Guest) -> None:
    values: dict[str, Any] = {name: after for name, (_, after) in step.changes.items()}
    assert step.ticket is not None
    if step.ticket.status != row.status:
        values |= {"answer": _ANSWERS[row.status], "answered_at": now()}
    _move(guest, values)
    _mark(step.ticket, row.status, row.code)


def _cancel(step: Step) -> None:
    assert step.ticket is not None
    guest = step.guest
    if guest is not None and guest.attendance == Guest.Attendance.NONE:
        _move(guest, {"answer": Guest.Answer.WITHDRAWN, "answered_at": now()})
    _mark(step.ticket, "cancelled")


def _move(guest: Guest, values: dict[str, Any]) -> None:
    before = standing_of(guest)
    for name, value in values.items():
        setattr(guest, name, value)
    as_new = new_guest(
        name=guest.name, organisation=guest.organisation, function=guest.function, category=guest.category
    )
    guest.search, guest.sort_name = as_new.search, as_new.sort_name
    guest.save()
    announce_move(guest, before, more=True)


def _mark(ticket: SourceTicket, status: str, code: str = "") -> None:
    """A source that tells no code takes none away."""
    ticket.status, ticket.code = status, code or ticket.code
    ticket.save(update_fields=["status", "code", "updated_at"])
