"""Duplicates over the base (RF-7): found, decided once and for ever, merged, undone, over the API."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.contacts.duplicates import runs
from backend.contacts.duplicates.houses import House, compare_houses, pairs_of_houses
from backend.contacts.duplicates.keeping import keep_pairs
from backend.contacts.duplicates.runs import seek, start_run
from backend.contacts.models import ContactPoint, DuplicatePair, DuplicateRun, Organisation, Person
from backend.core.actor import task
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
ACTOR = task("tests")
BORN: dict[str, Any] = {"birth_date": date(1970, 3, 2)}


def _look(kind: str = "person", *, whole: bool = False) -> DuplicateRun:
    run = start_run(ACTOR, kind=kind, whole=whole, queue=False)
    seek(run.pk)
    return DuplicateRun.objects.get(pk=run.pk)


def _twins(email: str = "h.lefevre@littoral.example") -> tuple[Person, Person]:
    return (
        person(emails=(email,), organisation="Radio Littoral", **BORN),
        person("Helene", "LEFEVRE", emails=(email,), organisation="Radio Littoral", **BORN),
    )


def _ids(*persons: Person) -> list[str]:
    return sorted(str(each.pk) for each in persons)


@pytest.fixture
def admin(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


def test_twins_are_found_and_strangers_are_not(admin: Api) -> None:
    one, other = _twins()
    person("Zoé", "Baudouin", emails=("zoe@x.example",))
    run = _look()
    assert (run.status, run.clusters) == ("done", 1)
    [cluster] = admin.get("/duplicates/clusters").json()["items"]
    assert [member["id"] for member in cluster["members"]] == _ids(one, other)
    assert "même adresse e-mail" in [why["sentence"] for why in cluster["links"][0]["why"]]
    assert admin.get("/duplicates/counts").json() == {"person": 1, "organisation": 0}


def test_colleagues_on_one_switchboard_are_no_duplicates(admin: Api) -> None:
    shared: dict[str, Any] = {"emails": ("redaction@littoral.example",), "phones": ("01 99 00 12 34",)}
    person("Marc", "Petit", organisation="Radio Littoral", **shared)
    person("Zoé", "Baudouin", organisation="Radio Littoral", **shared)
    assert _look().clusters == 0


def test_a_run_looks_at_what_changed_since_the_last(admin: Api) -> None:
    one, _ = _twins()
    _look()
    Person.objects.update(updated_at="2020-01-01T00:00:00Z")
    third = person("Hélène", "Lefevre", emails=("h.lefevre@littoral.example",), **BORN)
    run = _look()
    assert (run.whole, run.clusters) == (False, 1)
    [cluster] = admin.get("/duplicates/clusters").json()["items"]
    assert {str(one.pk), str(third.pk)} <= {member["id"] for member in cluster["members"]}


def test_no_duplicate_is_remembered_for_ever(admin: Api) -> None:
    one, other = person(**BORN, phones=("0199001234",)), person(**BORN, phones=("0199001234",))
    _look()
    assert admin.get("/duplicates/counts").json()["person"] == 1
    assert admin.post("/duplicates/verdicts", {"ids": _ids(one, other)}).status_code == 204
    for whole in (False, True):
        _look(whole=whole)
        assert admin.get("/duplicates/counts").json()["person"] == 0
    for each in (one, other):
        ContactPoint.objects.create(person=each, kind="email", value="h@x.example")
    for whole in (False, True):
        _look(whole=whole)
        assert admin.get("/duplicates/counts").json()["person"] == 0
    ContactPoint.objects.filter(kind="email").delete()
    _look(whole=True)
    assert DuplicatePair.objects.get().verdict == "not_duplicate"
    assert admin.post("/duplicates/verdicts", {"ids": _ids(one, other), "verdict": "open"}).status_code == 204
    assert admin.get("/duplicates/counts").json()["person"] == 1


def test_a_third_record_does_not_bring_back_what_was_told_apart(admin: Api) -> None:
    one, other = _twins()
    _look()
    admin.post("/duplicates/verdicts", {"ids": _ids(one, other)})
    person("Hélène", "Lefèvre", emails=("h.lefevre@littoral.example",), **BORN)
    _look()
    for cluster in admin.get("/duplicates/clusters").json()["items"]:
        assert len(cluster["members"]) == 2


def test_a_killed_run_is_taken_up_and_finds_each_pair_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        _twins(f"h{number}@x.example")
    run = start_run(ACTOR, kind="person", queue=False)
    monkeypatch.setattr(runs, "PAIRS_IN_A_BATCH", 1)
    kept = keep_pairs
    calls: list[Any] = []

    def dies(kind: str, pairs: Any) -> int:
        calls.append(pairs)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return kept(kind, pairs)

    monkeypatch.setattr(runs, "keep_pairs", dies)
    with pytest.raises(KeyboardInterrupt):
        seek(run.pk)
    written = DuplicatePair.objects.count()
    assert written == 2
    monkeypatch.setattr(runs, "keep_pairs", kept)
    seek(run.pk)  # another worker holds it, as far as one can tell
    assert DuplicateRun.objects.get().status == "running"
    DuplicateRun.objects.update(claimed_at=None)
    seek(run.pk)
    done = DuplicateRun.objects.get()
    assert (done.status, done.attempts) == ("done", 2)
    found = list(DuplicatePair.objects.values_list("a", "b"))
    assert len(found) == len(set(found)) > written


def test_one_run_of_a_kind_at_a_time() -> None:
    first = start_run(ACTOR, kind="person", queue=False)
    assert start_run(ACTOR, kind="person", queue=False) == first


def test_side_by_side_then_merged_then_undone(admin: Api) -> None:
    one, other = _twins()
    Person.objects.filter(pk=other.pk).update(title="Dr")
    Person.objects.filter(pk=one.pk).update(title="Pr")
    _look()
    told = admin.get(f"/duplicates/comparison?id={one.pk}&id={other.pk}&keep={one.pk}").json()
    assert told["keep"] == str(one.pk)
    title = next(field for field in told["fields"] if field["field"] == "title")
    assert (title["differs"], title["label"]) == (True, "Titre")
    versions = {record["id"]: record["version"] for record in told["records"]}
    body = {"keep": str(one.pk), "losers": [str(other.pk)], "choices": {"title": str(other.pk)}}
    answer = admin.post("/duplicates/merges", {**body, "versions": versions})
    assert answer.status_code == 201, answer.content
    assert Person.objects.get(pk=one.pk).title == "Dr"
    assert admin.get("/duplicates/counts").json()["person"] == 0
    [merge] = admin.get("/duplicates/merges").json()["items"]
    assert (merge["keeper_name"], merge["loser_names"]) == ("Hélène Lefèvre", ["Helene LEFEVRE"])
    undone = admin.post(f"/duplicates/merges/{merge['id']}/undo").json()
    assert (undone["report"], undone["undone_by"]) == ([], "Admin Essai")
    assert admin.post(f"/duplicates/merges/{merge['id']}/undo").status_code == 409
    assert admin.get("/duplicates/counts").json()["person"] == 1


def test_what_was_told_apart_before_a_run_found_it_stays_apart(admin: Api) -> None:
    one, other = _twins()
    assert admin.post("/duplicates/verdicts", {"ids": _ids(one, other)}).status_code == 204
    _look(whole=True)
    _look(whole=True)
    assert DuplicatePair.objects.get().verdict == "not_duplicate"
    ContactPoint.objects.create(person=one, kind="mobile", value="+33639980001")
    ContactPoint.objects.create(person=other, kind="mobile", value="+33639980001")
    _look(whole=True)
    assert DuplicatePair.objects.get().verdict == "not_duplicate"


def test_what_was_told_apart_from_one_is_told_apart_from_who_it_went_into(admin: Api) -> None:
    one, other = _twins()
    third = person("Hélène", "Lefevre")
    decided = admin.post("/duplicates/verdicts", {"ids": _ids(other, third)})
    assert decided.status_code == 204
    done = admin.post("/duplicates/merges", {"keep": str(one.pk), "losers": [str(other.pk)]}).json()
    ends = sorted([one.pk, third.pk])
    assert DuplicatePair.objects.get(a=ends[0], b=ends[1]).verdict == "not_duplicate"
    admin.post(f"/duplicates/merges/{done['id']}/undo")
    assert not DuplicatePair.objects.filter(a=ends[0], b=ends[1]).exists()


def test_sensitive_values_are_neither_shown_nor_chosen(api: Callable[..., Api], cast: Cast) -> None:
    from django.contrib.auth.models import Permission

    cast.manager.user_permissions.add(Permission.objects.get(codename="merge_contacts"))
    manager = api(cast.manager)
    one, other = _twins()
    Person.objects.filter(pk=one.pk).update(note="Secret.")
    ContactPoint.objects.create(person=one, kind="mobile", value="+33639980001", is_private=True)
    _look()
    told = manager.get(f"/duplicates/comparison?id={one.pk}&id={other.pk}").content.decode()
    assert "1970" not in told
    assert "Secret" not in told
    assert "98 00 01" not in told
    [cluster] = manager.get("/duplicates/clusters").json()["items"]
    assert not {"birth", "phone", "mobile"} & {why["field"] for why in cluster["links"][0]["why"]}
    body = {"keep": str(one.pk), "losers": [str(other.pk)], "choices": {"note": str(other.pk)}}
    assert manager.post("/duplicates/merges", body).status_code == 422


def test_bad_bodies_are_problems(admin: Api) -> None:
    one, nobody = person(), UUID(int=7)
    same = [str(one.pk), str(one.pk)]
    assert admin.post("/duplicates/merges", {"keep": str(one.pk), "losers": [str(one.pk)]}).status_code == 422
    assert admin.post("/duplicates/merges", {"keep": str(one.pk), "losers": [str(nobody)]}).status_code == 404
    assert admin.post("/duplicates/verdicts", {"ids": [str(one.pk), str(nobody)]}).status_code == 404
    assert admin.post("/duplicates/verdicts", {"ids": same}).status_code in (204, 422)
    assert admin.get(f"/duplicates/comparison?id={one.pk}&id={nobody}").status_code == 404
    assert admin.post("/duplicates/rules", {"field": "x", "criteria": ["newest"]}).status_code == 422
    assert admin.post("/duplicates/rules", {"criteria": ["newest", "newest"]}).status_code == 422


def test_rules_are_set_and_taken_back(admin: Api) -> None:
    admin.post("/duplicates/rules", {"field": "title", "criteria": ["complete"]})
    rules = {rule["field"]: rule for rule in admin.get("/duplicates/rules").json()}
    assert (rules["title"]["criteria"], rules["title"]["is_own"]) == (["complete"], True)
    admin.post("/duplicates/rules", {"field": "title", "criteria": []})
    rules = {rule["field"]: rule for rule in admin.get("/duplicates/rules").json()}
    assert rules["title"]["criteria"] == rules[""]["criteria"]


def test_lists_take_a_fixed_number_of_queries(admin: Api) -> None:
    counts = []
    for number in (2, 5):
        for each in range(number):
            one, other = _twins(f"h{number}{each}@x.example")
            if each:
                admin.post("/duplicates/merges", {"keep": str(one.pk), "losers": [str(other.pk)]})
        DuplicatePair.objects.all().delete()
        for each in range(number):
            _twins(f"open{number}{each}@x.example")
        _look(whole=True)
        with CaptureQueriesContext(connection) as asked:
            assert admin.get("/duplicates/clusters").json()["total"] > 0
            assert admin.get("/duplicates/merges").json()["total"] >= number - 1
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_there_already_is_told_while_typing(admin: Api, api: Callable[..., Api], cast: Cast) -> None:
    one = person(emails=("h.lefevre@littoral.example",), organisation="Radio Littoral")
    person("Marc", "Petit")
    draft = {"given_name": "Helene", "family_name": "Lefevre", "emails": ["h.lefevre@littoral.example", "x@"]}
    before = Person.objects.count()
    [found] = admin.post("/duplicates/candidates", draft).json()["items"]
    assert found["id"] == str(one.pk)
    assert "même adresse e-mail" in found["why"]
    assert found["score"] > 0.9
    assert Person.objects.count() == before
    assert admin.post("/duplicates/candidates", {}).json() == {"items": []}
    assert admin.post("/duplicates/candidates", {"family_name": "Wojciechowski"}).json() == {"items": []}


def test_a_namesake_is_told_while_one_types_even_when_unlikely(
    admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a name is common in the base, the same name alone says little."""
    monkeypatch.setattr("backend.contacts.duplicates.drafts._LEAST", 0.99)
    one = person("Marie", "Martin")
    person("Maryse", "Martin")
    found = admin.post("/duplicates/candidates", {"given_name": "marie", "family_name": "MARTIN"}).json()
    assert [each["id"] for each in found["items"]] == [str(one.pk)]


