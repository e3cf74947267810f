"""Birth dates, notes, private points and fields marked sensitive need a right of their own, everywhere."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from backend.accounts.models import User
from backend.accounts.services import create_user
from backend.config.api import api as ninja_api
from backend.contacts.models import ContactPoint, Organisation, Person, PersonSearch, Position
from backend.contacts.services import create_field
from backend.core.actor import task
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-0000-0000-000000000007"
TESTS = task("tests")
CANARY = "canari"
SEEN = "visible"
BLIND_RIGHTS = [
    *("view_person", "change_person", "delete_person", "manage_vocabularies", "configure_contacts"),
    *("export_contacts", "import_contacts", "merge_contacts", "read_trace", "view_event"),
]


@pytest.fixture
def blind(db: None) -> User:
    """Somebody who may do everything with contacts, save see what is sensitive."""
    user = create_user(
        TESTS, username="blind", password="entregent-demo", roles=[], first_name="B", last_name="L"
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=BLIND_RIGHTS))
    return user


@pytest.fixture
def seeing(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


@pytest.fixture
def record(seeing: Api) -> Any:
    """A record that is full of canaries, and its organisation."""
    for owner in ("person", "position", "organisation"):
        create_field(TESTS, owner=owner, label=f"Secret {owner}", kind="text", is_sensitive=True)
        create_field(TESTS, owner=owner, label=f"Ouvert {owner}", kind="text")
    points = [
        {"kind": "email", "value": f"{CANARY}@prive.example", "is_private": True, "is_main": True, "label": CANARY},
        {"kind": "email", "value": f"{SEEN}@public.example"},
        {"kind": "mobile", "value": "06 39 98 99 99", "is_private": True, "label": CANARY},
        {"kind": "address", "value": f"1 rue {CANARY}\n75001 {CANARY}", "is_private": True, "state": "bounced"},
    ]  # fmt: skip
    organisation = seeing.post(
        "/organisations",
        {
            "name": "Radio Littoral",
            "note": CANARY,
            "custom": {"secret_organisation": CANARY, "ouvert_organisation": SEEN},
            "contact_points": points,
        },
    ).json()
    answer = seeing.post(
        "/contacts",
        {
            "family_name": "Lefèvre",
            "given_name": "Hélène",
            "birth_date": "1980-03-12",
            "note": CANARY,
            "custom": {"secret_person": CANARY, "ouvert_person": SEEN},
            "contact_points": points,
            "positions": [
                {
                    "function": "Critique",
                    "organisation_id": organisation["id"],
                    "custom": {"secret_position": CANARY, "ouvert_position": SEEN},
                    "contact_points": points,
                }
            ],
        },
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def _texts(answer: Any) -> str:
    return str(answer.content.decode())


def _routes(record: Any) -> Iterator[str]:
    """Every GET of the API, with the record and its organisation where a key is asked."""
    known = {
        "{contact_id}": record["id"],
        "{organisation_id}": record["positions"][0]["organisation"]["id"],
        "{vocabulary}": "domain",
    }
    for path, methods in ninja_api.get_openapi_schema()["paths"].items():
        if "get" in methods:
            parts = (known.get(part, NOBODY if part[:1] == "{" else part) for part in path.split("/"))
            yield "/".join(parts)


def test_nothing_sensitive_is_in_any_answer(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    """Values are planted by one who sees them; another reads every route there is, histories included."""
    note = {"version": 1, "note": f"{CANARY} encore"}
    assert seeing.patch(f"/contacts/{record['id']}", note).status_code == 200
    read = api(blind)
    for route in _routes(record):
        for query in ({}, {"q": CANARY}, {"q": "0639989999"}, {"details": "true"}):
            _clean(read.get(route, **query), route)
    told = _texts(read.get(f"/contacts/{record['id']}"))
    assert SEEN in told
    assert CANARY in _texts(seeing.get(f"/contacts/{record['id']}/history"))


def test_nothing_sensitive_is_in_the_bin(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    read, organisation = api(blind), record["positions"][0]["organisation"]["id"]
    assert read.delete(f"/contacts/{record['id']}").status_code == 204
    assert read.delete(f"/organisations/{organisation}").status_code == 204
    for route in _routes(record):
        _clean(read.get(route), route)
    assert read.get("/contacts/bin").json()["total"] == read.get("/organisations/bin").json()["total"] == 1
    assert read.get("/contacts/bin", q=CANARY).json()["total"] == 0
    _clean(read.post(f"/contacts/{record['id']}/restore"), "restore")
    _clean(read.post(f"/organisations/{organisation}/restore"), "restore")


def _clean(answer: Any, route: str) -> None:
    for secret in (CANARY, "1980-03-12", "639989999", "39 98 99 99"):
        assert secret not in answer.content.decode(), (route, secret)


def test_search_summary_and_phone_hold_nothing_sensitive(record: Any) -> None:
    person, organisation = Person.objects.get(), Organisation.objects.get()
    for text in (PersonSearch.objects.get().text, json.dumps(person.summary), organisation.search):
        assert CANARY not in text
        assert "639989999" not in text
        assert SEEN in text


def test_the_screen_is_told_what_it_does_not_get(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    assert record["hidden"] == []
    told = api(blind).get(f"/contacts/{record['id']}").json()
    assert told["hidden"] == [
        "birth_date",
        "note",
        "private_points",
        "custom.secret_person",
        "positions.custom.secret_position",
    ]
    assert (told["birth_date"], told["note"], told["custom"]) == (None, "", {"ouvert_person": SEEN})
    assert [point["value"] for point in told["contact_points"]] == [f"{SEEN}@public.example"]
    assert told["reach"]["phone"] is None
    assert told["alerts"] == []


def test_a_blind_writer_erases_nothing(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    """The form of one who sees little sends back all it has, empty where it was given nothing."""
    writer = api(blind)
    told = writer.get(f"/contacts/{record['id']}").json()
    position = told["positions"][0]
    points = [{"id": p["id"], "kind": p["kind"], "value": p["value"]} for p in told["contact_points"]]
    form = {
        "version": told["version"],
        "family_name": "Lefèvre-Martin",
        "birth_date": None,
        "note": "",
        "custom": {"ouvert_person": "autre"},
        "contact_points": [*points, {"kind": "email", "value": "new@public.example"}],
        "positions": [
            {
                "id": position["id"],
                "function": "Rédactrice",
                "organisation": "Radio Littoral",
                "custom": {"ouvert_position": None},
                "contact_points": [],
            }
        ],
    }
    answer = writer.patch(f"/contacts/{record['id']}", form)
    assert answer.status_code == 200, answer.content
    assert CANARY not in _texts(answer)
    after = seeing.get(f"/contacts/{record['id']}").json()
    assert (after["family_name"], after["birth_date"], after["note"]) == (
        "Lefèvre-Martin",
        "1980-03-12",
        CANARY,
    )
    assert after["custom"] == {"secret_person": CANARY, "ouvert_person": "autre"}
    private = [point for point in record["contact_points"] if point["is_private"]]
    assert [point for point in after["contact_points"] if point["is_private"]] == private
    assert {point["value"] for point in after["contact_points"]} == {
        *(point["value"] for point in record["contact_points"]),
        "new@public.example",
    }
    kept = after["positions"][0]
    assert kept["custom"] == {"secret_position": CANARY}
    assert [point["is_private"] for point in kept["contact_points"]] == [True, True, True]


def test_a_blind_writer_keeps_the_organisation_whole(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    path = f"/organisations/{record['positions'][0]['organisation']['id']}"
    before = seeing.get(path).json()
    form = {
        "version": before["version"],
        "name": "Radio Rivage",
        "note": "",
        "custom": {},
        "contact_points": [],
    }
    assert api(blind).patch(path, form).status_code == 200
    after = seeing.get(path).json()
    assert (after["name"], after["note"], after["custom"]["secret_organisation"]) == (
        "Radio Rivage",
        CANARY,
        CANARY,
    )
    assert [point["is_private"] for point in after["contact_points"]] == [True, True, True]


@pytest.mark.parametrize(
    "change", [{"birth_date": "1990-01-01"}, {"note": "x"}, {"custom": {"secret_person": "x"}}]
)
def test_a_blind_writer_overwrites_nothing(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any, change: dict[str, Any]
) -> None:
    answer = api(blind).patch(f"/contacts/{record['id']}", {"version": 1, **change})
    assert answer.status_code == 422
    assert seeing.get(f"/contacts/{record['id']}").json()["version"] == 1


def test_a_private_point_is_not_the_blind_writers_to_change(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    private = next(point for point in record["contact_points"] if point["is_private"])
    points = [{"id": private["id"], "kind": "email", "value": "taken@x.example"}]
    answer = api(blind).patch(f"/contacts/{record['id']}", {"version": 1, "contact_points": points})
    assert answer.status_code == 422
    assert ContactPoint.objects.get(pk=private["id"]).value == f"{CANARY}@prive.example"


def test_a_blind_writer_does_not_throw_a_position_away_with_what_it_hides(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    answer = api(blind).patch(f"/contacts/{record['id']}", {"version": 1, "positions": []})
    assert answer.status_code == 422
    assert "date de fin" in answer.json()["errors"][0]["message"]
    assert Position.objects.count() == 1
    assert seeing.patch(f"/contacts/{record['id']}", {"version": 1, "positions": []}).status_code == 200


def test_a_point_that_was_private_once_stays_out_of_the_history(
    api: Callable[..., Api], blind: User, seeing: Api, record: Any
) -> None:
    points = [
        {"id": p["id"], "kind": p["kind"], "value": p["value"], "is_private": False}
        for p in record["contact_points"]
        if p["kind"] == "email"
    ]
    seeing.patch(f"/contacts/{record['id']}", {"version": 1, "contact_points": points})
    assert CANARY not in _texts(api(blind).get(f"/contacts/{record['id']}/history"))


def test_a_manager_sees_the_record_and_nothing_sensitive(
    api: Callable[..., Api], cast: Cast, record: Any
) -> None:
    answer = api(cast.manager).get(f"/contacts/{record['id']}")
    assert answer.status_code == 200
    assert CANARY not in _texts(answer)


def test_guests_are_invited_at_public_addresses_only(cast: Cast, record: Any) -> None:
    from backend.contacts.guest_facts import guest_facts_for

    assert [facts.email for facts in guest_facts_for(cast.editor, [record["id"]])] == [
        f"{SEEN}@public.example"
    ]
