"""Notices to the staff about the door. A push says who, with how many, where; nothing else of a person (CARD-5)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.contacts.names import civility
from backend.core.clock import now
from backend.events.words import NARROW as N
from backend.events.words import day_in_words, hour_in_words
from notifications.notice import NoticeText

LATE = timedelta(minutes=3)
_THERE = {"M.": "est arrivé", "Mme": "est arrivée"}


def guest_arrived(guest: Any, *, at: datetime, gate: str) -> NoticeText:
    """« Claire Lefèvre est arrivée avec 2 personnes, porte B ». What became known late says when it happened."""
    late = now() - at > LATE
    there = _THERE.get(civility(guest.civility), "")
    since = f" {'à' if there else 'depuis'} {_moment(at, guest.event.timezone)}" if late else ""
    parts = [f"{_who(guest)} {there or 'est là'}{since}{_with(guest.came - 1)}", _place(gate)]
    return NoticeText(
        kind="arrival",
        title=", ".join(filter(None, parts))[:160],
        body=guest.event.title,
        url=f"/evenements/{guest.event_id}/tableau",
        urgency="normal" if late else "high",
        about=str(guest.pk),
    )


def arrival_withdrawn(guest: Any, *, gate: str) -> NoticeText:
    where = f" ({_place(gate)})" if gate else ""
    return NoticeText(
        kind="arrival_withdrawn",
        title=f"Arrivée annulée{N}: {_who(guest)}"[:160],
        body=f"L’entrée a été annulée à l’accueil{where}. {guest.event.title}"[:400],
        url=f"/evenements/{guest.event_id}/tableau",
        about=str(guest.pk),
    )


def _who(guest: Any) -> str:
    if guest.represents_id is None:
        return str(guest.name)[:80]
    return f"{guest.name[:50]}, pour {guest.represents.name[:50]},"


def _with(others: int) -> str:
    if others < 1:
        return ""
    return f" avec {others} personne{'s' if others > 1 else ''}"


def _place(gate: str) -> str:
    """« porte B » for a gate that is named B, or Porte B; other names stay as they were given."""
    if gate.lower().startswith(("porte ", "entrée ")):
        return gate[0].lower() + gate[1:]
    return f"porte {gate}" if 0 < len(gate) <= 2 else gate


def _moment(at: datetime, zone: str) -> str:
    here, today = at.astimezone(ZoneInfo(zone)), now().astimezone(ZoneInfo(zone))
    hour = hour_in_words(here)
    return hour if here.date() == today.date() else f"{hour}, le {day_in_words(here)}"
