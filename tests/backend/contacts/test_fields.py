"""Fields that an administrator adds without code, and sources (RF-24, RF-7)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backend.contacts.custom import read_custom
from backend.contacts.models import FieldDefinition
from backend.contacts.services import create_field, create_source
from backend.core.actor import task
from backend.core.errors import Invalid
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")


@pytest.fixture
def admin(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


def _field(kind: str = "text", **more: Any) -> FieldDefinition:
    return create_field(TESTS, owner="person", label="Valeur", kind=kind, **more)


def test_a_field_has_a_key_made_of_its_label(admin: Api) -> None:
    body = {"owner": "person", "label": "Badge d’accès n° 1", "kind": "text"}
    first = admin.post("/fields", body).json()
    elsewhere = admin.post("/fields", {**body, "owner": "position"}).json()
    assert (first["key"], elsewhere["key"]) == ("badge_d_acces_n_1", "badge_d_acces_n_1_2")
    second = admin.post("/fields", {**body, "label": "Badge d’accès n° 2"}).json()
    renamed = admin.patch(f"/fields/{first['id']}", {"label": "Badge"}).json()
    assert (renamed["label"], renamed["key"]) == ("Badge", "badge_d_acces_n_1")
    admin.patch(f"/fields/{second['id']}", {"place": 0})
    assert [field["id"] for field in admin.get("/fields", owner="person").json()] == [
        second["id"],
        first["id"],
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"owner": "person", "label": "", "kind": "text"},
        {"owner": "person", "label": "!", "kind": "text"},
        {"owner": "person", "label": "A", "kind": "choice"},
        {"owner": "person", "label": "A", "kind": "choice", "choices": [" "]},
        {"owner": "event", "label": "A", "kind": "text"},
    ],
)
def test_fields_that_make_no_sense_are_refused(admin: Api, body: dict[str, Any]) -> None:
    assert admin.post("/fields", body).status_code == 422


def test_two_fields_of_one_owner_never_have_one_name(admin: Api) -> None:
    field = _field()
    other = create_field(TESTS, owner="person", label="Autre", kind="text")
    refused = [
        admin.post("/fields", {"owner": "person", "label": "  VALEUR ", "kind": "date"}),
        admin.patch(f"/fields/{other.pk}", {"label": "valeur"}),
    ]
    for answer in refused:
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "label")
    assert admin.patch(f"/fields/{field.pk}", {"label": "Valeurs"}).status_code == 200
    assert admin.patch(f"/fields/{field.pk}", {"label": "valeur"}).status_code == 200
    assert admin.post("/fields", {"owner": "position", "label": "Valeur", "kind": "text"}).status_code == 201
    admin.post(f"/fields/{field.pk}/retire")
    told = admin.patch(f"/fields/{other.pk}", {"label": "Valeur"}).json()["errors"][0]["message"]
    assert "parmi les champs retirés" in told


def test_a_choice_that_is_too_long_is_refused_and_not_cut(admin: Api) -> None:
    body = {"owner": "person", "label": "Badge", "kind": "choice", "choices": ["Rouge", "x" * 201]}
    answer = admin.post("/fields", body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "choices")


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  A-12 ", "A-12"),
        ("text", 12, "12"),
        ("number", "1\u202f234,5", 1234.5),
        ("number", 12.0, 12),
        ("number", -3, -3),
        ("date", "31/12/2026", "2026-12-31"),
        ("date", "2026-12-31", "2026-12-31"),
        ("date", date(2026, 12, 31), "2026-12-31"),
        ("choice", "ROUGE", "Rouge"),
    ],
)
def test_values_are_kept_in_one_form(kind: str, given: Any, kept: Any) -> None:
    field = _field(kind, choices=["Rouge", "Bleu"])
    assert read_custom("person", {field.key: given}) == {field.key: kept}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", "x" * 2001),
        ("number", "douze"),
        ("number", "nan"),
        ("number", "1e30"),
        ("date", "32/12/2026"),
        ("date", "demain"),
        ("choice", "Vert"),
    ],
)
def test_values_that_do_not_fit_are_named(kind: str, given: Any) -> None:
    field = _field(kind, choices=["Rouge"])
    with pytest.raises(Invalid) as caught:
        read_custom("person", {field.key: given})
    assert list(caught.value.fields) == [f"custom.{field.key}"]


def test_the_history_tells_fields_by_their_labels(admin: Api) -> None:
    field = create_field(TESTS, owner="person", label="Badge de la presse", kind="text")
    made = admin.post("/contacts", {"family_name": "Lefèvre", "custom": {field.key: "A-12"}}).json()
    history = admin.get(f"/contacts/{made['id']}/history").json()
    assert any(entry["changes"].get("Badge de la presse") == [None, "A-12"] for entry in history)


def test_changing_choices_loses_no_value(admin: Api) -> None:
    field = _field("choice", choices=["Rouge", "Bleu"])
    made = admin.post("/contacts", {"family_name": "Lefèvre", "custom": {field.key: "Rouge"}}).json()
    admin.patch(f"/fields/{field.pk}", {"choices": ["Bleu", "Vert", "bleu"]})
    assert FieldDefinition.objects.get().choices == ["Bleu", "Vert"]
    again = admin.patch(f"/contacts/{made['id']}", {"version": 1, "custom": {field.key: "Rouge"}})
    assert again.json()["custom"] == {field.key: "Rouge"}
    other = admin.post("/contacts", {"family_name": "Baudouin", "custom": {field.key: "Rouge"}})
    assert other.status_code == 422


def test_the_kind_of_a_used_field_does_not_change(admin: Api) -> None:
    field = _field()
    assert admin.patch(f"/fields/{field.pk}", {"kind": "number"}).json()["kind"] == "number"
    admin.post("/contacts", {"family_name": "Lefèvre", "custom": {field.key: 12}})
    refused = admin.patch(f"/fields/{field.pk}", {"kind": "date"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "kind")


def test_a_retired_field_keeps_its_values_and_is_shown_no_more(admin: Api) -> None:
    field = _field()
    made = admin.post("/contacts", {"family_name": "Lefèvre", "custom": {field.key: "A"}}).json()
    path = f"/contacts/{made['id']}"
    assert admin.post(f"/fields/{field.pk}/retire").json()["retired"] is True
    assert admin.get(path).json()["custom"] == {}
    assert admin.get("/fields").json() == []
    assert len(admin.get("/fields", retired="true").json()) == 1
    assert admin.patch(path, {"version": 1, "title": "Dr", "custom": {}}).status_code == 200
    assert admin.patch(path, {"version": 2, "custom": {field.key: "B"}}).status_code == 422
    admin.post(f"/fields/{field.pk}/reactivate")
    assert admin.get(path).json()["custom"] == {field.key: "A"}


def test_an_empty_value_takes_a_value_away(admin: Api) -> None:
    field = _field()
    made = admin.post("/contacts", {"family_name": "Lefèvre", "custom": {field.key: "A"}}).json()
    changed = admin.patch(f"/contacts/{made['id']}", {"version": 1, "custom": {field.key: ""}}).json()
    assert changed["custom"] == {}


def test_a_field_of_persons_is_none_of_organisations(admin: Api) -> None:
    field = _field()
    answer = admin.post("/organisations", {"name": "Radio Littoral", "custom": {field.key: "A"}})
    assert answer.json()["errors"][0]["path"] == f"custom.{field.key}"


def test_sources_are_ranked(admin: Api) -> None:
    first = admin.post("/sources", {"name": "Annuaire", "rank": 20}).json()
    second = admin.post("/sources", {"name": "Saisie", "rank": 30}).json()
    for taken in ("Saisie", "SAISIE "):
        assert admin.post("/sources", {"name": taken}).status_code == 422
    assert admin.patch(f"/sources/{second['id']}", {"rank": 10}).json()["name"] == "Saisie"
    assert [found["id"] for found in admin.get("/sources").json()] == [second["id"], first["id"]]
    assert admin.patch(f"/sources/{second['id']}", {"name": ""}).status_code == 422
    nobody = "00000000-0000-0000-0000-000000000007"
    assert admin.patch(f"/sources/{nobody}", {"rank": 1}).status_code == 404
    assert admin.patch(f"/fields/{nobody}", {"label": "x"}).status_code == 404


def test_sources_are_put_in_order_around_what_is_typed_here(admin: Api) -> None:
    a, b, c = (admin.post("/sources", {"name": name}).json()["id"] for name in ("A", "B", "C"))
    told = admin.post("/sources/order", {"first": [b], "last": [c, a]}).json()
    assert [found["id"] for found in told] == [b, c, a]
    assert [found["rank"] < 100 for found in told] == [True, False, False]
    assert 100 not in {found["rank"] for found in told}
    assert admin.post("/sources/order", {"first": [a], "last": [a]}).status_code == 422
    nobody = "00000000-0000-0000-0000-000000000007"
    assert admin.post("/sources/order", {"first": [c, nobody]}).status_code == 404
    assert [found["id"] for found in admin.get("/sources").json()] == [b, c, a]
    admin.post("/sources/order", {"first": [c]})
    assert [found["id"] for found in admin.get("/sources").json()] == [b, c, a]


def test_many_sources_stay_before_what_is_typed_here(admin: Api) -> None:
    made = [create_source(TESTS, name=f"S{number:03}", rank=100) for number in range(120)]
    told = admin.post("/sources/order", {"first": [str(found.pk) for found in made]}).json()
    assert max(found["rank"] for found in told) == 99
