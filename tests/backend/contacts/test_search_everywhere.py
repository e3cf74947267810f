"""One box over every kind, each with its own rights (RF-9)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from backend.accounts.models import User
from backend.accounts.services import create_user
from backend.contacts.models import Person
from backend.contacts.services.lists import create_list
from backend.core.actor import task
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everyone(db: None, cast: Cast) -> None:
    person("Claire", "Lefèvre", organisation="Radio Littoral", function="Journaliste")
    person("J.-F.", "Martin", organisation="Radio Littoral")
    person("Zoé", "Baudouin", organisation="Télé Marée", birth_date="1971-02-03")
    create_list(
        cast.editor.actor,
        user=cast.editor,
        name="Radios du littoral",
        contact_ids=[Person.objects.all()[0].pk],
    )


def _found(api: Api, query: str, **more: Any) -> list[tuple[str, str, str]]:
    answer = api.get("/search", q=query, **more)
    assert answer.status_code == 200, answer.content
    return [(hit["kind"], hit["label"], hit["hint"]) for hit in answer.json()]


def test_people_organisations_and_lists_are_found_by_one_query(api: Callable[..., Api], cast: Cast) -> None:
    assert _found(api(cast.editor), "littoral") == [
        ("contact", "Claire Lefèvre", "Journaliste, Radio Littoral"),
        ("contact", "J.-F. Martin", "Radio Littoral"),
        ("organisation", "Radio Littoral", ""),
        ("list", "Radios du littoral", "Editor Essai"),
    ]


def test_no_kind_gives_more_than_is_asked(api: Callable[..., Api], cast: Cast) -> None:
    kinds = [kind for kind, _, _ in _found(api(cast.editor), "littoral", limit=1)]
    assert kinds == ["contact", "organisation", "list"]
    assert api(cast.editor).get("/search", q="littoral", limit=21).status_code == 422


def test_why_somebody_was_found_is_told(api: Callable[..., Api], cast: Cast) -> None:
    [hit] = api(cast.editor).get("/search", q="bodouin").json()
    assert (hit["label"], hit["matched"]) == ("Zoé Baudouin", "se prononce comme «\u202fBaudouin\u202f»")


@pytest.mark.parametrize("query", ["", " ", "%", "_", "« »", "😀", "'"])
def test_a_query_without_a_word_finds_nothing(api: Callable[..., Api], cast: Cast, query: str) -> None:
    assert _found(api(cast.editor), query) == []


def test_what_is_sensitive_is_found_by_those_who_see_it_only(api: Callable[..., Api], cast: Cast) -> None:
    blind = create_user(task("tests"), username="blind", password="entregent-demo", roles=[])
    blind.user_permissions.set(Permission.objects.filter(codename="view_person"))
    assert [label for _, label, _ in _found(api(cast.admin), "03021971")] == ["Zoé Baudouin"]
    assert _found(api(User.objects.get(pk=blind.pk)), "03021971") == []


def test_without_a_right_there_is_no_hit(api: Callable[..., Api], cast: Cast) -> None:
    assert _found(api(cast.outsider), "littoral") == []
    assert _found(api(cast.steward), "littoral") == []
    assert api().get("/search", q="littoral").status_code == 401


def test_what_is_in_the_bin_is_not_found(api: Callable[..., Api], cast: Cast) -> None:
    gone = Person.objects.get(family_name="Baudouin")
    assert api(cast.admin).delete(f"/contacts/{gone.pk}").status_code == 204
    assert _found(api(cast.admin), "baudouin") == []


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    api: Callable[..., Api], cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        person("Paul", f"Littoral {number}", organisation=f"Radio Littoral {number}")
    editor = api(cast.editor)
    with django_assert_max_num_queries(15):
        assert len(_found(editor, "littoral")) == 13
