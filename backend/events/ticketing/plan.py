"""What taking over tickets would do: compared with what the same source brought before, and with who is invited."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.core.text import fold
from backend.events.models import Event, Guest, SourceTicket
from backend.events.ticketing.rows import RefusedRow, TicketRow

Kind = Literal[
    "new", "recognised", "changed", "unchanged", "cancelled", "back", "arrived", "missing", "refused"
]
_COMPARED = {"name": "name", "email": "email", "organisation": "organisation", "category": "category"}


@dataclass(slots=True)
class Step:
    """One ticket and what becomes of it. CHANGES: field to [before, after]. WHY explains what is not done."""

    kind: Kind
    reference: str = ""
    name: str = ""
    line: int = 0
    changes: dict[str, list[Any]] = field(default_factory=dict)
    why: str = ""
    row: TicketRow | None = None
    ticket: SourceTicket | None = None
    guest: Guest | None = None


@dataclass(slots=True)
class Plan:
    steps: list[Step]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(step.kind for step in self.steps))

    @property
    def loses_much(self) -> bool:
        """More than half of the tickets that were there are not: such a file is likelier wrong than true."""
        missing = sum(step.kind == "missing" for step in self.steps)
        there = sum(step.ticket is not None for step in self.steps)
        return missing > 5 and missing * 2 > there


def tickets_of(event: Event, label: str) -> list[SourceTicket]:
    """What the source LABEL brought before, each with its guest."""
    found = SourceTicket.objects.filter(source__event=event, source__label=label)
    return list(found.select_related("guest").order_by("reference"))


def plan_for(event: Event, tickets: Iterable[SourceTicket], rows: Iterable[TicketRow | RefusedRow]) -> Plan:
    """TICKETS are what this source brought before, each with its guest. Reads; writes nothing."""
    known = {ticket.reference: ticket for ticket in tickets}
    invited = _invited(event, known.values())
    steps: list[Step] = []
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, RefusedRow):
            steps.append(Step("refused", line=row.line, why=row.why))
            continue
        seen.add(row.reference)
        steps.append(_step(row, known.get(row.reference), invited))
    for reference, ticket in known.items():
        if reference not in seen and ticket.status != "cancelled":
            steps.append(_gone(ticket))
    return Plan(steps)


def _invited(event: Event, tickets: Iterable[SourceTicket]) -> dict[tuple[str, str], Guest]:
    """Who is on the list without a ticket of this source, by name and address: whoever has both is recognised."""
    taken = {ticket.guest_id for ticket in tickets}
    guests = event.guests.filter(represents=None, revoked_at=None).exclude(email="")
    return {(fold(guest.name), guest.email.lower()): guest for guest in guests if guest.pk not in taken}


def _step(row: TicketRow, ticket: SourceTicket | None, invited: dict[tuple[str, str], Guest]) -> Step:
    guest = ticket.guest if ticket else None
    step = Step("new", row.reference, row.name, row.line, row=row, ticket=ticket, guest=guest)
    if ticket is None:
        return _first_time(step, row, invited)
    if guest is None:
        step.kind, step.why = "refused", "Cet invité a été retiré de la liste : le billet n’est pas repris."
        return step
    if row.status == "cancelled":
        return _cancel(step, ticket, guest)
    step.changes = _changes(row, guest)
    if ticket.status == "cancelled":
        step.kind = "back"
    elif step.changes or ticket.status != row.status:
        step.kind = "changed"
    elif row.code and row.code != ticket.code:
        step.kind, step.why = "changed", "Le code d’entrée de ce billet est nouveau."
    else:
        step.kind = "unchanged"
    return step


def _first_time(step: Step, row: TicketRow, invited: dict[tuple[str, str], Guest]) -> Step:
    if row.status == "cancelled":
        step.kind, step.why = "unchanged", "Annulé avant d’avoir été repris."
        return step
    guest = invited.pop((fold(row.name), row.email.lower()), None) if row.email else None
    if guest is not None:
        step.kind, step.guest, step.changes = "recognised", guest, {}
    return step


def _cancel(step: Step, ticket: SourceTicket, guest: Guest) -> Step:
    if ticket.status == "cancelled":
        step.kind = "unchanged"
    elif guest.attendance != Guest.Attendance.NONE:
        step.kind, step.why = "arrived", "Cette personne est venue : la liste la garde."
    else:
        step.kind = "cancelled"
    return step


def _gone(ticket: SourceTicket) -> Step:
    guest = ticket.guest
    return Step(
        "missing",
        ticket.reference,
        guest.name if guest else "",
        why="Ce billet n’est plus dans la source.",
        ticket=ticket,
        guest=guest,
    )


def _changes(row: TicketRow, guest: Guest) -> dict[str, list[Any]]:
    """What the source says otherwise; what it leaves empty stays."""
    changes: dict[str, list[Any]] = {
        name: [getattr(guest, name), value]
        for name, source in _COMPARED.items()
        if (value := getattr(row, source)) and value != getattr(guest, name)
    }
    if row.count != guest.party:
        changes["party"] = [guest.party, row.count]
    return changes
