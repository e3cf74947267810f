from .events import Event, Gate
from .guests import Guest, Offer, new_ticket_id
from .questions import Question, Reply
from .selection import Quota, Reminder, Selection
from .ticketing import SourceTicket, TicketSource

__all__ = [
    "Event",
    "Gate",
    "Guest",
    "Offer",
    "Question",
    "Quota",
    "Reminder",
    "Reply",
    "Selection",
    "SourceTicket",
    "TicketSource",
    "new_ticket_id",
]