def test_a_reason_tells_no_private_number(api: Callable[..., Api], cast: Cast, admin: Api) -> None:
    """Whoever may not see it and types it learns no more than with a number that nobody has."""
    from django.contrib.auth.models import Permission

    cast.manager.user_permissions.add(Permission.objects.get(codename="change_person"))
    one = person("Hélène", "Lefèvre")
    ContactPoint.objects.create(person=one, kind="mobile", value="+33639980001", is_private=True)
    name = {"given_name": "Hélène", "family_name": "Lefèvre"}
    his, nobodys = name | {"phones": ["06 39 98 00 01"]}, name | {"phones": ["06 39 98 77 77"]}
    told = [api(cast.manager).post("/duplicates/candidates", draft).json() for draft in (his, nobodys)]
    assert told[0] == told[1] != {"items": []}
    [seen] = admin.post("/duplicates/candidates", his).json()["items"]
    assert "même mobile" in seen["why"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (House("a", "Radio Littoral SA"), House("b", "RADIO LITTORAL"), True),
        (House("a", "Agence France-Presse"), House("b", "AFP"), True),
        (House("a", "Radio Littoral", siren="732829320"), House("b", "Littoral", siren="732829320"), True),
        (
            House("a", "Radio Littoral", siren="732829320"),
            House("b", "Radio Littoral", siren="552032534"),
            False,
        ),
        (House("a", "Université Paris 1"), House("b", "Université Paris 2"), False),
        (House("a", "Radio Littoral"), House("b", "Radio Montagne"), False),
        (House("a", "Télérama Magazine"), House("b", "Telerrama Magazine"), True),
    ],
)
def test_organisations_are_the_same_by_number_name_or_acronym(one: House, other: House, same: bool) -> None:
    assert (compare_houses(one, other).score >= 0.9) is same


