"""An invitation as the first guest of the list would get it, with a link that leads nowhere."""

from django.conf import settings

from backend.events.card import card_of
from backend.events.letters.compose import lay_out
from backend.events.letters.wording import invitation
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
