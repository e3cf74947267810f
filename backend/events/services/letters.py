"""Mail to guests: what is queued here is composed and sent by the worker (backend/events/letters/)."""

from collections.abc import Iterable
from typing import Any

from backend.core.work import current_work
from backend.events.models import Guest
from backend.mailings.services import NewLetter, queue_letters


def write_to(guest: Guest, kind: str, **data: Any) -> None:
    """Queue one letter for GUEST, inside the open unit of work; without an address nothing is sent."""
    if guest.email:
        write_to_all([guest], kind, bulk=False, **data)


def write_to_all(guests: Iterable[Guest], kind: str, *, bulk: bool, **data: Any) -> None:
    letters = [NewLetter(reference=guest.pk, recipient=guest.email, data=data) for guest in guests]
    queue_letters(current_work().actor, kind=kind, letters=letters, bulk=bulk)
