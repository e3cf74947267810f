"""Lists: dynamic, frozen, with pins; combined, copied, explained (RF-10)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from backend.contacts.models import ContactList, ListPin, Person
from backend.contacts.services import purge_bin
from backend.core.clock import now
from fixtures.factories import person
from tests.backend.contacts.targeting.conftest import group, is_, same
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
RADIO = same("position", is_("organisation.name", "Radio"))


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {
        name: person(name, f"Nom{name}", organisation=house)
        for name, house in [("Ada", "Radio"), ("Bob", "Radio"), ("Cyd", "Mairie")]
    }


@pytest.fixture
def make(editor: Api) -> Callable[..., Any]:
    def run(name: str = "Radios", **values: Any) -> Any:
        answer = editor.post(
            "/lists", {"name": name, **({} if "contact_ids" in values else {"query": RADIO}), **values}
        )
        assert answer.status_code == 201, answer.content
        return answer.json()

    return run


def members(api: Api, made: Any) -> list[str]:
    page = api.get(f"/lists/{made['id']}/members").json()
    return [each["name"].split(" ")[0] for each in page["items"]]


def change(api: Api, made: Any, *items: Any, **more: Any) -> Any:
    answer = api.post(f"/lists/{made['id']}/changes", {"items": list(items), **more})
    assert answer.status_code == 200, answer.content
    return answer.json()


def pin(who: Person, way: str = "in", reason: str = "") -> dict[str, Any]:
    return {"kind": "pin", "contact_ids": [str(who.pk)], "way": way, "reason": reason}


def test_a_dynamic_list_follows_the_base(make: Any, editor: Api, people: Any) -> None:
    made = make()
    assert (made["kind"], made["count"], made["told"]["text"]) == ("dynamic", 2, "Pour une même fonction")
    person("Eve", "Nouvelle", organisation="Radio")
    assert members(editor, made) == ["Ada", "Bob", "Eve"]


def test_a_frozen_list_keeps_whom_it_found_and_their_positions(make: Any, editor: Api, people: Any) -> None:
    made = make(frozen=True)
    person("Eve", "Nouvelle", organisation="Radio")
    assert (made["kind"], members(editor, made)) == ("frozen", ["Ada", "Bob"])
    [first, _] = editor.get(f"/lists/{made['id']}/members").json()["items"]
    assert first["position_id"] == str(people["Ada"].positions.get().pk)


def test_contacts_chosen_by_hand_are_a_list(make: Any, editor: Api, people: Any) -> None:
    made = make(contact_ids=[str(people["Cyd"].pk)])
    assert (made["kind"], members(editor, made)) == ("frozen", ["Cyd"])
    assert editor.post("/lists", {"name": "Rien"}).status_code == 422


def test_pins_are_stronger_than_the_query_and_survive_it(make: Any, editor: Api, people: Any) -> None:
    made = make()
    change(editor, made, pin(people["Cyd"], reason="Voisine"), pin(people["Bob"], "out", "Est parti"))
    assert members(editor, made) == ["Ada", "Cyd"]
    other = is_("person.given_name", "Bob")
    change(editor, made, {"kind": "query", "value": other})
    assert members(editor, made) == ["Cyd"]
    pins = editor.get(f"/lists/{made['id']}/pins").json()
    assert [(each["contact"]["name"].split()[0], each["way"], each["reason"]) for each in pins] == [
        ("Cyd", "in", "Voisine"),
        ("Bob", "out", "Est parti"),
    ]
    assert {each["pinned_by"] for each in pins} == {"Editor Essai"}
    change(editor, made, {"kind": "unpin", "contact_ids": [str(people["Bob"].pk)]})
    assert members(editor, made) == ["Bob", "Cyd"]
    detail = editor.get(f"/lists/{made['id']}").json()
    assert (detail["pinned_in"], detail["pinned_out"], detail["count"]) == (1, 0, 2)


def test_a_frozen_list_may_be_pinned_too(make: Any, editor: Api, people: Any) -> None:
    made = make(frozen=True)
    change(editor, made, pin(people["Cyd"]), pin(people["Ada"], "out"))
    assert members(editor, made) == ["Bob", "Cyd"]
    refused = editor.post(f"/lists/{made['id']}/changes", {"items": [{"kind": "query", "value": RADIO}]})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("operation", "expected"),
    [("union", ["Ada", "Bob", "Cyd"]), ("intersection", ["Bob"]), ("difference", ["Ada"])],
)
def test_lists_are_combined_into_a_new_one(
    make: Any, editor: Api, people: Any, operation: str, expected: list[str]
) -> None:
    one = make("Radios")
    other = make("Deux", query=is_("person.given_name", "Bob", "Cyd"))
    body = {"name": "Ensemble", "operation": operation, "list_ids": [one["id"], other["id"]]}
    both = editor.post("/lists/combine", body).json()
    assert members(editor, both) == expected
    texts = [both["told"]["text"], *(child["text"] for child in both["told"]["children"])]
    assert any("«\u202fRadios\u202f»" in text for text in texts)


def test_a_list_never_contains_itself(make: Any, editor: Api, people: Any) -> None:
    inner = make("Intérieure")
    outer = make("Extérieure", query=is_("person.list", inner["id"], cmp="in"))
    asked = {"items": [{"kind": "query", "value": is_("person.list", outer["id"], cmp="in")}]}
    refused = editor.post(f"/lists/{inner['id']}/changes", asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "list_cycle")


def test_a_copy_is_ones_own(make: Any, editor: Api, api: Any, cast: Cast, people: Any) -> None:
    made = make()
    change(editor, made, pin(people["Cyd"]))
    copy = api(cast.colleague).post(f"/lists/{made['id']}/duplicate", {"name": "La mienne"}).json()
    assert (copy["mine"], copy["owner"]["name"]) == (True, "Colleague Essai")
    assert members(editor, copy) == ["Ada", "Bob", "Cyd"]


def test_a_list_goes_to_the_bin_and_comes_back(make: Any, editor: Api, api: Any, cast: Cast) -> None:
    made = make()
    change(editor, made, {"kind": "removal"})
    assert editor.get(f"/lists/{made['id']}").status_code == 404
    assert [each["name"] for each in editor.get("/lists", scope="bin").json()["items"]] == ["Radios"]
    assert api(cast.colleague).get("/lists", scope="bin").json()["total"] == 0
    assert api(cast.colleague).post(f"/lists/{made['id']}/restore").status_code == 404
    assert editor.post(f"/lists/{made['id']}/restore").json()["deleted"] is False


def test_the_bin_of_lists_is_emptied_after_thirty_days_and_not_before(
    make: Any, editor: Api, people: Any
) -> None:
    gone, kept = make("Ancienne"), make("Gardée")
    change(editor, gone, pin(people["Cyd"]), {"kind": "removal"})
    _age(29.9)
    assert (purge_bin(), editor.get("/lists", scope="bin").json()["total"]) == (0, 1)
    _age(30.1)
    assert (purge_bin(), purge_bin()) == (1, 0)
    assert editor.get("/lists", scope="bin").json()["total"] == 0
    assert editor.post(f"/lists/{gone['id']}/restore").status_code == 404
    assert members(editor, kept) == ["Ada", "Bob"]
    assert Person.objects.count() == 3
    assert not ListPin.objects.exists()


def test_a_list_that_another_is_made_of_outlives_the_bin(make: Any, editor: Api, people: Any) -> None:
    """« Sauf la liste rouge » must not take the red list's people in again because it was thrown away."""
    inner = make("Cœur", query=is_("person.given_name", "Bob"))
    red = make("Rouge", query=is_("person.list", inner["id"], cmp="in"))
    outer = make(
        "Sauf rouge", query=group("and", RADIO, group("not", is_("person.list", red["id"], cmp="in")))
    )
    for each in (inner, red):
        change(editor, each, {"kind": "removal"})
    _age(31)
    assert (purge_bin(), members(editor, outer)) == (0, ["Ada"])
    change(editor, outer, {"kind": "removal"})
    _age(31)
    assert (purge_bin(), ContactList.objects.count()) == (3, 0)


