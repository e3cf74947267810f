"""An invitation in words: what page, letter and ticket all say of the event and of the guest."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings

from backend.events.models import Event, Guest
from backend.events.words import period_in_words, spaced

_CIVILITIES = {"m": "Monsieur", "m.": "Monsieur", "mme": "Madame", "mme.": "Madame", "mlle": "Madame"}


@dataclass(frozen=True, slots=True)
class Card:
    host: str
    title: str
    category: str
    place: str
    day: str
    hours: str
    paragraphs: tuple[str, ...]


def card_of(event: Event) -> Card:
    day, hours = period_in_words(event.starts_at, event.ends_at, event.timezone)
    return Card(
        host=host_name(),
        title=spaced(event.title),
        category=spaced(event.category),
        place=spaced(event.place),
        day=day,
        hours=hours,
        paragraphs=paragraphs_of(event.description),
    )


def host_name() -> str:
    """Who invites: the name that letters are sent under."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or "Relations publiques"


def paragraphs_of(text: str) -> tuple[str, ...]:
    return tuple(spaced(part.strip()) for part in text.splitlines() if part.strip())


def full_name(guest: Guest) -> str:
    """The name as a letter addresses it: Madame Claire Lefèvre."""
    civility = _CIVILITIES.get(guest.civility.strip().lower(), guest.civility.strip())
    return spaced(f"{civility} {guest.name}".strip())
