"""Mail to guests: what is queued here is composed and sent by the worker (backend/events/letters/).

Whoever is written to through an assistant or an agent (RF-3) is so here too: these get every letter, with a link of
their own that says by whom an answer was given. Where they replace the guest, the guest gets none.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from backend.contacts.intermediaries import Through, written_through
from backend.core.work import current_work
from backend.events.models import Guest
from backend.mailings.services import NewLetter, queue_letters


def write_to(guest: Guest, kind: str, **data: Any) -> None:
    """Queue one letter for GUEST, inside the open unit of work; without an address nothing is sent."""
    write_to_all([guest], kind, bulk=False, **data)


def write_to_all(guests: Iterable[Guest], kind: str, *, bulk: bool, **data: Any) -> None:
    everybody = list(guests)
    routes = routes_of(everybody)
    letters = [
        NewLetter(reference=guest.pk, recipient=address, data={**data, **more})
        for guest in everybody
        for address, more in routes[guest]
    ]
    if letters:
        queue_letters(current_work().actor, kind=kind, letters=letters, bulk=bulk)


def routes_of(guests: Sequence[Guest]) -> dict[Guest, list[tuple[str, dict[str, str]]]]:
    """By guest the addresses that are written to, each with what the letter must know of it.

    `via` is the key of the intermediary; `copy` says that its fate is not that of the guest's own letter.
    """
    through = written_through({guest.contact_id for guest in guests if guest.contact_id})
    return {
        guest: _routes(guest, through.get(guest.contact_id, []) if guest.contact_id else [])
        for guest in guests
    }


def _routes(guest: Guest, through: Sequence[Through]) -> list[tuple[str, dict[str, str]]]:
    vias = [via for via in through if via.organisation in ("", guest.organisation)]
    addressed: dict[str, dict[str, str]] = {}
    if guest.email and not any(via.replaces for via in vias):
        addressed[guest.email.lower()] = {"to": guest.email}
    for via in vias:
        addressed.setdefault(via.email.lower(), {"to": via.email, "via": str(via.key)})
    routes = [(data.pop("to"), data) for data in addressed.values()]
    return [*routes[:1], *((address, {**data, "copy": "yes"}) for address, data in routes[1:])]
