"""The table at a desk: more columns, their order, choosing all that is found, and what is done to many at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.contacts.models import Classification, ContactPoint, Organisation, Person, Term
from backend.core.clock import now
from backend.events.models import Event, Guest
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


@pytest.fixture
def culture(db: None) -> Term:
    return Term.objects.create(vocabulary="domain", label="Culture", match_key="culture")


def _details(api: Api, **query: Any) -> dict[str, Any]:
    return {
        item["name"]: item["details"]
        for item in api.get("/contacts", details="true", **query).json()["items"]
    }


def test_the_table_tells_where_under_what_and_in_what_state(editor: Api, culture: Term) -> None:
    found = person(organisation="Radio Littoral", emails=("h@x.example",))
    Classification.objects.create(term=culture, person=found)
    Organisation.objects.get().contact_points.create(
        kind="address", value="1 quai\n44000 Nantes", postal_code="44000", address={"city": "Nantes"}
    )
    alone = person("Zoé", "Baudouin")
    Person.objects.filter(pk=alone.pk).update(contact_type="VIP")
    told = _details(editor)
    assert (told["Hélène Lefèvre"]["town"], told["Hélène Lefèvre"]["terms"]) == ("44000 Nantes", ["Culture"])
    assert [told[name]["state"] for name in ("Hélène Lefèvre", "Zoé Baudouin")] == ["", "missing"]
    assert told["Zoé Baudouin"]["contact_type"] == "VIP"
    ContactPoint.objects.filter(kind="email").update(state="bounced")
    assert _details(editor, q="lefevre")["Hélène Lefèvre"]["state"] == "bounced"
    assert editor.get("/contacts").json()["items"][0]["details"] is None


def test_private_points_say_nothing_to_who_may_not_see_them(
    api: Callable[..., Api], cast: Cast, editor: Api
) -> None:
    found = person()
    found.contact_points.create(kind="mobile", value="+33639981000", is_private=True, state="refused")
    assert _details(api(cast.manager))["Hélène Lefèvre"]["state"] == "missing"
    assert _details(editor)["Hélène Lefèvre"]["state"] == "refused"


def test_the_last_invitation_is_told(editor: Api, cast: Cast) -> None:
    found, start = person(), now()
    for days in (40, 3):
        event = Event.objects.create(
            title="Soirée", place="Ici", starts_at=start, ends_at=start + timedelta(hours=2)
        )
        Guest.objects.create(
            event=event, contact=found, name="H", sort_name="h", invited_at=start - timedelta(days=days)
        )
    last = _details(editor)["Hélène Lefèvre"]["last_contact"]
    assert last.startswith((start - timedelta(days=3)).date().isoformat())


def test_columns_are_sorted_without_accents_and_empty_ones_come_last(editor: Api) -> None:
    for given, house in (
        ("A", "Éditions du Fil"),
        ("B", "Zénith"),
        ("C", ""),
        ("D", "écho"),
        ("E", "Agence"),
    ):
        person(given, "Martin", organisation=house)
    for query in ("", "martin"):
        for sort, expected in (("organisation", "EDABC"), ("-organisation", "BADEC")):
            items = editor.get("/contacts", q=query, sort=sort).json()["items"]
            assert "".join(item["name"][0] for item in items) == expected, (query, sort)


def test_a_table_asks_a_fixed_number_of_queries(
    editor: Api, culture: Term, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        made = person(
            "Zoé", f"Baudouin {number}", organisation=f"Radio {number}", emails=(f"z{number}@x.example",)
        )
        Classification.objects.create(term=culture, person=made)
    with django_assert_max_num_queries(18):
        assert len(_details(editor, q="baudouin")) == 12


def test_all_that_is_found_is_chosen(editor: Api) -> None:
    wanted = {str(person("Zoé", f"Baudouin {number}").pk) for number in range(5)}
    person()
    answer = editor.get("/contacts/ids", q="baudouin").json()
    assert (set(answer["ids"]), answer["total"]) == (wanted, 5)
    everybody = editor.get("/contacts/ids").json()
    assert (len(everybody["ids"]), everybody["total"]) == (6, 6)


def test_many_go_to_the_bin_and_come_back(editor: Api, api: Callable[..., Api], cast: Cast) -> None:
    ids = [str(person("Zoé", f"Baudouin {number}").pk) for number in range(3)]
    kept = person()
    gone = editor.post("/contacts/bin", {"contact_ids": [*ids, NOBODY]}).json()["contact_ids"]
    assert set(gone) == set(ids)
    assert [item["id"] for item in editor.get("/contacts").json()["items"]] == [str(kept.pk)]
    assert editor.get("/contacts/bin").json()["total"] == 3
    assert editor.post("/contacts/bin", {"contact_ids": ids}).json()["contact_ids"] == []
    back = editor.post("/contacts/bin/restore", {"contact_ids": ids}).json()["contact_ids"]
    assert set(back) == set(ids)
    assert editor.get("/contacts").json()["total"] == 4
    history = api(cast.admin).get(f"/contacts/{ids[0]}/history").json()
    assert [entry["author"]["label"] for entry in history[:2]] == [cast.editor.display_name] * 2


def test_many_are_filed_under_a_term_and_taken_out_again(editor: Api, culture: Term) -> None:
    one, other = person(), person("Zoé", "Baudouin")
    Classification.objects.create(term=culture, person=one)
    body = {"contact_ids": [str(one.pk), str(other.pk)], "term_id": str(culture.pk)}
    assert editor.post("/contacts/terms", body).json()["contact_ids"] == [str(other.pk)]
    assert culture.uses.count() == 2
    undone = editor.post("/contacts/terms", {**body, "contact_ids": [str(other.pk)], "filed": False}).json()
    assert undone["contact_ids"] == [str(other.pk)]
    assert [use.person_id for use in culture.uses.all()] == [one.pk]
    Term.objects.update(state=Term.State.RETIRED)
    assert editor.post("/contacts/terms", body).status_code == 422
    assert editor.post("/contacts/terms", {**body, "term_id": NOBODY}).status_code == 422
