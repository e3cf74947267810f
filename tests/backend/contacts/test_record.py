"""What a record holds beside names: positions with their own points, terms, intermediaries, reach (RF-3, RF-5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.contacts.models import ContactPoint, Position, Term
from backend.contacts.services import create_field, create_term, merge_term, retire_term
from backend.core.actor import task
from backend.core.clock import today
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")
NOBODY = "00000000-0000-0000-0000-000000000007"
ADDRESS = {"street": "116 avenue du Président Kennedy", "postal_code": "75220", "city": "Paris Cedex 16"}


@pytest.fixture(autouse=True)
def no_starter_set(db: None) -> None:
    Term.objects.exclude(parent=None).delete()
    Term.objects.all().delete()


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def _create(editor: Api, **fields: Any) -> Any:
    answer = editor.post("/contacts", {"family_name": "Lefèvre", "given_name": "Hélène", **fields})
    assert answer.status_code == 201, answer.content
    return answer.json()


def _patch(editor: Api, record: Any, **changes: Any) -> Any:
    answer = editor.patch(f"/contacts/{record['id']}", {"version": record["version"], **changes})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_full_record_is_written_and_read_again(editor: Api) -> None:
    create_field(TESTS, owner="person", label="Badge presse", kind="text")
    create_field(TESTS, owner="position", label="Tirage", kind="number")
    term = create_term(TESTS, vocabulary="domain", label="Culture")
    under = create_term(TESTS, vocabulary="domain", label="Cinéma", parent=term)
    made = _create(
        editor,
        birth_name="Martin",
        birth_date="1980-03-12",
        preferred_channel="email",
        custom={"badge_presse": "A-12"},
        terms=[str(under.pk)],
        positions=[
            {
                "function": "Critique",
                "service": "Culture",
                "organisation": "Radio Littoral",
                "started_on": "2020-01-01",
                "preferred_channel": "phone",
                "custom": {"tirage": "12 500,5"},
                "terms": [str(term.pk)],
                "contact_points": [{"kind": "phone", "value": "01 99 00 12 34", "verified": True}],
            }
        ],
        contact_points=[{"kind": "address", "address": ADDRESS, "label": "Domicile", "is_private": True}],
    )
    assert editor.get(f"/contacts/{made['id']}").json() == made
    assert (made["birth_name"], made["birth_date"], made["custom"]) == (
        "Martin",
        "1980-03-12",
        {"badge_presse": "A-12"},
    )
    assert [term["path"] for term in made["terms"]] == ["Culture › Cinéma"]
    position = made["positions"][0]
    assert position["custom"] == {"tirage": 12500.5}
    assert position["contact_points"][0]["verified"]
    address = made["contact_points"][0]
    assert address["address"]["city"] == "Paris Cedex 16"
    assert address["display"] == "116 avenue du Président Kennedy\n75220 Paris Cedex 16"
    kept = ContactPoint.objects.get(pk=address["id"])
    assert (kept.postal_code, kept.country) == ("75220", "")


def test_what_an_older_form_does_not_send_stays(editor: Api) -> None:
    """The form of positions sends names and ids only; dates, points and terms are left."""
    term = create_term(TESTS, vocabulary="function", label="Critique")
    made = _create(
        editor,
        positions=[
            {
                "function": "Critique",
                "organisation": "Radio Littoral",
                "started_on": "2020-01-01",
                "terms": [str(term.pk)],
                "contact_points": [{"kind": "email", "value": "c@littoral.example"}],
            }
        ],
        contact_points=[{"kind": "mobile", "value": "06 39 98 00 01", "is_private": True, "verified": True}],
    )
    position, point = made["positions"][0], made["contact_points"][0]
    changed = _patch(
        editor,
        made,
        positions=[{"id": position["id"], "function": "Critique", "organisation": "RADIO LITTORAL"}],
        contact_points=[{"id": point["id"], "kind": "mobile", "value": point["display"]}],
    )
    assert changed["positions"] == made["positions"]
    assert changed["contact_points"] == made["contact_points"]


def test_free_text_is_an_address_too_and_parts_put_right_by_hand_stay(editor: Api) -> None:
    made = _create(editor, contact_points=[{"kind": "address", "value": "12, rue Haute, 19000 Tulle"}])
    point = made["contact_points"][0]
    assert point["address"]["street"] == "12 rue Haute"
    parts = {**point["address"], "street": "", "building": "12 rue Haute"}
    made = _patch(editor, made, contact_points=[{"id": point["id"], "kind": "address", "address": parts}])
    value = made["contact_points"][0]["value"]
    made = _patch(editor, made, contact_points=[{"id": point["id"], "kind": "address", "value": value}])
    assert made["contact_points"][0]["address"]["building"] == "12 rue Haute"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"custom": {"nothing": "x"}}, "custom.nothing"),
        ({"terms": [NOBODY]}, "terms.0"),
        ({"positions": [{"started_on": "2024-01-02", "ended_on": "2024-01-01"}]}, "positions.0.ended_on"),
        (
            {"positions": [{"organisation_id": NOBODY}]},
            "positions.0.organisation_id",
        ),
        (
            {"positions": [{"contact_points": [{"kind": "email", "value": "@"}]}]},
            "positions.0.contact_points.0.value",
        ),
        ({"contact_points": [{"kind": "address", "address": {"country": "Nulle part"}}]}, "contact_points.0.value"),
        ({"intermediaries": [{"via_person": NOBODY}]}, "intermediaries.0.via_person"),
        ({"intermediaries": [{}]}, "intermediaries.0"),
        ({"contact_points": [{"kind": "email"}]}, "contact_points.0"),
    ],
)  # fmt: skip
def test_what_can_not_be_kept_is_named(editor: Api, fields: dict[str, Any], path: str) -> None:
    answer = editor.post("/contacts", {"family_name": "Lefèvre", **fields})
    assert answer.status_code == 422, answer.content
    assert [error["path"] for error in answer.json()["errors"]] == [path]


def test_a_position_without_its_own_points_shows_those_of_its_organisation(editor: Api) -> None:
    organisation = editor.post(
        "/organisations",
        {
            "name": "Radio Littoral",
            "contact_points": [
                {"kind": "phone", "value": "01 99 00 00 00", "label": "Standard"},
                {"kind": "email", "value": "redaction@littoral.example"},
                {"kind": "address", "value": "3 quai Nord\n17000 La Rochelle"},
            ],
        },
    ).json()
    made = _create(
        editor,
        positions=[
            {
                "organisation_id": organisation["id"],
                "contact_points": [{"kind": "mobile", "value": "06 39 98 00 01"}],
            }
        ],
    )
    position = made["positions"][0]
    assert [point["kind"] for point in position["contact_points"]] == ["mobile"]
    assert [point["kind"] for point in position["inherited"]] == ["email", "address"]
    assert made["reach"]["phone"]["owner"] == "position"
    assert made["reach"]["email"] == {
        "id": organisation["contact_points"][1]["id"],
        "kind": "email",
        "value": "redaction@littoral.example",
        "display": "redaction@littoral.example",
        "label": "",
        "owner": "organisation",
    }


def test_reach_prefers_what_the_person_prefers_and_what_works(editor: Api) -> None:
    made = _create(
        editor,
        preferred_channel="mobile",
        positions=[
            {
                "organisation": "Radio Littoral",
                "contact_points": [
                    {"kind": "phone", "value": "01 99 00 12 34"},
                    {"kind": "email", "value": "old@littoral.example", "state": "bounced"},
                ],
            }
        ],
        contact_points=[
            {"kind": "mobile", "value": "06 39 98 00 01"},
            {"kind": "email", "value": "h@perso.example"},
        ],
    )
    reach = made["reach"]
    assert (reach["channel"], reach["phone"]["kind"], reach["phone"]["owner"]) == (
        "mobile",
        "mobile",
        "person",
    )
    assert reach["email"]["value"] == "h@perso.example"
    changed = _patch(editor, made, preferred_channel="")
    assert changed["reach"]["phone"]["owner"] == "position"


def test_alerts_say_what_to_know_first(editor: Api) -> None:
    agent = person("Zoé", "Baudouin", emails=("zoe@agence.example",))
    made = _create(
        editor,
        positions=[{"function": "Critique", "organisation": "Radio Littoral", "ended_on": "2020-12-31"}],
        contact_points=[
            {"kind": "email", "value": "a@x.example", "state": "refused"},
            {"kind": "phone", "value": "01 99 00 12 34", "state": "bounced"},
        ],
        intermediaries=[{"via_person": str(agent.pk), "routing": "replaces", "channels": ["email"]}],
    )
    assert [alert["code"] for alert in made["alerts"]] == [
        "intermediary_replaces",
        "point_refused",
        "point_bounced",
        "position_ended",
    ]
    assert made["alerts"][0]["text"] == "S’adresser à Zoé Baudouin (e-mail)."
    assert made["reach"]["email"] is None
    editor.delete(f"/contacts/{made['id']}")
    binned = editor.get(f"/contacts/bin/{made['id']}").json()
    assert binned["alerts"][0]["code"] == "in_bin"


def test_an_intermediary_is_read_on_both_sides(editor: Api) -> None:
    agent = person("Zoé", "Baudouin", organisation="Agence", function="Agent", emails=("zoe@agence.example",))
    made = _create(editor, intermediaries=[{"via_person": str(agent.pk), "role": "Agent"}])
    link = made["intermediaries"][0]
    assert (link["via"]["name"], link["via"]["email"], link["is_current"]) == (
        "Zoé Baudouin",
        "zoe@agence.example",
        True,
    )
    principals = editor.get(f"/contacts/{agent.pk}").json()["principals"]
    assert [found["principal"]["name"] for found in principals] == ["Hélène Lefèvre"]
    own = editor.patch(
        f"/contacts/{made['id']}", {"version": 1, "intermediaries": [{"via_person": made["id"]}]}
    )
    assert own.status_code == 422
    assert _patch(editor, made, intermediaries=[])["intermediaries"] == []
    history = editor.get(f"/contacts/{made['id']}/history").json()
    assert any(entry["changes"].get("via_person") == ["Zoé Baudouin", None] for entry in history)


def test_a_retired_term_stays_and_is_not_newly_chosen(editor: Api) -> None:
    term = create_term(TESTS, vocabulary="domain", label="Culture")
    made = _create(editor, terms=[str(term.pk)])
    retire_term(TESTS, term=term)
    kept = _patch(editor, made, terms=[str(term.pk)], title="Dr")
    assert [found["state"] for found in kept["terms"]] == ["retired"]
    answer = editor.post("/contacts", {"family_name": "Baudouin", "terms": [str(term.pk)]})
    assert answer.status_code == 422
    assert "n’est plus en usage" in answer.json()["errors"][0]["message"]


def test_a_merged_term_stands_for_the_one_that_took_its_uses(editor: Api) -> None:
    old, new = (create_term(TESTS, vocabulary="domain", label=label) for label in ("Ciné", "Cinéma"))
    merge_term(TESTS, term=old, into=new)
    made = _create(editor, terms=[str(old.pk), str(new.pk)])
    assert [found["label"] for found in made["terms"]] == ["Cinéma"]


def test_lists_and_guest_lists_show_the_current_position() -> None:
    found = person("Hélène", "Lefèvre", organisation="Radio Littoral", function="Critique")
    yesterday = today() - timedelta(days=1)
    Position.objects.filter(person=found).update(ended_on=yesterday)
    from backend.contacts.services.refresh import refresh_persons
    from backend.core.work import writing

    with writing(TESTS):
        refresh_persons([found.pk])
    found.refresh_from_db()
    assert (found.summary["function"], found.summary["organisation"]) == ("", "")


def test_a_record_takes_a_fixed_number_of_queries(
    editor: Api, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    terms = [str(create_term(TESTS, vocabulary="domain", label=f"Terme {n}").pk) for n in range(5)]
    agents = [person("Zoé", f"Agent {n}") for n in range(3)]
    made = _create(
        editor,
        terms=terms,
        positions=[
            {
                "organisation": f"Organisme {n}",
                "terms": terms,
                "contact_points": [{"kind": "email", "value": f"a{n}@x.example"}],
            }
            for n in range(8)
        ],
        intermediaries=[{"via_person": str(agent.pk)} for agent in agents],
    )
    small = person("Jean", "Petit")
    for pk in (made["id"], small.pk):
        with django_assert_max_num_queries(15):
            assert editor.get(f"/contacts/{pk}").status_code == 200
