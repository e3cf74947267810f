"""What can be asked, and whom it finds (RF-10)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from backend.contacts.models import (
    Classification,
    ContactPoint,
    DataSource,
    FieldDefinition,
    Organisation,
    Person,
    Position,
    Term,
)
from backend.contacts.targeting.sql import Sql
from backend.core.clock import now
from fixtures.factories import person
from tests.backend.contacts.targeting.conftest import Find, address, group, is_, position, same
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


def test_conditions_of_one_position_hold_for_the_same_position(find: Find) -> None:
    chief = person("Anne", "Chef", function="Rédactrice en chef", organisation="Le Monde")
    mixed = person("Marc", "Mixte", function="Rédacteur en chef", organisation="La Gazette")
    position(mixed, "Pigiste", "Le Monde")
    asked = [is_("position.function", "redac", cmp="contains"), is_("organisation.name", "le monde")]
    assert find(same("position", *asked)) == {chief.family_name}
    assert find(group("and", *asked)) == {"Chef", "Mixte"}


def test_a_past_position_is_told_from_a_current_one(find: Find) -> None:
    gone = person("Luc", "Parti", function="Rédacteur", organisation="Le Monde")
    Position.objects.filter(person=gone).update(ended_on=date(2020, 1, 1))
    person("Léa", "Présente", function="Rédactrice", organisation="Le Monde")
    current = {"field": "position.current", "cmp": "is", "value": True}
    monde = is_("organisation.name", "Monde", cmp="contains")
    assert find(same("position", monde, current)) == {"Présente"}
    assert find(same("position", monde, {**current, "value": False})) == {"Parti"}
    assert find(same("position", monde)) == {"Parti", "Présente"}


def test_texts_are_compared_without_accents_case_hyphens_and_wildcards(find: Find) -> None:
    person("Jean-François", "Lefèvre")
    person("100%", "Bizarre")
    assert find(is_("person.given_name", "JEAN FRANCOIS")) == {"Lefèvre"}
    assert find(is_("person.family_name", "lefe", cmp="starts")) == {"Lefèvre"}
    assert find(is_("person.given_name", "0%", cmp="contains")) == {"Bizarre"}
    assert find(is_("person.given_name", "%", cmp="is")) == set()


def test_an_empty_group_is_everybody_or_nobody(find: Find) -> None:
    person("A", "Un")
    assert find(group("and")) == {"Un"}
    assert find(group("or")) == set()
    assert find(group("not", group("and"))) == set()


def test_terms_hold_with_their_subtree_and_through_a_merger(find: Find) -> None:
    culture = Term.objects.create(vocabulary="domain", label="Culture", match_key="culture")
    music = Term.objects.create(vocabulary="domain", label="Musique", match_key="musique", parent=culture)
    old = Term.objects.create(vocabulary="domain", label="Zic", match_key="zic", merged_into=music)
    singer, other = person("Ada", "Chante"), person("Bob", "Autre")
    Classification.objects.create(person=singer, term=music)
    Classification.objects.create(person=other, term=culture)
    field = "person.term.domain"
    assert find(is_(field, str(culture.pk), cmp="under")) == {"Chante", "Autre"}
    assert find(is_(field, str(culture.pk), cmp="exactly")) == {"Autre"}
    assert find(is_(field, str(old.pk), cmp="under")) == {"Chante"}
    assert find({"field": field, "cmp": "empty"}) == set()
    assert find({"field": "position.term.domain", "cmp": "filled"}) == set()


def test_contact_points_are_one_and_the_same(find: Find) -> None:
    bounced = person("Ève", "Rebond", emails=("eve@x.example",), phones=("01 99 00 12 34",))
    ContactPoint.objects.filter(person=bounced, kind="email").update(state="bounced")
    person("Guy", "Joignable", emails=("guy@x.example",))
    valid_mail = same("point", is_("point.kind", "email"), is_("point.state", "valid"))
    assert find(valid_mail) == {"Joignable"}
    assert find(group("and", is_("point.kind", "email"), is_("point.state", "valid"))) == {
        "Rebond",
        "Joignable",
    }
    assert find(group("not", is_("point.kind", "phone"))) == {"Joignable"}


def test_a_point_of_a_position_reaches_the_person(find: Find) -> None:
    held = person("Zoé", "Poste", function="Attachée", organisation="Radio")
    ContactPoint.objects.create(position=held.positions.get(), kind="email", value="zoe@radio.example")
    assert find(is_("point.exact", "zoe@radio.example")) == {"Poste"}
    assert find(same("position", is_("position.function", "Attachée"), is_("point.kind", "email"))) == {
        "Poste"
    }


def test_places_are_where_persons_positions_or_their_organisations_are(find: Find) -> None:
    own = person("Paul", "Rennais")
    address("35000", "RENNES", person=own)
    by_position = person("Luce", "Brestoise", organisation="Radio Ouest")
    address("29200", "BREST", position=by_position.positions.get())
    person("Max", "Cédex", organisation="Mairie")
    address("35042", "RENNES CEDEX", organisation=Organisation.objects.get(name="Mairie"))
    corse = person("Ghj", "Corse")
    address("20200", "BASTIA", person=corse)
    abroad = person("Hans", "Allemand")
    address("35000", "Wetzlar", country="DE", person=abroad)
    assert find(is_("address.in", "region:53", cmp="in")) == {"Rennais", "Brestoise", "Cédex"}
    assert find(is_("address.in", "department:35", cmp="in")) == {"Rennais", "Cédex"}
    assert find(is_("address.in", "department:2B", cmp="in")) == {"Corse"}
    assert find(is_("address.in", "town:35238", cmp="in")) == {"Rennais"}
    near = {"field": "address.near", "cmp": "within", "value": {"place": "town:35238", "km": 30}}
    assert find(near) == {"Rennais", "Cédex"}
    assert find({**near, "value": {"place": "town:35238", "km": 250}}) == {"Rennais", "Cédex", "Brestoise"}
    assert find(is_("address.postcode", "35", cmp="starts")) == {"Rennais", "Cédex", "Allemand"}
    assert find(same("position", is_("address.in", "region:53", cmp="in"))) == {"Brestoise", "Cédex"}


def test_dates_and_records(find: Find) -> None:
    made = person("Old", "Ancien", civility="M.", contact_type="VIP")
    Person.objects.filter(pk=made.pk).update(created_at=now() - timedelta(days=90))
    source = DataSource.objects.create(name="Annuaire")
    person("New", "Nouveau")
    Person.objects.filter(family_name="Nouveau").update(data_source=source, preferred_channel="email")
    assert find({"field": "person.created", "cmp": "last_days", "value": 30}) == {"Nouveau"}
    assert find({"field": "person.created", "cmp": "older_days", "value": 30}) == {"Ancien"}
    assert find({"field": "person.created", "cmp": "before", "value": "2026-01-01"}) == set()
    assert find(is_("person.contact_type", "VIP")) == {"Ancien"}
    assert find(is_("person.data_source", str(source.pk))) == {"Nouveau"}
    assert find(is_("person.preferred_channel", "email")) == {"Nouveau"}
    assert find({"field": "person.completeness", "cmp": "more", "value": 40}) == {"Ancien"}
    assert find({"field": "person.words", "cmp": "match", "value": "ancien"}) == {"Ancien"}


def test_words_are_found_as_the_search_box_finds_them(find: Find) -> None:
    person("Ève", "Lefèvre", organisation="Radio")
    person("Luc", "Baudouin", organisation="Radio")
    assert find({"field": "person.words", "cmp": "match", "value": "radio lefaivre"}) == {"Lefèvre"}
    assert find({"field": "person.words", "cmp": "match", "value": "radio"}) == {"Lefèvre", "Baudouin"}
    assert find({"field": "person.words", "cmp": "match", "value": "lefevre baudouin"}) == set()


def test_an_organisation_holds_with_its_parts_and_through_a_merger(find: Find) -> None:
    person("Ada", "Maison", organisation="Groupe")
    person("Bob", "Filiale", organisation="Antenne")
    group_, part = (Organisation.objects.get(name=name) for name in ("Groupe", "Antenne"))
    old = Organisation.objects.create(name="Ancien", match_key="ancien", merged_into=group_)
    Organisation.objects.filter(pk=part.pk).update(parent=group_)
    assert find(is_("organisation.id", str(group_.pk))) == {"Maison"}
    assert find(is_("organisation.id", str(group_.pk), cmp="under")) == {"Maison", "Filiale"}
    assert find(is_("organisation.id", str(old.pk))) == {"Maison"}


def test_sensitive_criteria_need_their_right(
    find: Find, editor: Api, api: Callable[..., Api], cast: Cast
) -> None:
    person("Mai", "Anniversaire", birth_date=date(1980, 5, 2))
    person("Sans", "Date")
    query = {"field": "person.birth_month", "cmp": "is", "value": [5]}
    assert find(query) == {"Anniversaire"}
    assert find({"field": "person.age", "cmp": "more", "value": 30}) == {"Anniversaire"}
    assert find({"field": "person.birth_date", "cmp": "empty"}) == {"Date"}
    assert find(group("not", {"field": "person.birth_date", "cmp": "since", "value": "1970-01-01"})) == {
        "Date"
    }
    refused = api(cast.manager).post("/lists/count", {"query": group("and", query)})
    assert (refused.status_code, refused.json()["code"]) == (403, "sensitive_criterion")
    assert [error["path"] for error in refused.json()["errors"]] == ["query.children.0"]
    offered = {each["name"] for each in api(cast.manager).get("/lists/criteria").json()}
    assert "person.birth_date" not in offered
    assert "person.birth_date" in {each["name"] for each in editor.get("/lists/criteria").json()}


def test_private_points_count_for_those_only_who_may_see_them(
    find: Find, api: Callable[..., Api], cast: Cast
) -> None:
    hidden = person("Rose", "Secrète", phones=("06 39 98 00 01",))
    ContactPoint.objects.filter(person=hidden).update(is_private=True)
    query = is_("point.value", "+3363998", cmp="starts")
    assert find(query) == {"Secrète"}
    assert find(query, by=api(cast.manager)) == set()


def test_fields_that_an_administrator_added(find: Find) -> None:
    for kind, key in [("text", "surnom"), ("number", "rang"), ("date", "entree"), ("choice", "cercle")]:
        FieldDefinition.objects.create(owner="person", key=key, label=key, kind=kind, choices=["Un", "Deux"])
    made = person("Cus", "Tom")
    Person.objects.filter(pk=made.pk).update(
        custom={"surnom": "Théo", "rang": 4, "entree": "2024-03-01", "cercle": "Un"}
    )
    wrong = person("Mau", "Vais")
    Person.objects.filter(pk=wrong.pk).update(custom={"rang": "quatre", "entree": "bientôt"})
    assert find(is_("person.custom.surnom", "theo")) == {"Tom"}
    assert find({"field": "person.custom.rang", "cmp": "between", "value": [3, 5]}) == {"Tom"}
    assert find({"field": "person.custom.entree", "cmp": "since", "value": "2024-01-01"}) == {"Tom"}
    assert find(is_("person.custom.cercle", "Un")) == {"Tom"}
    assert find({"field": "person.custom.rang", "cmp": "empty"}) == {"Vais"}


def test_each_person_comes_with_the_position_that_matched(editor: Api) -> None:
    made = person("Anne", "Double", function="Conseillère", organisation="Mairie")
    second = position(made, "Rédactrice", "Le Monde")
    query = same("position", is_("position.function", "redac", cmp="contains"))
    [found] = editor.post("/lists/preview", {"query": query}).json()["items"]
    assert found["position_id"] == str(second.pk)
    assert (found["function"], found["organisation"]) == ("Rédactrice", "Le Monde")
    [main] = editor.post("/lists/preview", {"query": group("and")}).json()["items"]
    assert main["function"] == "Conseillère"


def test_those_in_the_bin_are_not_found(find: Find, editor: Api) -> None:
    gone = person("Nul", "Part")
    editor.delete(f"/contacts/{gone.pk}")
    assert find(group("and")) == set()


@pytest.mark.parametrize(
    ("query", "path"),
    [
        (
            {"op": "and", "children": [{"field": "nothing", "cmp": "is", "value": ["x"]}]},
            "query.children.0.field",
        ),
        (is_("position.function", "x", cmp="near"), "query.cmp"),
        (is_("position.function"), "query.value"),
        ({"field": "person.created", "cmp": "since", "value": "hier"}, "query.value"),
        (same("position", is_("person.family_name", "x")), "query.children.0.field"),
        (same("position", same("position", is_("position.function", "x"))), "query.children.0"),
        (is_("address.in", "town:00000", cmp="in"), "query.value"),
        (group("not"), "query"),
        ({"op": "nand", "children": []}, "query.op"),
        ({"field": "person.family_name", "cmp": "is", "value": [["x"]]}, "query.value"),
        ({"field": "person.family_name", "cmp": "is", "value": ["x"], "more": 1}, "query.more"),
        ("x", "query"),
    ],
)
def test_a_wrong_node_is_named_by_its_path(editor: Api, query: Any, path: str) -> None:
    answer = editor.post("/lists/count", {"query": query})
    assert answer.status_code == 422, answer.content
    assert [error["path"] for error in answer.json()["errors"]] == [path]


def test_too_deep_or_too_large_is_refused(editor: Api) -> None:
    deep: dict[str, Any] = group("and")
    for _ in range(9):
        deep = group("and", deep)
    assert editor.post("/lists/count", {"query": deep}).status_code == 422
    wide = group("or", *[group("or", *[is_("person.family_name", "x")] * 50)] * 4)
    assert editor.post("/lists/count", {"query": wide}).status_code == 422


def test_a_query_that_takes_too_long_is_stopped(editor: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from backend.contacts.targeting import asking, finding

    person("Un", "Seul")
    slow = Sql("pg_sleep(1) IS NOT NULL")
    monkeypatch.setattr(finding, "MILLISECONDS_AT_MOST", 50)
    monkeypatch.setattr(asking, "count_matching", lambda user, _: finding.count_matching(user, slow))
    answer = editor.post("/lists/count", {"query": group("and")})
    assert (answer.status_code, answer.json()["code"]) == (503, "targeting_too_slow")


def test_a_preview_asks_a_fixed_number_of_queries(editor: Api, django_assert_num_queries: Any) -> None:
    query = {"query": same("position", is_("organisation.name", "Radio"))}
    person("A", "Un", organisation="Radio")
    editor.post("/lists/preview", query)
    with django_assert_num_queries(13):
        editor.post("/lists/preview", query)
    for number in range(20):
        person("B", f"Deux{number}", organisation="Radio", function="X")
    with django_assert_num_queries(13):
        assert editor.post("/lists/preview", query).json()["total"] == 21


def test_the_count_tells_the_query_in_french(editor: Api) -> None:
    query = same(
        "position", is_("position.function", "rédac", cmp="contains"), is_("organisation.name", "Radio")
    )
    answer = editor.post("/lists/count", {"query": query}).json()
    assert answer["count"] == 0
    assert answer["told"]["text"] == "Pour une même fonction"
    assert [child["text"] for child in answer["told"]["children"]] == [
        "Fonction contient «\u202frédac\u202f»",
        "Organisme est «\u202fRadio\u202f»",
    ]
