"""Inviting, through a real mail server: what arrives, what the list says afterwards (RF-13)."""

import email
import email.policy
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import icalendar
import pytest
import zxingcpp
from PIL import Image

from backend.core.clock import now
from backend.events.links import token_of
from backend.events.models import Event, Guest
from backend.events.services.answers import Deputy, answer_invitation
from backend.events.services.events import cancel_event
from backend.events.services.guests import reissue_ticket, revoke_guest
from backend.events.services.invitations import invite_guests
from backend.events.tickets import ticket_code
from backend.live.models import Change
from backend.mailings.models import Delivery
from backend.mailings.tasks import drain
from notifications.models import Notice
from tests.backend.mailings.postbox import Postbox
from tests.conftest import Cast


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_an_invitation_by_mail(
    api: Callable[..., Any], cast: Cast, event: Event, guest: Guest, postbox: Postbox
) -> None:
    Guest.objects.update(civility="Mme")
    answer = api(cast.editor).post(
        f"/events/{event.pk}/invitations", {"message": "Venez nombreux !\n\nÀ bientôt."}
    )
    assert (answer.status_code, answer.json()) == (202, {"queued": 1, "skipped": []})
    guest.refresh_from_db()
    assert guest.invitation == "queued"
    assert drain() == 1
    guest.refresh_from_db()
    assert (guest.invitation, guest.invited_at is not None) == ("sent", True)
    message = read(postbox.letters[0])
    assert message["To"] == guest.email
    assert message["Subject"] == "Invitation\u202f: Présentation de la saison"
    assert message["Reply-To"] == cast.editor.email
    assert message["Message-ID"] == f"<{Delivery.objects.get().pk}@example.org>"
    for text in (part(message, "plain"), part(message, "html")):
        assert "Madame Claire Lefèvre" in text
        assert "Venez nombreux\u202f!" in text
        assert f"/i/{token_of(guest)}" in text
    moves = list(Change.objects.filter(kind="guest_moved").order_by("cursor").values_list("data", flat=True))
    assert [move["after"]["invitation"] for move in moves] == ["none", "queued", "sent"]


def test_the_owner_is_told_once_when_all_have_left(
    cast: Cast, event: Event, invite: Callable[..., Guest], postbox: Postbox
) -> None:
    for number in range(25):
        invite(f"Invité {number}")
    postbox.refuse["guest3@example.org"] = "550 5.1.1 unknown"
    invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=None)
    assert drain() == 25
    notice = Notice.objects.get()
    assert notice.user == cast.editor
    assert notice.kind == "invitations_sent"
    assert notice.body == "24 invitations envoyées, 1 envoi en échec."
    assert notice.url == f"/evenements/{event.pk}"
    failed = Guest.objects.get(email="guest3@example.org")
    assert (failed.invitation, failed.invitation_error) == (
        "failed",
        "L’adresse est refusée par son serveur (code 550).",
    )


def test_who_is_left_out_and_why(cast: Cast, event: Event, invite: Callable[..., Guest]) -> None:
    bare, gone, principal = invite("Sans adresse", email=""), invite("Retirée"), invite("Représenté")
    revoke_guest(cast.editor.actor, event_id=event.pk, guest_id=gone.pk)
    answer_invitation(
        cast.editor.actor,
        event_id=event.pk,
        guest_id=principal.pk,
        answer="represented",
        deputy=Deputy("Paul Petit", "paul@example.org"),
    )
    deputy, stranger = Guest.objects.get(represents=principal), uuid4()
    ids = [bare.pk, gone.pk, principal.pk, deputy.pk, stranger]
    queued, skipped = invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=ids)
    assert queued == 1
    assert {each.guest_id: each.reason for each in skipped} == {
        bare.pk: "Aucune adresse e-mail.",
        gone.pk: "Invitation retirée.",
        deputy.pk: "Représentant\u202f: son invitation suit la réponse de la personne représentée.",
        stranger: "Absent de la liste.",
    }
    again, skipped = invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=[principal.pk])
    assert (again, skipped[0].reason) == (0, "Envoi déjà en cours.")
    assert invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=None)[0] == 0


def test_only_for_an_event_to_come(api: Callable[..., Any], cast: Cast, event: Event, guest: Guest) -> None:
    for change in ({"state": "draft"}, {"state": "open", "ends_at": now() - timedelta(minutes=1)}):
        Event.objects.update(**change)
        answer = api(cast.editor).post(f"/events/{event.pk}/invitations", {})
        assert (answer.status_code, answer.json()["code"]) == (409, "event_not_open")


