"""Ticket, QR code and calendar entry, read back by other programs than those that wrote them."""

import io
from collections.abc import Callable

import icalendar
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from PIL import Image
from pypdf import PdfReader

from backend.door.ticket import TicketError, read_ticket
from backend.events import tickets
from backend.events.models import Guest
from backend.events.paper.calendar import as_ics
from backend.events.paper.qr import as_png, inline_svg, modules
from backend.events.paper.ticket import as_pdf
from tests.backend.events.conftest import Page

SEED = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_the_code_says_which_ticket_and_nothing_personal(guest: Guest) -> None:
    code = tickets.ticket_code(guest)
    keys = {number: Ed25519PublicKey.from_public_bytes(raw) for number, raw in tickets.public_keys().items()}
    ticket = read_ticket(code, keys)
    assert ticket.is_for(guest.event_id)
    assert (ticket.ticket_id, ticket.issue) == (bytes(guest.ticket_id), 1)
    assert len(code) == 120


def test_configured_keys_sign_last_and_all_verify(guest: Guest, settings: object) -> None:
    derived = tickets.ticket_code(guest)
    settings.TICKET_KEYS = f"1:{SEED}"  # type: ignore[attr-defined]
    former = tickets.ticket_code(guest)
    settings.TICKET_KEYS = f"1:{SEED}, 2:{SEED[::-1].replace('=', '') + '='}"  # type: ignore[attr-defined]
    assert list(tickets.public_keys()) == [1, 2]
    assert read_ticket(former, tickets.verifying_keys()).issue == 1
    assert tickets.ticket_code(guest) != former
    with pytest.raises(TicketError):
        read_ticket(derived, tickets.verifying_keys())


@pytest.mark.parametrize(
    "listed", ["1", "1:", "1:abc", f"0:{SEED}", f"256:{SEED}", f"x:{SEED}", f"1:{SEED[:-8]}"]
)
def test_keys_that_make_no_sense_stop_with_a_sentence(guest: Guest, settings: object, listed: str) -> None:
    settings.TICKET_KEYS = listed  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="ENTREGENT_TICKET_KEYS"):
        tickets.ticket_code(guest)


def _read(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture.convert("L"))
    return str(found[0].text)


def test_pictures_are_read_by_a_scanner(guest: Guest) -> None:
    code = tickets.ticket_code(guest)
    assert _read(Image.open(io.BytesIO(as_png(code)))) == code
    rows = modules(code)
    assert len(rows) == 37  # version 5, alphanumeric
    drawn = Image.new("L", (45, 45), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            drawn.putpixel((x + 4, y + 4), 0 if dark else 255)
    assert _read(drawn.resize((360, 360), Image.Resampling.NEAREST)) == code
    svg = inline_svg(code)
    assert "style=" not in svg
    assert len(svg) < 6000


def test_the_ticket_is_one_page_with_the_names_in_full(
    invite: Callable[..., Guest], page: Callable[[Guest], Page]
) -> None:
    guest = invite("Zoé Dvořák-Œuvrard d'Île")
    page(guest).answer("yes")
    reader = PdfReader(io.BytesIO(page(guest).get("/billet.pdf").content))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())
    for words in (
        "Zoé Dvořák-Œuvrard d’Île",
        "Présentation de la saison",
        "Studio 104, Paris",
        "RELATIONS PUBLIQUES",
    ):
        assert words in text
    width, height = reader.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (298, 420)


def test_the_code_on_paper_is_drawn_as_it_is(guest: Guest) -> None:
    """The rectangles of the page, painted again, are read by a scanner."""
    code = tickets.ticket_code(guest)
    page = PdfReader(io.BytesIO(as_pdf(guest, code))).pages[0]
    picture = Image.new("L", (int(page.mediabox[2]) * 4, int(page.mediabox[3]) * 4), 255)
    contents = page.get_contents()
    assert contents is not None
    for operands, operator in contents.operations:
        if operator == b"re" and len(operands) == 4:
            x, y, w, h = (float(each) * 4 for each in operands)
            if abs(h) < 40:  # not the frame
                box = sorted((round(y), round(y + h)))
                left, right = sorted((round(x), round(x + w)))
                picture.paste(0, (left, picture.height - box[1], right, picture.height - box[0]))
    assert _read(picture) == code


def test_a_very_long_title_still_leaves_room_for_the_code(guest: Guest) -> None:
    guest.event.title = "Présentation " * 12
    guest.event.place = "Auditorium de la Maison de la Radio " * 5
    pdf = as_pdf(guest, tickets.ticket_code(guest))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_calendar_entry(guest: Guest, page: Callable[[Guest], Page]) -> None:
    answer = page(guest).get("/evenement.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    entry = calendar.walk("VEVENT")[0]
    assert entry["UID"] == f"{guest.event_id}@127.0.0.1"
    assert entry.decoded("DTSTART") == guest.event.starts_at.replace(microsecond=0)
    assert entry["DTSTART"].params["TZID"] == "Europe/Paris"
    assert entry["LOCATION"] == "Studio 104, Paris"
    assert page(guest).path in str(entry["DESCRIPTION"])
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert (entry["STATUS"], calendar["METHOD"], entry["SEQUENCE"]) == ("CONFIRMED", "PUBLISH", 1)
    guest.event.state = "cancelled"
    assert b"STATUS:CANCELLED" in as_ics(guest)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
