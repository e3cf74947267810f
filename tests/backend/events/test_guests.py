"""The list of an event: who is put on it, changed, withdrawn, taken off."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.events.models import Event, Guest
from backend.events.services.answers import Deputy, answer_invitation
from backend.live.models import Change
from tests.conftest import Cast


@pytest.fixture
def contact(db: None) -> Person:
    person = Person.objects.create(
        civility="Mme", given_name="Hélène", family_name="Œuvrard", sort_name="oeuvrard helene"
    )
    house = Organisation.objects.create(name="Radio Azur", match_key="radio azur")
    main = Position.objects.create(
        person=person, organisation=house, function="Rédactrice en chef", is_main=True
    )
    for value, state in (("ancienne@example.org", "bounced"), ("h.oeuvrard@example.org", "valid")):
        ContactPoint.objects.create(position=main, kind="email", value=value, state=state)
    return person


@pytest.fixture
def editor(api: Callable[..., Any], cast: Cast) -> Any:
    return api(cast.editor)


def test_contacts_come_with_their_facts(editor: Any, event: Event, contact: Person) -> None:
    body = {
        "contact_ids": [str(contact.pk), str(contact.pk), str(uuid4())],
        "category": "Presse",
        "attention": True,
    }
    answer = editor.post(f"/events/{event.pk}/guests", body).json()
    assert (answer["added"], answer["already"], answer["unknown"]) == (1, 0, 1)
    guest = answer["guests"][0]
    expected = {
        "contact_id": str(contact.pk),
        "name": "Hélène Œuvrard",
        "organisation": "Radio Azur",
        "function": "Rédactrice en chef",
        "email": "h.oeuvrard@example.org",
        "category": "Presse",
        "attention": True,
        "added_by": "Editor Essai",
        "invitation": "none",
        "answer": "none",
    }
    assert {name: guest[name] for name in expected} == expected
    again = editor.post(f"/events/{event.pk}/guests", body).json()
    assert (again["added"], again["already"]) == (0, 1)
    assert Change.objects.filter(kind="guest_moved").count() == 1


def test_persons_by_hand_are_not_doubled(editor: Any, event: Event) -> None:
    persons = [
        {"name": "Paul Petit", "email": "paul@example.org"},
        {"name": "paul PETIT", "email": "Paul@example.org"},
    ]
    answer = editor.post(f"/events/{event.pk}/guests", {"guests": persons}).json()
    assert (answer["added"], answer["already"]) == (1, 1)
    assert editor.post(f"/events/{event.pk}/guests", {"guests": persons[:1]}).json()["already"] == 1


def test_a_deleted_contact_is_unknown(editor: Any, event: Event, contact: Person) -> None:
    Person.objects.update(deleted_at="2026-01-01T00:00:00Z")
    answer = editor.post(f"/events/{event.pk}/guests", {"contact_ids": [str(contact.pk)]}).json()
    assert (answer["added"], answer["unknown"]) == (0, 1)


def test_the_list_is_searched_sorted_and_read_in_few_queries(
    editor: Any, event: Event, invite: Callable[..., Guest], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("Zoé Dvořák", "Hélène d'Ormesson-Lefèvre", "Aïcha Benali"):
        invite(name, organisation="Théâtre de l'Île")
    principal = invite("Bruno Éluard")
    answer_invitation(
        principal.event.owner.actor,  # type: ignore[union-attr]
        event_id=event.pk,
        guest_id=principal.pk,
        answer="represented",
        deputy=Deputy("Paul Petit"),
    )
    path = f"/events/{event.pk}/guests"
    with django_assert_num_queries(10):  # sign-in, rights 4; event, cursor twice, page, deputies, selections
        page = editor.get(path, limit=50).json()
    assert [item["name"] for item in page["items"]] == [
        "Aïcha Benali",
        "Zoé Dvořák",
        "Bruno Éluard",
        "Hélène d'Ormesson-Lefèvre",
        "Paul Petit",
    ]
    assert page["items"][2]["represented_by"]["name"] == "Paul Petit"
    assert page["items"][4]["represents"]["name"] == "Bruno Éluard"
    assert page["cursor"] == 6
    assert editor.get(path, q="lefev ile").json()["total"] == 1
    assert editor.get(path, state="represented").json()["total"] == 1
    assert editor.get(path, state="bogus").status_code == 422


def test_changing_a_guest(editor: Any, event: Event, guest: Guest) -> None:
    path = f"/events/{event.pk}/guests/{guest.pk}"
    changed = editor.patch(path, {"name": "Claire Roux", "attention": True, "note": "Carré B"}).json()
    assert (changed["name"], changed["attention"], changed["note"]) == ("Claire Roux", True, "Carré B")
    assert editor.get(f"/events/{event.pk}/guests", q="roux").json()["total"] == 1
    assert editor.patch(path, {"email": "pas une adresse"}).json()["errors"][0]["path"] == "email"
    assert editor.patch(path, {"answer": "yes"}).status_code == 422
    assert editor.get(path).json()["name"] == "Claire Roux"


def test_a_guest_of_another_event_is_not_found(editor: Any, event: Event, guest: Guest) -> None:
    other = Event.objects.create(title="Autre", place="Ici", starts_at=event.starts_at, ends_at=event.ends_at)
    path = f"/events/{other.pk}/guests/{guest.pk}"
    for answer in (
        editor.get(path),
        editor.patch(path, {"note": "x"}),
        editor.delete(path),
        editor.post(path + "/revoke"),
        editor.post(path + "/reissue"),
        editor.post(path + "/answer", {"answer": "yes"}),
    ):
        assert answer.status_code == 404


def test_who_came_stays_on_the_list(editor: Any, event: Event, guest: Guest) -> None:
    path = f"/events/{event.pk}/guests/{guest.pk}"
    Guest.objects.update(attendance="arrived")
    assert editor.delete(path).json()["code"] == "guest_already_arrived"
    Guest.objects.update(attendance="none")
    assert editor.delete(path).status_code == 204
    assert Change.objects.latest("cursor").data["after"] is None
    assert editor.get(path).status_code == 404


def test_withdrawing_takes_the_deputy_along(cast: Cast, editor: Any, event: Event, guest: Guest) -> None:
    path = f"/events/{event.pk}/guests/{guest.pk}"
    body = {"answer": "represented", "deputy": {"name": "Paul Petit", "function": "Adjoint"}}
    assert editor.post(path + "/answer", body).json()["represented_by"]["name"] == "Paul Petit"
    withdrawn = editor.post(path + "/revoke").json()
    assert (withdrawn["revoked"], withdrawn["represented_by"]) == (True, None)
    assert Guest.objects.filter(revoked_at=None).count() == 0
    again = editor.post(path + "/reissue").json()
    assert (again["revoked"], again["answer"], again["ticket_issue"]) == (False, "none", 2)


def test_withdrawing_or_removing_a_deputy_opens_the_answer_again(
    editor: Any, event: Event, guest: Guest
) -> None:
    path = f"/events/{event.pk}/guests"
    for end in ("/revoke", ""):
        body = {"answer": "represented", "deputy": {"name": "Paul Petit"}}
        deputy = editor.post(f"{path}/{guest.pk}/answer", body).json()["represented_by"]["id"]
        gone = editor.post(f"{path}/{deputy}{end}") if end else editor.delete(f"{path}/{deputy}")
        assert gone.status_code in (200, 204)
        assert editor.get(f"{path}/{guest.pk}").json()["answer"] == "none"
    revoked = Guest.objects.get(represents=guest)
    assert editor.post(f"{path}/{revoked.pk}/reissue").json()["code"] == "deputy_replaced"
