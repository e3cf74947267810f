"""The bin: thirty days, then for good (RF-23, RF-28)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.contacts.models import Organisation, Person, Position
from backend.contacts.services import delete_organisation, delete_person, purge_bin
from backend.core.actor import task
from backend.core.clock import now
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def _age(days: float, model: Any = Person) -> None:
    model.objects.filter(deleted_at__isnull=False).update(deleted_at=now() - timedelta(days=days))


def test_the_bin_says_who_threw_what_away_and_until_when(editor: Api, cast: Cast) -> None:
    found = person(organisation="Radio Littoral", function="Critique")
    person("Zoé", "Baudouin")
    editor.delete(f"/contacts/{found.pk}")
    told = editor.get("/contacts/bin").json()
    assert told["total"] == 1
    item = told["items"][0]
    assert (item["kind"], item["name"], item["detail"], item["deleted_by"], item["days_left"]) == (
        "person",
        "Hélène Lefèvre",
        "Critique, Radio Littoral",
        cast.editor.display_name,
        30,
    )
    assert editor.get("/contacts/bin", q="lefevre").json()["total"] == 1
    assert editor.get("/contacts/bin", q="baudouin").json()["total"] == 0
    _age(29.5)
    assert editor.get("/contacts/bin").json()["items"][0]["days_left"] == 1


def test_the_bin_is_searched_by_what_lists_show(editor: Api) -> None:
    found = person(
        organisation="Radio Littoral",
        function="Rédactrice",
        emails=("h@x.example",),
        phones=("01 99 00 12 34",),
    )
    editor.delete(f"/contacts/{found.pk}")

    def total(query: str) -> int:
        return int(editor.get("/contacts/bin", q=query).json()["total"])

    words = ["LEFÈVRE hel", "littoral redac", "h@x", "01 99 00", "+33 1 99 00 12 34", "helene 0012"]
    assert [word for word in words if total(word) != 1] == []
    assert [word for word in ["phones", "emails", "0199001235", "lefevre zoe"] if total(word)] == []


def test_only_what_is_in_the_bin_is_deleted_for_good(editor: Api) -> None:
    found = person(emails=("a@x.example",))
    assert editor.delete(f"/contacts/bin/{found.pk}").status_code == 404
    editor.delete(f"/contacts/{found.pk}")
    assert editor.delete(f"/contacts/bin/{found.pk}").status_code == 204
    assert not Person.objects.exists()
    assert editor.post(f"/contacts/{found.pk}/restore").status_code == 404


def test_who_may_not_delete_does_not_see_the_bin(api: Callable[..., Api], cast: Cast) -> None:
    delete_person(TESTS, person=person())
    for path in ("/contacts/bin", "/organisations/bin"):
        assert api(cast.manager).get(path).status_code == 403


def test_the_sweep_purges_after_thirty_days_and_not_before() -> None:
    delete_person(TESTS, person=person())
    kept = person("Zoé", "Baudouin", organisation="Radio Littoral")
    Position.objects.filter(person=kept).update(ended_on="2020-01-01")
    delete_organisation(TESTS, organisation=Organisation.objects.get())
    _age(29.9)
    _age(29.9, Organisation)
    assert purge_bin() == 0
    _age(30.1)
    _age(30.1, Organisation)
    assert purge_bin() == 2
    assert purge_bin() == 0
    assert [found.pk for found in Person.objects.all()] == [kept.pk]
    assert Position.objects.get().organisation is None


def test_a_sweep_with_nothing_to_do_asks_once_for_each_kind(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person()
    with django_assert_num_queries(3):
        purge_bin()


def test_a_guest_keeps_the_name_that_was_copied(editor: Api, django_capture_on_commit_callbacks: Any) -> None:
    found = person(emails=("a@x.example",))
    start = now() + timedelta(days=3)
    event = editor.post(
        "/events",
        {
            "title": "Soirée",
            "place": "Ici",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=2)).isoformat(),
        },
    ).json()
    added = editor.post(f"/events/{event['id']}/guests", {"contact_ids": [str(found.pk)]})
    assert added.status_code in (200, 201), added.content
    editor.delete(f"/contacts/{found.pk}")
    assert editor.delete(f"/contacts/bin/{found.pk}").status_code == 204
    guests = editor.get(f"/events/{event['id']}/guests").json()["items"]
    assert [guest["name"] for guest in guests] == ["Hélène Lefèvre"]


def test_the_bin_takes_a_fixed_number_of_queries(
    editor: Api, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        delete_person(TESTS, person=person("Zoé", f"Baudouin {number}"))
    with django_assert_max_num_queries(9):
        assert editor.get("/contacts/bin").json()["total"] == 8


def test_numbers_in_the_bin_are_searched_one_by_one(editor: Api) -> None:
    """What ends one number and begins the next is the number of nobody; nor does an extension go on with it."""
    found = person(phones=("01 99 00 12 34", "06 39 98 56 78", "04 65 71 00 99 poste 412"))
    editor.delete(f"/contacts/{found.pk}")

    def total(query: str) -> int:
        return int(editor.get("/contacts/bin", q=query).json()["total"])

    assert [word for word in ("12340639", "123406", "567804", "0099412") if total(word)] == []
    assert [
        word for word in ("001234", "06 39 98", "+33 6 39 98 56 78", "5678", "412") if total(word) != 1
    ] == []
