"""RF-7: certain groups are merged in one go: those that were seen and ticked, each with its own undoing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.contacts.duplicates.runs import seek, start_run
from backend.contacts.models import DuplicatePair, MergeOperation, Person
from backend.core.actor import task
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
ACTOR = task("tests")
MOBILE = "06 39 98 12 34"


@pytest.fixture
def admin(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


def _look() -> None:
    seek(start_run(ACTOR, kind="person", whole=True, queue=False).pk)


def _twins(family: str, count: int = 2, **fields: Any) -> list[Person]:
    """COUNT records of one person: same name, same mailbox."""
    known = {
        "emails": (f"{family.lower()}@x.example",),
        "phones": (MOBILE[:-2] + f"{len(family):02}",),
        **fields,
    }
    return [person("Zoé", family, **known) for _ in range(count)]


def _group(item: dict[str, Any]) -> dict[str, Any]:
    return {"keep": item["keep"], "versions": {each["id"]: each["version"] for each in item["members"]}}


def test_what_is_ticked_is_merged_and_each_group_is_undone_by_itself(admin: Api) -> None:
    for family in ("Baudouin", "Vauquelin", "Wattelet"):
        _twins(family)
    _look()
    listed = admin.get("/duplicates/certain").json()
    assert listed["total"] == 3
    assert "même adresse e-mail" in listed["items"][0]["why"]
    ticked = [_group(item) for item in listed["items"][:2]]
    answer = admin.post("/duplicates/certain/merges", {"groups": ticked}).json()
    assert (len(answer["merged"]), answer["refused"]) == (2, [])
    assert Person.objects.filter(deleted_at=None).count() == 4
    assert admin.get("/duplicates/certain").json()["total"] == 1
    assert admin.post(f"/duplicates/merges/{answer['merged'][0]['id']}/undo").status_code == 200
    assert Person.objects.filter(deleted_at=None).count() == 5


def test_the_preview_tells_what_differs_and_what_stays(admin: Api) -> None:
    one, _ = _twins("Vauquelin")
    Person.objects.filter(pk=one.pk).update(title="Présidente")
    _look()
    [item] = admin.get("/duplicates/certain").json()["items"]
    assert [field["field"] for field in item["fields"]] == []  # one knows more, and nothing differs
    Person.objects.exclude(pk=one.pk).update(title="Directrice")
    [item] = admin.get("/duplicates/certain").json()["items"]
    assert [field["field"] for field in item["fields"]] == ["title"]


NOT_CERTAIN: dict[str, list[dict[str, Any]]] = {
    "another spelling": [{}, {"family_name": "Vauquelain"}],
    "no proof but the name": [{"emails": ()}, {}],
    "a landline": [
        {"emails": (), "phones": ("01 99 00 12 34",)},
        {"emails": (), "phones": ("01 99 00 12 34",)},
    ],
    "two birth dates": [{"birth_date": date(1950, 1, 2)}, {"birth_date": date(1980, 5, 6)}],
    "two civilities": [{"civility": "M."}, {"civility": "Mme"}],
}


@pytest.mark.parametrize("records", NOT_CERTAIN.values(), ids=list(NOT_CERTAIN))
def test_what_is_not_certain_is_left_to_be_looked_at(admin: Api, records: list[dict[str, Any]]) -> None:
    made = []
    for told in records:
        known = {"given_name": "Zoé", "family_name": "Vauquelin", "emails": ("zv@x.example",), **told}
        made.append(person(**known))
    _look()
    assert admin.get("/duplicates/certain").json()["total"] == 0
    group = {"keep": str(made[0].pk), "versions": {str(each.pk): each.version for each in made}}
    answer = admin.post("/duplicates/certain/merges", {"groups": [group]}).json()
    assert [refused["code"] for refused in answer["refused"]] == ["not_certain"]
    assert not MergeOperation.objects.exists()


def test_every_pair_of_a_group_has_to_be_certain(admin: Api) -> None:
    _twins("Vauquelin", 2)
    person("Zoé", "Vauquelin", phones=(MOBILE[:-2] + "09",), emails=("autre@x.example",))
    _look()
    clusters = admin.get("/duplicates/clusters").json()["items"]
    assert max(len(cluster["members"]) for cluster in clusters) == 3
    DuplicatePair.objects.order_by("score").first().delete()  # type: ignore[union-attr]
    assert admin.get("/duplicates/certain").json()["total"] == 0


def test_who_changed_meanwhile_is_not_merged_and_the_others_are(admin: Api) -> None:
    one, _ = _twins("Vauquelin")
    _twins("Wattelet")
    _look()
    seen = [_group(item) for item in admin.get("/duplicates/certain").json()["items"]]
    body = {"version": one.version, "title": "Présidente"}
    assert admin.patch(f"/contacts/{one.pk}", body).status_code == 200
    answer = admin.post("/duplicates/certain/merges", {"groups": seen}).json()
    assert len(answer["merged"]) == 1
    assert [refused["code"] for refused in answer["refused"]] == ["contact_changed_meanwhile"]
    assert answer["refused"][0]["detail"]


def test_who_does_not_see_the_proof_is_shown_none(api: Callable[..., Api], cast: Cast, admin: Api) -> None:
    _twins("Vauquelin")
    _look()
    [item] = admin.get("/duplicates/certain").json()["items"]
    cast.manager.user_permissions.add(Permission.objects.get(codename="merge_contacts"))
    manager = api(cast.manager)
    assert manager.get("/duplicates/certain").json() == {"items": [], "total": 0}
    assert manager.post("/duplicates/certain/merges", {"groups": [_group(item)]}).status_code == 403


@pytest.mark.parametrize("groups", [[], [{"keep": "x"}], [{"keep": "1" * 32, "versions": {}}], "tout"])
def test_bad_bodies_are_problems(admin: Api, groups: Any) -> None:
    assert admin.post("/duplicates/certain/merges", {"groups": groups}).status_code == 422


def test_the_list_takes_a_fixed_number_of_queries(admin: Api) -> None:
    counts = []
    for families in (["Baudouin"], ["Vauquelin", "Wattelet", "Vanhoutte"]):
        for family in families:
            _twins(family)
        _look()
        with CaptureQueriesContext(connection) as asked:
            admin.get("/duplicates/certain")
        counts.append(len(asked))
    assert counts[0] == counts[1]