def test_what_has_lost_its_purpose_is_not_sent(
    cast: Cast, event: Event, guest: Guest, invite: Callable[..., Guest], postbox: Postbox
) -> None:
    other = invite("Paul Petit")
    invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=None)
    revoke_guest(cast.editor.actor, event_id=event.pk, guest_id=guest.pk)
    Guest.objects.filter(pk=other.pk).delete()
    assert drain() == 2
    assert postbox.letters == []
    assert set(Delivery.objects.values_list("status", flat=True)) == {"dropped"}
    guest.refresh_from_db()
    assert guest.invitation == "failed"


def test_the_confirmation_brings_code_ticket_and_calendar(
    cast: Cast, event: Event, guest: Guest, postbox: Postbox
) -> None:
    answer_invitation(cast.editor.actor, event_id=event.pk, guest_id=guest.pk, answer="yes")
    assert drain() == 1
    message = read(postbox.letters[0])
    assert message["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in message
    assert [child.get_content_type() for child in message.iter_parts()] == [
        "multipart/related",
        "application/pdf",
        "text/calendar",
    ]
    related = next(iter(message.iter_parts()))
    alternative, picture = related.iter_parts()
    assert [child.get_content_type() for child in alternative.iter_parts()] == ["text/plain", "text/html"]
    assert picture["Content-ID"] == "<billet.png>"
    assert "cid:billet.png" in part(message, "html")
    import io

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.get_content())).convert("L"))
    guest.refresh_from_db()
    assert found[0].text == ticket_code(guest)
    files = {each.get_filename(): each for each in message.iter_attachments() if each.get_filename()}
    assert files["billet.pdf"].get_content().startswith(b"%PDF-")
    entry = files["evenement.ics"].get_content()
    raw = entry if isinstance(entry, str) else entry.decode()
    assert icalendar.Calendar.from_ical(raw).walk("VEVENT")


def test_every_letter_has_its_words(cast: Cast, event: Event, guest: Guest, postbox: Postbox) -> None:
    place: dict[str, Any] = {"event_id": event.pk, "guest_id": guest.pk}
    answer_invitation(
        cast.editor.actor, **place, answer="represented", deputy=Deputy("Paul Petit", "paul@example.org")
    )
    assert drain() == 2
    answer_invitation(cast.editor.actor, **place, answer="no")
    reissue_ticket(cast.editor.actor, **place)
    assert drain() == 3
    texts = {read(raw)["Subject"].strip(): part(read(raw), "plain") for raw in postbox.letters}
    assert [subject.partition("\u202f")[0] for subject in texts] == [
        "Vous représentez Claire Lefèvre",
        "Votre réponse",
        "Vous ne représentez plus Claire Lefèvre",
        "Votre nouveau lien",
    ]
    assert (
        "Votre billet n’est plus valable."
        in texts["Vous ne représentez plus Claire Lefèvre\u202f: Présentation de la saison"]
    )
    deputy = Guest.objects.get(represents=guest)
    assert (deputy.invitation, deputy.revoked) == ("sent", True)


def test_a_cancelled_event_sends_no_ticket(cast: Cast, event: Event, guest: Guest, postbox: Postbox) -> None:
    answer_invitation(cast.editor.actor, event_id=event.pk, guest_id=guest.pk, answer="yes")
    cancel_event(cast.editor.actor, event_id=event.pk)
    drain()
    assert postbox.letters == []


def test_the_preview_has_no_link_of_anybody(
    api: Callable[..., Any], cast: Cast, event: Event, guest: Guest
) -> None:
    path = f"/events/{event.pk}/invitations/preview"
    preview = api(cast.editor).get(path, subject="Venez", message="Un mot <b>à vous</b>").json()
    assert preview["subject"] == "Venez"
    assert "Claire Lefèvre" in preview["html"]
    assert "&lt;b&gt;" in preview["html"]
    assert token_of(guest) not in preview["html"]
    page = api(cast.editor).get(path + ".html")
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert api(cast.editor).get(path, subject="deux\nlignes").status_code == 422
    Guest.objects.all().delete()
    assert "Camille Martin" in api(cast.editor).get(path).json()["text"]


@pytest.mark.parametrize("address", ["é@example.org", "a@exämple.org"])
def test_unusual_addresses_do_not_hold_up_the_others(
    cast: Cast, event: Event, guest: Guest, invite: Callable[..., Guest], postbox: Postbox, address: str
) -> None:
    Guest.objects.filter(pk=guest.pk).update(email=address)
    invite("Paul Petit")
    invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=None)
    drain()
    guest.refresh_from_db()
    assert guest.invitation in ("sent", "failed")
    assert Guest.objects.get(name="Paul Petit").invitation == "sent"
