"""A letter to a guest as text and HTML, with its pictures and files."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from backend.contacts.intermediaries import Through
from backend.events.card import card_of
from backend.events.letters.wording import Wording, for_intermediary, for_principal, wording_for
from backend.events.links import link_of
from backend.events.models import Guest
from backend.events.paper.calendar import as_ics
from backend.events.paper.qr import as_png
from backend.events.paper.ticket import as_pdf
from backend.events.tickets import ticket_code
from backend.mailings.letter import Attachment, Composed

CODE_PICTURE = "billet.png"


def compose(kind: str, guest: Guest, data: Mapping[str, Any], via: Through | None = None) -> Composed | None:
    """The letter of KIND to GUEST, or to VIA in their stead; None when it has lost its purpose."""
    wording = wording_for(kind, guest, data)
    if wording is None:
        return None
    wording = for_intermediary(wording, kind, guest) if via else for_principal(wording, kind, guest)
    owner = guest.event.owner
    link = link_of(guest, via.key if via else None)
    return lay_out(guest, wording, link=link, reply_to=owner.email if owner else "")


def lay_out(guest: Guest, wording: Wording, *, link: str, reply_to: str = "") -> Composed:
    context = {"card": card_of(guest.event), "wording": wording, "link": link, "code": CODE_PICTURE}
    code = ticket_code(guest) if wording.with_ticket else ""
    return Composed(
        subject=" ".join(wording.subject.split("\n")),
        text=render_to_string("events/mail/letter.txt", context),
        html=render_to_string("events/mail/letter.html", context),
        inline=[Attachment(CODE_PICTURE, as_png(code), "image/png")] if code else [],
        attachments=_files(guest, code, link) if code else [],
        reply_to=reply_to,
    )


def _files(guest: Guest, code: str, link: str) -> list[Attachment]:
    return [
        Attachment("billet.pdf", as_pdf(guest, code), "application/pdf"),
        Attachment("evenement.ics", as_ics(guest, link), "text/calendar"),
    ]
