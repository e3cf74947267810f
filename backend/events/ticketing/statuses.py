"""What became of the tickets of a source, to be told back to it: a table that its system can read (RF-15)."""

import csv
import io

from backend.contacts.formulas import guarded
from backend.events.models import SourceTicket, TicketSource

HEAD = ("Référence", "Statut", "Réponse", "Entrés", "Places", "Arrivée", "Porte")


def statuses_of(source: TicketSource) -> tuple[str, int]:
    """CSV with semicolons and a byte order mark, as French spreadsheets open it, and how many tickets it tells of.
    No names: references suffice."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    tickets = list(source.tickets.select_related("guest").order_by("reference"))
    writer.writerows(map(_line, tickets))
    return out.getvalue(), len(tickets)


def _line(ticket: SourceTicket) -> list[str]:
    guest = ticket.guest
    told = [guarded(ticket.reference), ticket.get_status_display()]
    if guest is None:
        return [*told, "Retiré de la liste", "0", "0", "", ""]
    arrived = guest.arrived_at.isoformat(timespec="seconds") if guest.arrived_at else ""
    return [
        *told,
        guest.get_answer_display(),
        str(guest.came),
        str(guest.party),
        arrived,
        guarded(guest.arrived_gate),
    ]
