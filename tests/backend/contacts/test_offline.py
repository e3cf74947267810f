"""What a phone keeps, and how it stays right (RF-1, RF-9)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.contacts.models import Person, PersonSearch, SearchDue
from backend.contacts.services import delete_person
from backend.core.clock import now
from fixtures.factories import TESTS, person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.manager)


def _days_ago(days: int) -> None:
    """Everything so far was written DAYS ago."""
    Person.objects.update(updated_at=now() - timedelta(days=days))


def _pages(phone: Api, after: str = "", limit: int = 2) -> list[Any]:
    pages = [phone.get("/contacts/offline", after=after, limit=limit).json()]
    while pages[-1]["more"]:
        pages.append(phone.get("/contacts/offline", after=pages[-1]["next"], limit=limit).json())
    return pages


def test_all_contacts_come_once_page_by_page(phone: Api) -> None:
    names = {person(f"Zoé{number}", "Baudouin").name for number in range(5)}
    _days_ago(1)
    pages = _pages(phone)
    got = [item["name"] for page in pages for item in page["items"]]
    assert sorted(got) == sorted(names)
    assert [len(page["items"]) for page in pages] == [2, 2, 1]


def test_a_contact_is_light_and_can_be_searched_on_the_phone(phone: Api) -> None:
    person(organisation="Radio", function="Cheffe", emails=("a@x.example",), phones=("06 39 98 12 34",))
    [item] = phone.get("/contacts/offline").json()["items"]
    assert {key: item[key] for key in ("name", "function", "organisation", "emails", "phones")} == {
        "name": "Hélène Lefèvre",
        "function": "Cheffe",
        "organisation": "Radio",
        "emails": ["a@x.example"],
        "phones": ["06 39 98 12 34"],
    }
    assert item["search"].startswith("lefevre helene |f cheffe |o radio |e a@x.example")
    assert "0639981234" in item["search"]


def test_later_readings_give_what_changed_and_what_went(phone: Api) -> None:
    kept, gone = person("Zoé", "Baudouin"), person("Hélène", "Lefèvre")
    _days_ago(1)
    [first] = _pages(phone, limit=10)
    assert first["removed"] == []
    delete_person(TESTS, person=gone)
    new = person("Paul", "Martin")
    [second] = _pages(phone, after=first["next"], limit=10)
    assert [item["id"] for item in second["items"]] == [str(new.pk)]
    assert second["removed"] == [str(gone.pk)]
    assert str(kept.pk) not in second["removed"]
    assert second["cursor"] > first["cursor"]


def test_a_transaction_that_commits_late_is_not_missed(phone: Api) -> None:
    person("Zoé", "Baudouin")
    [first] = _pages(phone, limit=10)
    late = person("Paul", "Martin")
    Person.objects.filter(pk=late.pk).update(updated_at=now() - timedelta(seconds=5))
    [second] = _pages(phone, after=first["next"], limit=10)
    assert str(late.pk) in [item["id"] for item in second["items"]]


@pytest.mark.parametrize("place", ["x", "W10=", "WzEsMl0=", "é", "bnVsbA=="])
def test_a_place_that_nobody_gave_is_refused(phone: Api, place: str) -> None:
    assert phone.get("/contacts/offline", after=place).status_code == 422


def test_a_page_costs_two_queries(phone: Api, cast: Cast, django_assert_num_queries: Any) -> None:
    from backend.contacts.offline import offline_slice

    for number in range(20):
        person("Zoé", f"Baudouin{number}", emails=(f"z{number}@x.example",))
    cast.manager.has_perm("contacts.view_person")
    with django_assert_num_queries(2):
        assert len(offline_slice(cast.manager, after="", limit=50).persons) == 20


def test_a_phone_reads_what_the_sweep_has_yet_to_make(phone: Api) -> None:
    """It asks once for what has changed: words that come later, without a change, would never reach it."""
    new, renamed = person("Zoé", "Baudouin", function="Cheffe"), person("Ada", "Lefèvre")
    PersonSearch.objects.filter(pk=new.pk).delete()
    Person.objects.filter(pk=renamed.pk).update(family_name="Durand", updated_at=now())
    assert SearchDue.objects.exists()
    before = SearchDue.objects.count()
    told = {item["id"]: item["search"] for item in phone.get("/contacts/offline").json()["items"]}
    assert told[str(new.pk)] == "baudouin zoe |f cheffe"
    assert told[str(renamed.pk)].startswith("durand ada")
    assert SearchDue.objects.count() == before  # reading changes nothing
