"""An invitation as the first guest of the list would get it, with a link that leads nowhere."""

from dataclasses import replace

from django.conf import settings

from backend.events.audiences import AUDIENCES, guests_in
from backend.events.card import card_of
from backend.events.letters.compose import lay_out
from backend.events.letters.wording import invitation, reminder
from backend.events.models import Event, Guest
from backend.mailings.letter import Composed

SHOWN_APART = {  # a letter has its styles inside: shown in a frame of ours, it can do nothing else
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
}
_NOBODY = "Madame Camille Martin"


def preview_invitation(event: Event, *, subject: str = "", message: str = "") -> Composed:
    first = event.guests.filter(represents=None, revoked_at=None).order_by("sort_name", "id").first()
    guest = first or Guest(event=event, name=_NOBODY)
    guest.event = event
    wording = invitation(guest, card_of(event), {"subject": subject, "message": message})
    return lay_out(guest, wording, link=f"{settings.BASE_URL}/i/apercu")


def preview_reminder(
    event: Event, audience: str, *, subject: str = "", message: str = ""
) -> tuple[Composed, int]:
    """The reminder as the first of those it is for would get it, and for how many it is."""
    rows = guests_in(event, audience)
    guest = rows.order_by("sort_name", "id").first() or Guest(name=_NOBODY, **AUDIENCES[audience])
    guest.event = event
    wording = reminder(guest, card_of(event), {"subject": subject, "message": message, "audience": audience})
    assert wording is not None
    shown = replace(wording, with_ticket=False)
    return lay_out(guest, shown, link=f"{settings.BASE_URL}/i/apercu"), rows.count()
