"""Who is named in an answer waits as a proposed contact; who is surely in the base is linked (RF-20, RF-13)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.models import Candidate, ContactPoint, Person
from backend.events.models import Event, Guest
from tests.backend.events.conftest import Page
from tests.conftest import Api, Cast


@pytest.fixture
def host(event: Event, guest: Guest) -> Guest:
    Event.objects.update(companions_allowed=2)
    return guest


def known(given: str, family: str, email: str, **values: Any) -> Person:
    person = Person.objects.create(given_name=given, family_name=family, sort_name=family.lower())
    ContactPoint.objects.create(person=person, kind="email", value=email, **values)
    return person


def named(name: str) -> Guest:
    return Guest.objects.get(name=name, revoked_at=None)


def proposed() -> list[tuple[str, str]]:
    rows = Candidate.objects.filter(state="pending").order_by("full_name")
    return list(rows.values_list("full_name", "email"))


def send_deputy(page: Page, name: str = "Paul Petit", email: str = "paul@example.org") -> None:
    page.answer("represented", deputy_name=name, deputy_email=email)


def bring(page: Page, name: str, email: str = "") -> None:
    page.answer("yes", bringing="1", companion_name_1=name, companion_email_1=email)


def test_a_deputy_who_is_surely_a_contact_is_linked_and_not_proposed(host: Guest) -> None:
    paul = known("Paul", "PETIT", "paul@example.org")
    send_deputy(Page(host), email="Paul@Example.org")
    assert (named("Paul Petit").contact_id, proposed()) == (paul.pk, [])


@pytest.mark.parametrize(
    ("given", "family", "values"),
    [
        ("Marie", "Durand", {}),
        ("Paul", "Petit", {"is_private": True}),
        ("Paul", "Petit", {"state": "bounced"}),
    ],
)
def test_an_address_of_somebody_else_links_nobody(
    host: Guest, given: str, family: str, values: dict[str, Any]
) -> None:
    known(given, family, "paul@example.org", **values)
    send_deputy(Page(host))
    assert named("Paul Petit").contact_id is None
    assert proposed() == [("Paul Petit", "paul@example.org")]


def test_an_address_that_two_share_links_nobody(host: Guest) -> None:
    known("Paul", "Petit", "paul@example.org")
    known("P.", "Petit", "paul@example.org")
    send_deputy(Page(host))
    assert proposed() == [("Paul Petit", "paul@example.org")]


def test_a_companion_who_is_invited_themselves_is_not_linked_twice(
    host: Guest, invite: Callable[..., Guest]
) -> None:
    paul = known("Paul", "Petit", "paul@example.org")
    Guest.objects.filter(pk=invite("Paul Petit").pk).update(contact=paul)
    bring(Page(host), "Paul Petit", "paul@example.org")
    assert Guest.objects.get(companion_of=host).contact_id is None
    assert proposed() == []


def test_an_address_that_is_given_later_corrects_the_proposal(host: Guest) -> None:
    page = Page(host)
    bring(page, "Paul Petit")
    bring(page, "Paul Petit", "paul@example.org")
    assert proposed() == [("Paul Petit", "paul@example.org")]


def test_who_says_no_themselves_is_proposed_no_more_until_they_come_after_all(host: Guest) -> None:
    send_deputy(Page(host))
    deputy = Page(named("Paul Petit"))
    deputy.answer("no")
    assert proposed() == []
    deputy.answer("yes")
    assert proposed() == [("Paul Petit", "paul@example.org")]


def test_another_deputy_takes_the_place_of_the_former_in_the_queue(host: Guest) -> None:
    send_deputy(Page(host))
    send_deputy(Page(host), "Anne Roy", "anne@example.org")
    assert proposed() == [("Anne Roy", "anne@example.org")]
    Page(host).answer("no")
    assert proposed() == []


def test_what_is_decided_reaches_the_guest_and_their_sheet(
    api: Callable[..., Api], cast: Cast, host: Guest
) -> None:
    editor, steward = api(cast.editor), api(cast.steward)
    send_deputy(Page(host))
    path = f"/events/{host.event_id}/guests/{named('Paul Petit').pk}/proposal"
    told = editor.get(path).json()
    assert told["state"] == "pending"
    assert steward.get(path).json() == {"candidate_id": None, "state": None}
    there = f"/contacts/candidates/{told['candidate_id']}"
    shown = editor.get(there).json()
    assert shown["origin"] == {
        "kind": "event_answer",
        "kind_label": "Réponse à une invitation",
        "label": "Représentant de Claire Lefèvre, Présentation de la saison",
        "url": f"/evenements/{host.event_id}?personne={named('Paul Petit').pk}",
    }
    editor.post(f"{there}/refuse", {"version": 1, "reason": ""})
    assert (editor.get(path).json()["state"], named("Paul Petit").contact_id) == ("refused", None)
    editor.post(f"{there}/reopen", {})
    body = {"version": 3, "civility": "M.", "given_name": "Paul", "family_name": "Petit"}
    body |= dict.fromkeys(("organisation", "function", "email", "phone", "profile"), "")
    made = editor.post(f"{there}/accept", body)
    assert made.status_code == 201, made.json()
    assert str(named("Paul Petit").contact_id) == made.json()["id"]
    Page(host).answer("no")
    assert Candidate.objects.get().state == "accepted"
