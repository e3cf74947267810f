"""Several officers choose guests for one event (RF-13): nobody is doubled, and everybody's wish is kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.contacts.schemas import ContactIn
from backend.contacts.services.lists import create_list
from backend.contacts.services.people import create_person
from backend.events.models import Event, Guest, Selection
from backend.live.models import Change
from tests.conftest import Cast


@pytest.fixture
def editor(api: Callable[..., Any], cast: Cast) -> Any:
    return api(cast.editor)


@pytest.fixture
def colleague(api: Callable[..., Any], cast: Cast) -> Any:
    return api(cast.colleague)


@pytest.fixture
def contacts(cast: Cast) -> list[UUID]:
    names = [("Hélène", "Œuvrard"), ("Paul", "Petit"), ("Aïcha", "Benali")]
    return [
        create_person(cast.editor.actor, data=ContactIn(given_name=given, family_name=family)).pk
        for given, family in names
    ]


def _wanted_by(guest: dict[str, Any]) -> list[str]:
    return [each["user"]["name"] for each in guest["selections"]]


def test_whom_two_officers_want_is_one_guest(
    editor: Any, colleague: Any, cast: Cast, event: Event, contacts: list[UUID]
) -> None:
    path = f"/events/{event.pk}/guests"
    chosen = create_list(
        cast.colleague.actor, user=cast.colleague, name="Presse locale", contact_ids=contacts[:2]
    )
    first = editor.post(path, {"contact_ids": [str(contacts[0])], "why": "Suit le dossier"}).json()
    assert (first["added"], first["joined"], first["already"]) == (1, 0, 0)
    second = colleague.post(path, {"list_id": str(chosen.pk)}).json()
    assert (second["added"], second["joined"], second["already"]) == (1, 1, 0)
    both = next(guest for guest in second["guests"] if guest["contact_id"] == str(contacts[0]))
    assert _wanted_by(both) == ["Editor Essai", "Colleague Essai"]
    told = [(each["why"], each["source"], each["source_label"]) for each in both["selections"]]
    assert told == [("Suit le dossier", "contacts", ""), ("", "list", "Presse locale")]
    assert both["added_by"] == "Editor Essai"
    again = colleague.post(path, {"list_id": str(chosen.pk)}).json()
    assert (again["added"], again["joined"], again["already"], again["guests"]) == (0, 0, 2, [])
    assert Guest.objects.count() == 2
    assert editor.get(path, mine="true").json()["total"] == 1
    assert colleague.get(path, mine="true").json()["total"] == 2
    last = Change.objects.filter(kind="guest_moved", data__more=True).get()
    assert last.data["guest_id"] == both["id"]


def test_all_that_a_search_or_a_targeting_finds(
    editor: Any, colleague: Any, event: Event, contacts: list[UUID]
) -> None:
    path = f"/events/{event.pk}/guests"
    found = editor.post(path, {"search": "petit"}).json()
    assert [guest["name"] for guest in found["guests"]] == ["Paul Petit"]
    assert found["guests"][0]["selections"][0]["source_label"] == "petit"
    query = {"op": "and", "children": []}
    targeted = colleague.post(path, {"query": query, "why": "Vœux"}).json()
    assert (targeted["added"], targeted["joined"]) == (2, 1)
    sources = {each["source"] for guest in targeted["guests"] for each in guest["selections"]}
    assert sources == {"search", "targeting"}
    assert editor.post(path, {"query": {"field": "bogus", "cmp": "is"}}).status_code == 422


def test_taking_back_ones_own_wish(editor: Any, colleague: Any, event: Event, contacts: list[UUID]) -> None:
    path = f"/events/{event.pk}/guests"
    guest = editor.post(path, {"contact_ids": [str(contacts[0])]}).json()["guests"][0]
    own = f"{path}/{guest['id']}/selection"
    wanted = colleague.post(own, {"why": "Habite à côté"}).json()
    assert _wanted_by(wanted) == ["Editor Essai", "Colleague Essai"]
    assert colleague.post(own, {"why": "Voisine"}).json()["selections"][1]["why"] == "Voisine"
    mine, theirs = (each["id"] for each in wanted["selections"])
    refused = colleague.delete(f"{path}/{guest['id']}/selections/{mine}")
    assert (refused.status_code, refused.json()["code"]) == (403, "guest_wanted_by_others")
    left = editor.delete(f"{path}/{guest['id']}/selections/{mine}").json()
    assert (left["removed"], _wanted_by(left["guest"])) == (False, ["Colleague Essai"])
    assert editor.delete(f"{path}/{guest['id']}/selections/{mine}").status_code == 404
    gone = colleague.delete(f"{path}/{guest['id']}/selections/{theirs}").json()
    assert gone == {"removed": True, "guest": None}
    assert not Guest.objects.exists()


def test_only_who_manages_the_event_removes_whom_others_want(
    editor: Any, colleague: Any, api: Callable[..., Any], cast: Cast, event: Event, contacts: list[UUID]
) -> None:
    path = f"/events/{event.pk}/guests"
    ids = [str(pk) for pk in contacts]
    guests = [guest["id"] for guest in editor.post(path, {"contact_ids": ids[:2]}).json()["guests"]]
    own = colleague.post(path, {"contact_ids": ids[2:]}).json()["guests"][0]["id"]
    refused = colleague.delete(f"{path}/{guests[0]}").json()
    assert refused["code"] == "guest_wanted_by_others"
    assert "Editor Essai" in refused["detail"]
    assert colleague.delete(f"{path}/{own}").status_code == 204
    assert api(cast.admin).delete(f"{path}/{guests[0]}").status_code == 204
    assert editor.delete(f"{path}/{guests[1]}").status_code == 204
    assert [
        api(user).get(f"/events/{event.pk}").json()["manages"] for user in (cast.editor, cast.colleague)
    ] == [
        True,
        False,
    ]


def test_who_came_stays_even_when_nobody_wants_them(editor: Any, event: Event, guest: Guest) -> None:
    Guest.objects.update(attendance="arrived")
    selection = Selection.objects.get()
    refused = editor.delete(f"/events/{event.pk}/guests/{guest.pk}/selections/{selection.pk}")
    assert refused.json()["code"] == "guest_already_arrived"
    assert Selection.objects.exists()


def test_who_is_known_shows_with_evidence(
    editor: Any, colleague: Any, event: Event, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = Person.objects.create(given_name="Claire", family_name="Roux", sort_name="roux claire")
    house = Organisation.objects.create(name="Radio Azur", match_key="radio azur")
    post = Position.objects.create(person=person, organisation=house, function="Rédactrice", is_main=True)
    ContactPoint.objects.create(position=post, kind="email", value="c.roux@example.org", state="valid")
    path = f"/events/{event.pk}/guests"
    colleague.post(path, {"contact_ids": [str(person.pk)]})
    colleague.post(path, {"guests": [{"name": "Paul Dvořák", "organisation": "Arte"}]})
    asked = {"name": "Claire Roux", "email": "c.roux@example.org", "organisation": "Radio Azur"}
    found = editor.post(path + "/known", asked).json()
    assert (found[0]["contact_id"], found[0]["wanted_by"]) == (str(person.pk), ["Colleague Essai"])
    assert found[0]["guest_id"]
    assert found[0]["why"]
    by_hand = editor.post(path + "/known", {"name": "Paul Dvorak"}).json()
    assert [(each["name"], each["contact_id"]) for each in by_hand] == [("Paul Dvořák", None)]
    assert editor.post(path + "/known", {"name": "P"}).json() == []
    asked = {"email": "anne@example.org"}
    colleague.post(path, {"guests": [{"name": "Anne", "email": "anne@example.org"}]})
    with django_assert_num_queries(9):
        assert len(editor.post(path + "/known", asked).json()) == 1
    for name in "BCDE":
        colleague.post(path, {"guests": [{"name": name, "email": "anne@example.org"}]})
    with django_assert_num_queries(9):
        assert len(editor.post(path + "/known", asked).json()) == 5