def _age(days: float) -> None:
    gone = ContactList.objects.filter(deleted_at__isnull=False)
    gone.update(deleted_at=now() - timedelta(days=days))


def test_why_somebody_is_in_or_out(make: Any, editor: Api, people: Any) -> None:
    made = make(query=same("position", is_("organisation.name", "Radio"), is_("position.function", "Chef")))
    ada = people["Ada"]
    why = editor.get(f"/lists/{made['id']}/explain/{ada.pk}").json()
    assert (why["member"], why["because"]) == (False, "Cette fiche ne remplit pas le ciblage.")
    assert why["tree"]["holds"] is False
    radio, chief = why["tree"]["children"]
    assert (radio["holds"], radio["found"]) == (True, ["Radio"])
    assert chief["holds"] is False
    change(editor, made, pin(ada, reason="Une amie"))
    why = editor.get(f"/lists/{made['id']}/explain/{ada.pk}").json()
    assert why["member"]
    assert why["because"] == "Ajoutée à la main par Editor Essai\u202f: Une amie"


def test_two_positions_that_hold_one_condition_each_are_told_apart(make: Any, editor: Api) -> None:
    from tests.backend.contacts.targeting.conftest import position

    both = person("Max", "Double", organisation="Radio", function="Pigiste")
    position(both, "Chef", "Mairie")
    made = make(query=same("position", is_("organisation.name", "Radio"), is_("position.function", "Chef")))
    tree = editor.get(f"/lists/{made['id']}/explain/{both.pk}").json()["tree"]
    assert [child["holds"] for child in tree["children"]] == [True, True]
    assert tree["holds"] is False
    assert tree["note"] == "Aucune fonction ne remplit toutes ces conditions à la fois."