def test_organisations_are_found_and_merged(admin: Api) -> None:
    person(organisation="Radio Littoral")
    person("Zoé", "Baudouin", organisation="Littoral Radio")
    _look("organisation")
    [cluster] = admin.get("/duplicates/clusters?kind=organisation").json()["items"]
    ids = [member["id"] for member in cluster["members"]]
    assert len(ids) == 2
    assert admin.get(f"/duplicates/comparison?kind=organisation&id={ids[0]}&id={ids[1]}").status_code == 200
    body = {"kind": "organisation", "keep": ids[0], "losers": ids[1:]}
    assert admin.post("/duplicates/merges", body).status_code == 201
    assert Organisation.objects.filter(deleted_at=None).count() == 1
    assert admin.get(f"/organisations/{ids[1]}").json()["merged_into"] == ids[0]


def test_each_pair_of_houses_is_told_once() -> None:
    houses = [House("a", "Radio Littoral"), House("b", "Littoral Radio"), House("c", "RADIO LITTORAL")]
    assert [(pair.a, pair.b) for pair in pairs_of_houses(houses)] == [("a", "b"), ("a", "c"), ("b", "c")]


def test_the_command_tells_the_duplicates_of_the_base(capsys: pytest.CaptureFixture[str], admin: Api) -> None:
    one, other = _twins()
    person("Zoé", "Baudouin")
    call_command("contacts_duplicates", "--json")
    [pair] = json.loads(capsys.readouterr().out)["pairs"]
    assert [pair["a"], pair["b"]] == _ids(one, other)
    admin.post("/duplicates/verdicts", {"ids": _ids(one, other)})
    call_command("contacts_duplicates", "--json")
    assert json.loads(capsys.readouterr().out) == {"pairs": []}


def test_before_the_first_search_there_is_none(api: Callable[..., Api], cast: Cast) -> None:
    answer = api(cast.admin).get("/duplicates/runs/latest")
    assert (answer.status_code, answer.json()) == (200, None)
