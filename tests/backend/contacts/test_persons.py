"""Creating, changing, deleting: traced, versioned, announced (RF-3, RF-28, GRC-1)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.merging.organisations import merge_organisations
from backend.contacts.models import ContactPoint, Organisation, Person, PersonSearch
from backend.core.actor import task
from backend.live.replay import changes_after
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
HELENE = {
    "civility": "Madame",
    "given_name": "Hélène",
    "family_name": "Lefèvre",
    "positions": [{"function": "Rédactrice en chef", "organisation": "Radio Littoral"}],
    "contact_points": [
        {"kind": "email", "value": "H.Lefevre@Littoral.example"},
        {"kind": "phone", "value": "01.99.00.12.34 poste 12", "label": "Standard"},
    ],
}


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def _create(editor: Api, **changes: Any) -> Any:
    answer = editor.post("/contacts", {**HELENE, **changes})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_contact_is_created_and_read_again(editor: Api) -> None:
    made = _create(editor)
    assert editor.get(f"/contacts/{made['id']}").json() == made
    assert (made["name"], made["civility"], made["version"]) == ("Hélène Lefèvre", "Mme", 1)
    assert made["positions"][0]["organisation"]["name"] == "Radio Littoral"
    assert [point["display"] for point in made["contact_points"]] == [
        "h.lefevre@littoral.example",
        "01 99 00 12 34 poste 12",
    ]
    assert made["origin"] == {"source": "manual", "file": "", "row": None}


def test_two_spellings_are_one_organisation(editor: Api) -> None:
    _create(editor)
    _create(editor, family_name="Baudouin", positions=[{"organisation": "RADIO LITTORAL SA"}])
    assert [found.name for found in Organisation.objects.all()] == ["Radio Littoral"]


def test_wrong_values_are_named_by_field(editor: Api) -> None:
    points = [{"kind": "email", "value": "zoe@@x"}, {"kind": "phone", "value": "12"}]
    answer = editor.post("/contacts", {"family_name": "Baudouin", "contact_points": points})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [
        "contact_points.0.value",
        "contact_points.1.value",
    ]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"family_name": ""},
        {"family_name": "x" * 121},
        {"family_name": "A", "unknown": 1},
        {"family_name": 3},
    ],
)
def test_bad_bodies_are_problems(editor: Api, body: dict[str, Any]) -> None:
    answer = editor.post("/contacts", body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"


def test_only_what_is_given_is_changed(editor: Api) -> None:
    made = _create(editor)
    changed = editor.patch(f"/contacts/{made['id']}", {"version": 1, "title": "Dr"}).json()
    assert (changed["title"], changed["version"]) == ("Dr", 2)
    assert changed["contact_points"] == made["contact_points"]
    assert changed["positions"] == made["positions"]


def test_an_organisation_that_was_chosen_before_two_merges_is_the_one_that_is_left(editor: Api) -> None:
    _create(editor)
    one = Organisation.objects.get()
    other, third = (
        Organisation.objects.create(name=name, match_key=name, sort_name=name) for name in ("autre", "tiers")
    )
    merge_organisations(task("tests"), keep=other.pk, losers=[one.pk])
    merge_organisations(task("tests"), keep=third.pk, losers=[other.pk])
    made = _create(editor, family_name="Baudouin", positions=[{"organisation_id": str(one.pk)}])
    assert made["positions"][0]["organisation"]["id"] == str(third.pk)


def test_a_year_of_birth_that_was_typed_with_two_figures(editor: Api) -> None:
    """A browser makes 0048 of them."""
    made = _create(editor, birth_date="0048-02-29")
    assert made["birth_date"] == "1948-02-29"
    changed = editor.patch(f"/contacts/{made['id']}", {"version": 1, "birth_date": "0004-02-29"}).json()
    assert changed["birth_date"] == "2004-02-29"
    assert (
        editor.patch(f"/contacts/{made['id']}", {"version": 2, "birth_date": "29 février"}).status_code == 422
    )


def test_a_stale_version_is_refused_and_changes_nothing(editor: Api) -> None:
    made = _create(editor)
    editor.patch(f"/contacts/{made['id']}", {"version": 1, "title": "Dr"})
    answer = editor.patch(f"/contacts/{made['id']}", {"version": 1, "title": "Pr"})
    assert (answer.status_code, answer.json()["code"]) == (409, "contact_changed_meanwhile")
    assert editor.get(f"/contacts/{made['id']}").json()["title"] == "Dr"


def test_a_list_that_is_given_replaces_the_list(editor: Api) -> None:
    made = _create(editor)
    kept = made["contact_points"][0]
    points = [
        {"kind": "mobile", "value": "06 39 98 00 01"},
        {"id": kept["id"], "kind": "email", "value": "new@x.example"},
    ]
    changed = editor.patch(f"/contacts/{made['id']}", {"version": 1, "contact_points": points}).json()
    assert {point["value"] for point in changed["contact_points"]} == {"+33639980001", "new@x.example"}
    assert kept["id"] in {point["id"] for point in changed["contact_points"]}
    assert editor.get("/contacts", q="new@x").json()["total"] == 1
    assert editor.get("/contacts", q="01990012").json()["total"] == 0


def test_another_persons_contact_point_is_not_taken(editor: Api) -> None:
    other = _create(editor, family_name="Baudouin")
    mine = _create(editor)
    points = [{"id": other["contact_points"][0]["id"], "kind": "email", "value": "x@x.example"}]
    answer = editor.patch(f"/contacts/{mine['id']}", {"version": 1, "contact_points": points})
    assert answer.status_code == 422
    assert ContactPoint.objects.get(pk=points[0]["id"]).value == "h.lefevre@littoral.example"


def test_deleted_is_gone_until_it_is_restored(editor: Api) -> None:
    made = _create(editor)
    assert editor.delete(f"/contacts/{made['id']}").status_code == 204
    assert editor.get(f"/contacts/{made['id']}").status_code == 404
    assert editor.get("/contacts", q="lefevre").json()["total"] == 0
    assert editor.post(f"/contacts/{made['id']}/restore").json()["version"] == 3
    assert editor.get("/contacts", q="lefevre").json()["total"] == 1


def test_the_history_tells_who_changed_what_even_of_gone_parts(editor: Api, cast: Cast) -> None:
    made = _create(editor)
    editor.patch(f"/contacts/{made['id']}", {"version": 1, "title": "Dr", "contact_points": []})
    history = editor.get(f"/contacts/{made['id']}/history").json()
    assert {entry["author"]["label"] for entry in history} == {cast.editor.display_name}
    told = [(entry["action"], entry["changes"]) for entry in history]
    assert ("changed", {"title": ["", "Dr"]}) in told
    assert any(
        action == "deleted" and changes.get("value") == ["h.lefevre@littoral.example", None]
        for action, changes in told
    )
    assert any(changes.get("organisation") == [None, "Radio Littoral"] for _, changes in told)


def test_each_change_is_announced_to_those_who_follow_contacts(editor: Api) -> None:
    made = _create(editor)
    editor.patch(f"/contacts/{made['id']}", {"version": 1, "title": "Dr"})
    editor.delete(f"/contacts/{made['id']}")
    told = [(change["kind"], change["data"]) for change in changes_after("contacts", 0)]
    ours = {"id": made["id"]}
    assert told == [("contact_changed", ours), ("contact_changed", ours), ("contact_removed", ours)]


def test_a_factory_person_is_complete() -> None:
    made = person(organisation="Radio Littoral", emails=("a@x.example",))
    assert made.summary["organisation"] == "Radio Littoral"
    assert PersonSearch.objects.get().text == " lefevre helene |o radio littoral |e a@x.example"
