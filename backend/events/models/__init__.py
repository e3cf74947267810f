"""The tables of events, by subject. Private to this domain: others go through services and queries."""

from backend.events.models.events import Event, Gate
from backend.events.models.guests import Guest, Offer, new_ticket_id
from backend.events.models.questions import Question, Reply
from backend.events.models.selection import Quota, Reminder, Selection
from backend.events.models.ticketing import PretixLink, SourceTicket, TicketSource

__all__ = [
    "Event",
    "Gate",
    "Guest",
    "Offer",
    "PretixLink",
    "Question",
    "Quota",
    "Reminder",
    "Reply",
    "Selection",
    "SourceTicket",
    "TicketSource",
    "new_ticket_id",
]
