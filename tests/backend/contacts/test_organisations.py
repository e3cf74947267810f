"""Organisations: kept, found, thrown away, and everybody who moves at once (RF-4)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.contacts.identifiers import read_identifiers, show_siret, show_vat
from backend.contacts.models import Organisation, Position, Term
from backend.contacts.services import create_term
from backend.core.actor import task
from backend.core.clock import today
from backend.live.replay import changes_after
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")
SIREN, SIRET, VAT = "732829320", "73282932000074", "FR44732829320"


@pytest.fixture(autouse=True)
def no_starter_set(db: None) -> None:
    Term.objects.exclude(parent=None).delete()
    Term.objects.all().delete()


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def _create(editor: Api, name: str = "Radio Littoral", **fields: Any) -> Any:
    answer = editor.post("/organisations", {"name": name, **fields})
    assert answer.status_code == 201, answer.content
    return answer.json()


def _staff(name: str = "Radio Littoral", count: int = 2) -> Organisation:
    for number in range(count):
        person("Zoé", f"Baudouin {number}", organisation=name, function="Journaliste")
    return Organisation.objects.get(name=name)


def test_an_organisation_is_created_changed_and_read(editor: Api) -> None:
    group = _create(editor, "Groupe Rivage")
    made = _create(
        editor,
        legal_name="Société Radio Littoral",
        acronym="RL",
        siret="732 829 320 00074",
        parent_id=group["id"],
        contact_points=[{"kind": "address", "value": "3 quai Nord\n17000 La Rochelle"}],
    )
    assert (made["siren"], made["siret_display"]) == (SIREN, show_siret(SIRET))
    assert editor.get(f"/organisations/{made['id']}").json() == made
    assert editor.get(f"/organisations/{group['id']}").json()["parts"] == [
        {"id": made["id"], "name": "Radio Littoral"}
    ]
    changed = editor.patch(f"/organisations/{made['id']}", {"version": 1, "acronym": "RLT"}).json()
    assert (changed["acronym"], changed["siren"], changed["version"]) == ("RLT", SIREN, 2)
    assert changed["contact_points"] == made["contact_points"]
    stale = editor.patch(f"/organisations/{made['id']}", {"version": 1, "acronym": "X"})
    assert (stale.status_code, stale.json()["code"]) == (409, "organisation_changed_meanwhile")
    history = editor.get(f"/organisations/{made['id']}/history").json()
    assert any(entry["changes"].get("acronym") == ["RL", "RLT"] for entry in history)


def test_another_spelling_is_answered_with_the_organisation_there_is(editor: Api) -> None:
    made = _create(editor)
    answer = editor.post("/organisations", {"name": "RADIO LITTORAL S.A."})
    assert (answer.status_code, answer.json()["code"]) == (409, "organisation_exists")
    assert answer.json()["existing"] == {"id": made["id"], "name": "Radio Littoral", "deleted": False}
    other = _create(editor, "Rivage")
    renamed = editor.patch(f"/organisations/{other['id']}", {"version": 1, "name": "radio littoral"})
    assert renamed.json()["existing"]["id"] == made["id"]


@pytest.mark.parametrize(
    ("given", "kept", "wrong"),
    [
        (("732 829 320", "", ""), (SIREN, "", ""), []),
        (("", SIRET, ""), (SIREN, SIRET, ""), []),
        (("", "", "FR 44 732 829 320"), (SIREN, "", VAT), []),
        (("732829321", "", ""), None, ["siren"]),
        (("", "73282932000075", ""), None, ["siret"]),
        (("356000000", "35600000049837", ""), ("356000000", "35600000049837", ""), []),  # La Poste's own rule
        (("356000000", SIRET, ""), None, ["siret"]),
        (("356000000", "", VAT), None, ["vat"]),
        (("", "", "DE136695976"), ("", "", "DE136695976"), []),
        (("", "", "DE136695970"), None, ["vat"]),
        (("", "", ""), ("", "", ""), []),
    ],
)
def test_official_numbers_are_checked_against_each_other(
    given: tuple[str, str, str], kept: tuple[str, str, str] | None, wrong: list[str]
) -> None:
    read, told = read_identifiers(*given)
    assert sorted(told) == wrong
    if kept:
        assert (read["siren"], read["siret"], read["vat"]) == kept


def test_numbers_are_shown_in_groups() -> None:
    assert show_siret(SIRET).replace("\u202f", " ") == "732 829 320 00074"
    assert show_vat(VAT).replace("\u202f", " ") == "FR 44 732 829 320"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "!!"}, "name"),
        ({"name": "A", "siren": "12"}, "siren"),
        ({"name": "A", "parent_id": "00000000-0000-0000-0000-000000000007"}, "parent_id"),
        ({"name": "A", "contact_points": [{"kind": "phone", "value": "12"}]}, "contact_points.0.value"),
    ],
)
def test_what_can_not_be_kept_is_named(editor: Api, body: dict[str, Any], path: str) -> None:
    answer = editor.post("/organisations", body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert not Organisation.objects.exists()


def test_an_organisation_is_not_under_itself(editor: Api) -> None:
    group = _create(editor, "Groupe")
    part = _create(editor, "Filiale", parent_id=group["id"])
    answer = editor.patch(f"/organisations/{group['id']}", {"version": 1, "parent_id": part["id"]})
    assert answer.json()["errors"][0]["path"] == "parent_id"


def test_organisations_are_found_by_what_is_known_of_them(editor: Api) -> None:
    kind = create_term(TESTS, vocabulary="organisation_kind", label="Presse")
    radio = create_term(TESTS, vocabulary="organisation_kind", label="Radio", parent=kind)
    made = _create(
        editor,
        acronym="RLT",
        siren=SIREN,
        legal_name="Société du Rivage",
        terms=[str(radio.pk)],
        contact_points=[{"kind": "address", "value": "3 quai Nord\n17000 La Rochelle"}],
    )
    _create(editor, "Autre maison")
    person(organisation="Radio Littoral")
    for query in ("littoral", "rlt", "732829320", "rivage", "rochelle"):
        found = editor.get("/organisations", q=query).json()
        assert [item["id"] for item in found["items"]] == [made["id"]], query
    card = editor.get("/organisations", kind=str(kind.pk)).json()["items"][0]
    assert (card["town"], card["kinds"], card["people"]) == ("La Rochelle", ["Radio"], 1)
    assert editor.get("/organisations", with_people="true").json()["total"] == 1
    assert editor.get("/organisations", sort="-people").json()["items"][0]["id"] == made["id"]
    assert editor.get("/organisations", sort="nothing").status_code == 422


def test_a_list_takes_a_fixed_number_of_queries(
    editor: Api, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        _create(
            editor, f"Maison {number}", contact_points=[{"kind": "email", "value": f"a{number}@x.example"}]
        )
    with django_assert_max_num_queries(13):
        assert editor.get("/organisations").json()["total"] == 12
    with django_assert_max_num_queries(13):
        editor.get("/organisations", q="maison", limit="1")


def test_a_new_name_reaches_the_records_of_those_who_work_there(editor: Api) -> None:
    organisation = _staff()
    path = f"/organisations/{organisation.pk}"
    version = editor.get(path).json()["version"]
    assert editor.patch(path, {"version": version, "name": "Radio Rivage"}).status_code == 200
    found = editor.get("/contacts", q="rivage").json()
    assert [item["organisation"] for item in found["items"]] == ["Radio Rivage", "Radio Rivage"]
    assert editor.get("/contacts", q="littoral").json()["total"] == 0


def test_contacts_of_an_organisation_are_current_or_past(editor: Api) -> None:
    organisation = _staff(count=3)
    gone = Position.objects.first()
    assert gone is not None
    Position.objects.filter(pk=gone.pk).update(ended_on=date(2020, 1, 1))
    path = f"/organisations/{organisation.pk}/contacts"
    assert editor.get(path).json()["total"] == 2
    past = editor.get(path, when="past").json()["items"]
    assert [item["id"] for item in past] == [str(gone.pk)]
    assert editor.get(path, when="all", limit="1", offset="1").json()["total"] == 3
    assert editor.get(path, when="all", q="baudouin 1").json()["total"] == 1
    record = editor.get(f"/organisations/{organisation.pk}").json()
    assert (record["current_people"], record["past_people"]) == (2, 1)


def test_an_organisation_with_people_is_deleted_only_when_they_go_somewhere(editor: Api) -> None:
    organisation = _staff()
    other = _create(editor, "Radio Rivage")
    answer = editor.delete(f"/organisations/{organisation.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "organisation_in_use")
    assert "2 personnes y sont en fonction" in answer.json()["detail"]
    assert editor.delete(f"/organisations/{organisation.pk}?move_to={other['id']}").status_code == 204
    assert editor.get(f"/organisations/{organisation.pk}").status_code == 404
    assert editor.get(f"/organisations/{other['id']}").json()["current_people"] == 2
    assert editor.post(f"/organisations/{organisation.pk}/restore").status_code == 200


def test_everybody_leaves_in_one_action_and_comes_back(editor: Api) -> None:
    organisation = _staff(count=3)
    path = f"/organisations/{organisation.pk}/moves"
    made = editor.post(path, {"day": "2026-01-31"})
    assert (made.status_code, made.json()["count"]) == (201, 3)
    assert set(Position.objects.values_list("ended_on", flat=True)) == {date(2026, 1, 31)}
    assert editor.get("/contacts", q="baudouin").json()["items"][0]["organisation"] == ""
    touched = Position.objects.order_by("pk").first()
    assert touched is not None
    Position.objects.filter(pk=touched.pk).update(ended_on=today())
    undone = editor.post(f"/organisations/moves/{made.json()['id']}/undo").json()
    assert undone == {"undone": 2, "left": 1}
    assert Position.objects.filter(ended_on=None).count() == 2
    again = editor.post(f"/organisations/moves/{made.json()['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "move_undone_already")
    assert editor.get(path).json()["items"][0]["undone_at"]


def test_everybody_moves_and_each_record_tells_it(editor: Api) -> None:
    organisation = _staff()
    other = _create(editor, "Radio Rivage")
    made = editor.post(f"/organisations/{organisation.pk}/moves", {"to": other["id"]}).json()
    found = editor.get("/contacts", q="rivage").json()["items"]
    assert len(found) == 2
    history = editor.get(f"/contacts/{found[0]['id']}/history").json()
    assert any(
        entry["changes"].get("organisation") == ["Radio Littoral", "Radio Rivage"] for entry in history
    )
    editor.post(f"/organisations/moves/{made['id']}/undo")
    assert editor.get(f"/organisations/{organisation.pk}").json()["current_people"] == 2
    own = editor.post(f"/organisations/{organisation.pk}/moves", {"to": str(organisation.pk)})
    assert own.status_code == 422


def test_a_move_costs_the_same_for_many(
    editor: Api, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    organisation = _staff(count=25)
    with django_assert_max_num_queries(90):
        assert editor.post(f"/organisations/{organisation.pk}/moves", {}).json()["count"] == 25


def test_an_organisation_in_the_bin_comes_back_when_somebody_works_there(editor: Api) -> None:
    made = _create(editor)
    editor.delete(f"/organisations/{made['id']}")
    again = editor.post("/organisations", {"name": "Radio Littoral"})
    assert again.json()["existing"]["deleted"] is True
    person(organisation="Radio Littoral")
    assert editor.get(f"/organisations/{made['id']}").json()["current_people"] == 1


def test_changes_are_announced_by_id_only(editor: Api) -> None:
    made = _create(editor)
    editor.delete(f"/organisations/{made['id']}")
    told = [(change["kind"], change["data"]) for change in changes_after("contacts", 0)]
    ours = {"id": made["id"]}
    assert told == [("organisation_changed", ours), ("organisation_removed", ours)]


def test_an_order_loses_none_of_what_is_found(editor: Api) -> None:
    """The same organisations, whatever the order: by terms, custom spellings, or what sounds alike."""
    kind = create_term(TESTS, vocabulary="organisation_kind", label="Littoral et mer")
    for number, name in enumerate(["Zénith de Saint-Denis", "Éditions Baudouin", "Agence Bodouin", "Mairie"]):
        _create(editor, name, terms=[str(kind.pk)] if number % 2 == 0 else [])
        if number:
            _staff(name, count=number)
    for query in ("littoral mer", "st denis", "saintdenis", "baudouin", "bodouyn", "zenith"):
        best = editor.get("/organisations", q=query).json()
        assert best["total"], query
        for sort in ("name", "-name", "people", "-people", "updated_at", "-created_at"):
            found = editor.get("/organisations", q=query, sort=sort).json()
            assert {each["id"] for each in found["items"]} == {each["id"] for each in best["items"]}, (
                query,
                sort,
            )
            assert found["total"] == best["total"]


def test_what_is_found_of_organisations_is_sorted_whole(editor: Api) -> None:
    for number, name in enumerate(
        ["Zénith Presse", "Agence Presse", "Presse du Sud", "Éditions de la Presse"]
    ):
        _create(editor, name)
        _staff(name, count=number % 3)
    names = {
        "name": ["Agence Presse", "Éditions de la Presse", "Presse du Sud", "Zénith Presse"],
        "-people": ["Presse du Sud", "Agence Presse"],
        "created_at": ["Zénith Presse", "Agence Presse", "Presse du Sud", "Éditions de la Presse"],
    }
    for sort, expected in names.items():
        pages = [
            editor.get("/organisations", q="presse", sort=sort, limit=1, offset=offset).json()
            for offset in range(len(expected))
        ]
        assert [page["items"][0]["name"] for page in pages] == expected, sort
        assert {page["total"] for page in pages} == {4}
    assert editor.get("/organisations", q="presse", sort="nothing").status_code == 422
