"""Assistants answer for their principal, and the trace says so (RF-3, RF-19)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from auditlog.models import LogEntry

from backend.contacts.intermediaries import Through, written_through
from backend.contacts.models import Intermediary, Organisation, Person, Position
from backend.core.actor import task
from backend.core.clock import now, today
from backend.core.work import writing
from backend.events.audiences import guests_in
from backend.events.letters.kinds import LETTERS
from backend.events.links import read_token, token_of
from backend.events.models import Event, Guest
from backend.events.services.adding import add_guests
from backend.events.services.guests import reissue_ticket
from backend.events.services.invitations import invite_guests, mark_sent
from backend.mailings.letter import Composed, Letter
from backend.mailings.models import Delivery
from tests.backend.events.conftest import Page
from tests.conftest import Cast


@pytest.fixture
def assistant(db: None) -> Intermediary:
    principal = Person.objects.create(
        given_name="Jean",
        family_name="Martin",
        sort_name="martin jean",
        summary={"emails": ["j@example.org"]},
    )
    aide = Person.objects.create(
        civility="Mme",
        given_name="Claire",
        family_name="Roux",
        sort_name="roux claire",
        summary={"emails": ["claire@example.org"]},
    )
    return Intermediary.objects.create(
        principal=principal, via_person=aide, role="Assistante", routing="copied"
    )


@pytest.fixture
def guest(cast: Cast, event: Event, assistant: Intermediary) -> Guest:
    ids = [assistant.principal_id]
    added = add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, contact_ids=ids).guests[0]
    Guest.objects.filter(pk=added.pk).update(email="jean@example.org")
    return Guest.objects.select_related("event").get(pk=added.pk)


def letters() -> list[tuple[str, str]]:
    return [
        (each.recipient, each.data.get("via", "")) for each in Delivery.objects.order_by("created_at", "id")
    ]


def opened_by(assistant: Intermediary, guest: Guest) -> Page:
    page = Page(guest)
    page.path = f"/i/{token_of(guest, key_of(assistant))}"
    return page


def key_of(assistant: Intermediary) -> UUID:
    (through,) = written_through([assistant.principal_id])[assistant.principal_id]
    return through.key


def composed(recipient: str) -> Composed | None:
    delivery = Delivery.objects.filter(recipient=recipient).latest("created_at", "id")
    letter = Letter(delivery.pk, delivery.reference, recipient, delivery.data)
    return LETTERS[delivery.kind].compose([letter]).get(delivery.pk)


def test_a_copy_goes_to_the_assistant(cast: Cast, guest: Guest, assistant: Intermediary) -> None:
    assert invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None) == (1, [])
    assert letters() == [("jean@example.org", ""), ("claire@example.org", str(key_of(assistant)))]
    letter = composed("claire@example.org")
    assert letter is not None
    assert f"/i/{token_of(guest, key_of(assistant))}" in letter.text
    assert f"/i/{token_of(guest)}\n" not in letter.text
    assert "Vous recevez ce courrier pour Jean Martin" in letter.text


@pytest.mark.parametrize("routing", ["replaces", "care_of"])
@pytest.mark.parametrize("address", ["", "jean@example.org", "Claire@example.org"])
def test_who_replaces_gets_the_only_letter(
    cast: Cast, guest: Guest, assistant: Intermediary, routing: str, address: str
) -> None:
    Intermediary.objects.update(routing=routing)
    Guest.objects.update(email=address)
    assert invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None)[0] == 1
    assert letters() == [("claire@example.org", str(key_of(assistant)))]
    assert "copy" not in Delivery.objects.get().data
    with writing(task("tests")):
        mark_sent([guest.pk])
    assert [each.pk for each in guests_in(guest.event, "silent")] == [guest.pk]


def test_who_has_an_address_of_the_same_assistant_gets_one_letter(
    cast: Cast, guest: Guest, assistant: Intermediary
) -> None:
    Guest.objects.update(email="claire@example.org")
    invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None)
    assert letters() == [("claire@example.org", "")]


def test_who_is_for_another_position_gets_nothing(cast: Cast, guest: Guest, assistant: Intermediary) -> None:
    house = Organisation.objects.create(name="Ville de Rennes")
    post = Position.objects.create(person_id=assistant.principal_id, organisation=house)
    Intermediary.objects.update(position=post)
    Guest.objects.update(organisation="Ministère de la Culture")
    invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None)
    assert letters() == [("jean@example.org", "")]
    Guest.objects.update(organisation="Ville de Rennes", invitation="none")
    invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None)
    assert letters()[1:] == [("jean@example.org", ""), ("claire@example.org", str(key_of(assistant)))]


def test_the_principal_hears_who_answered(guest: Guest, assistant: Intermediary) -> None:
    opened_by(assistant, guest).answer("represented", deputy_name="Paul Petit")
    mine, theirs = composed("jean@example.org"), composed("claire@example.org")
    assert mine is not None
    assert theirs is not None
    assert "Cette réponse a été donnée par votre assistante, Mme Claire Roux." in mine.text
    assert "Vous recevez ce courrier pour Jean Martin." in theirs.text
    assert "donnée par" not in theirs.text
    Page(guest).answer("represented", deputy_name="Anne Roy")
    assert Guest.objects.get(pk=guest.pk).answered_via == ""


def test_a_letter_to_who_is_no_assistant_any_more_is_not_sent(
    cast: Cast, guest: Guest, assistant: Intermediary
) -> None:
    invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None)
    Intermediary.objects.update(ended_on=today() - timedelta(days=1))
    assert composed("claire@example.org") is None
    assert composed("jean@example.org") is not None


@pytest.mark.parametrize(
    "change",
    [
        {"ended_on": today() - timedelta(days=1)},
        {"channels": ["post"]},
        {"started_on": today() + timedelta(days=1)},
    ],
)
def test_who_is_no_way_to_write_gets_nothing(
    cast: Cast, guest: Guest, assistant: Intermediary, change: dict[str, Any]
) -> None:
    Intermediary.objects.update(**change)
    invite_guests(cast.editor.actor, event_id=guest.event_id, guest_ids=None)
    assert letters() == [("jean@example.org", "")]


def test_an_answer_says_who_gave_it(
    api: Callable[..., Any], cast: Cast, guest: Guest, assistant: Intermediary
) -> None:
    page = opened_by(assistant, guest)
    assert "Vous répondez pour Jean Martin" in page.get().content.decode()
    assert "Quelle est sa réponse" in page.get().content.decode()
    assert page.answer("yes").status_code == 303
    shown = page.get().content.decode()
    assert "Jean Martin viendra" in shown
    assert "Vous viendrez" not in shown
    path = f"/events/{guest.event_id}/guests/{guest.pk}"
    told = api(cast.editor).get(path).json()
    assert (told["answer"], told["answered_via"]) == ("yes", "son assistante, Mme Claire Roux")
    trace = LogEntry.objects.filter(object_pk=str(guest.pk)).latest("timestamp")
    assert "par son assistante, Mme Claire Roux" in str(trace.additional_data)
    assert token_of(guest, key_of(assistant)) in page.get("/evenement.ics").content.decode().replace(
        "\r\n ", ""
    )
    Page(guest).answer("no")
    assert api(cast.editor).get(path).json()["answered_via"] == ""


def test_the_link_of_an_assistant_is_void_with_them(
    cast: Cast, guest: Guest, assistant: Intermediary
) -> None:
    page = opened_by(assistant, guest)
    reissued = reissue_ticket(cast.editor.actor, event_id=guest.event_id, guest_id=guest.pk)
    assert page.get().status_code == 410
    page = opened_by(assistant, reissued)
    assert page.get().status_code == 200
    other = Person.objects.create(family_name="Petit", summary={"emails": ["petit@example.org"]})
    Intermediary.objects.update(via_person=other)
    assert page.get().status_code == 410
    Intermediary.objects.update(via_person=assistant.via_person)
    assert page.get().status_code == 200
    Person.objects.filter(family_name="Roux").update(deleted_at=now())
    assert page.get().status_code == 410
    Person.objects.update(deleted_at=None)
    Intermediary.objects.update(ended_on=today() - timedelta(days=1))
    assert (page.get().status_code, page.answer("yes").status_code) == (410, 410)
    Intermediary.objects.all().delete()
    assert page.get("/evenement.ics").status_code == 410


def test_a_link_can_t_be_turned_into_another(guest: Guest, assistant: Intermediary) -> None:
    token = token_of(guest, key_of(assistant))
    link = read_token(token)
    assert (len(token), link.guest_id, link.via) == (67, guest.pk, key_of(assistant))
    assert read_token(token_of(guest)).via is None
    assert Page(guest).client.get(f"/i/{token[:24]}{token[45:]}").status_code == 404


def test_a_copy_that_fails_says_nothing_of_the_invitation(guest: Guest) -> None:
    kind = LETTERS["invitation"]
    with writing(task("tests")):
        kind.sent(Letter(uuid4(), guest.pk, guest.email, {}))
        kind.failed(Letter(uuid4(), guest.pk, "claire@example.org", {"via": "x", "copy": "yes"}), "Refusé")
    assert Guest.objects.get().invitation == "sent"
    with writing(task("tests")):
        kind.failed(Letter(uuid4(), guest.pk, guest.email, {}), "Refusé")
    assert Guest.objects.get().invitation == "failed"


@pytest.mark.parametrize(
    ("civility", "role", "told"),
    [
        ("Mme", "Assistante", "son assistante, Mme Claire Roux"),
        ("Mme", "Secrétaire", "sa secrétaire, Mme Claire Roux"),
        ("M.", "Secrétaire", "son secrétaire, M. Claire Roux"),
        ("Mme", "DIRCAB", "sa DIRCAB, Mme Claire Roux"),
        ("M.", "Huissier", "son huissier, M. Claire Roux"),
        ("", "Secrétaire", "Claire Roux, secrétaire"),
        ("Mme", "", "Mme Claire Roux"),
    ],
)
def test_how_french_says_it(guest: Guest, civility: str, role: str, told: str) -> None:
    through = Through(guest.pk, "Claire Roux", civility, role, "claire@example.org", replaces=False)
    assert through.told == told