def test_a_sensitive_list_is_used_by_all_and_shows_nothing(
    make: Any, api: Callable[..., Api], cast: Cast
) -> None:
    born = person("Mai", "Née", birth_date=date(1980, 5, 2))
    query = group("and", {"field": "person.birth_month", "cmp": "is", "value": [5]})
    made = make(query=query)
    manager = api(cast.manager)
    seen = manager.get(f"/lists/{made['id']}").json()
    assert (seen["query"], seen["query_hidden"], seen["count"]) == (None, True, 1)
    assert seen["told"]["children"] == [{"text": "Critère réservé", "hidden": True, "children": []}]
    assert members(manager, made) == ["Mai"]
    why = manager.get(f"/lists/{made['id']}/explain/{born.pk}").json()
    assert "mai" not in str(why["tree"])
    assert "1980" not in str(why["tree"])
    assert (why["tree"]["holds"], why["tree"]["children"][0]["holds"]) == (None, None)


def test_members_are_sorted_searched_and_paged(make: Any, editor: Api, people: Any) -> None:
    made = make(query=group("and"))
    address = f"/lists/{made['id']}/members"
    assert [each["organisation"] for each in editor.get(address, sort="organisation").json()["items"]] == [
        "Mairie",
        "Radio",
        "Radio",
    ]
    assert editor.get(address, q="nombob").json()["total"] == 1
    assert editor.get(address, q="nombob", sort="-organisation").json()["total"] == 1
    page = editor.get(address, limit=1, offset=1).json()
    assert (page["total"], page["items"][0]["name"]) == (3, "Bob NomBob")
    assert editor.get(address, sort="shoe").status_code == 422


def test_pages_of_lists_and_members_ask_a_fixed_number_of_queries(
    make: Any, editor: Api, people: Any, django_assert_num_queries: Any
) -> None:
    made = make()
    editor.get("/lists")
    with django_assert_num_queries(5):
        editor.get("/lists")
    with django_assert_num_queries(15):
        editor.get(f"/lists/{made['id']}/members")
    for number in range(15):
        make(f"Liste {number}")
        person("Zed", f"Plus{number}", organisation="Radio")
    with django_assert_num_queries(5):
        assert editor.get("/lists").json()["total"] == 16
    with django_assert_num_queries(15):
        assert editor.get(f"/lists/{made['id']}/members").json()["total"] == 17


def test_members_have_the_orders_of_the_table_of_contacts(make: Any, editor: Api) -> None:
    """Without case and accents, those without a value last, with a search and without one."""
    for given, house in (("A", "Éditions"), ("B", "Zénith"), ("C", ""), ("D", "écho"), ("E", "Agence")):
        person(given, "Martin", organisation=house)
    made = make(query=group("and"))
    for sort in ("organisation", "-organisation", "function", "contact_type", "name", "-name", "updated_at"):
        for query in ("", "martin"):
            table = editor.get("/contacts", sort=sort, q=query).json()["items"]
            members = editor.get(f"/lists/{made['id']}/members", sort=sort, q=query).json()["items"]
            assert [each["id"] for each in members] == [each["id"] for each in table], (sort, query)
