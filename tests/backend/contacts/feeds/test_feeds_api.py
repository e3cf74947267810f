"""Setting feeds up over the API: rights, bad input, what readers see (RF-8)."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.test.utils import CaptureQueriesContext

from backend.accounts.services import create_user
from backend.contacts.imports.mapping import save_mapping
from backend.contacts.models import DataSource, Feed, Import, Person
from fixtures.factories import TESTS
from tests.backend.contacts.feeds.conftest import people, put, run
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def given(source: DataSource) -> dict[str, Any]:
    return {"name": "Base presse", "address": "dossier:presse", "source_id": str(source.pk)}


@pytest.fixture
def made(admin: Api, given: dict[str, Any], folder: Path) -> dict[str, Any]:
    answer = admin.post("/contacts/feeds", given)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_feed_is_made_read_changed_and_removed(
    admin: Api, made: dict[str, Any], folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert (made["kind"], made["every_minutes"], made["state"], made["last_run"]) == (
        *("folder", 1440, "active"),
        None,
    )
    address = f"/contacts/feeds/{made['id']}"
    put(folder, "a.xlsx", people(1, 2))
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(f"{address}/run").status_code == 202
    read = admin.get(address).json()
    assert admin.get("/contacts/feeds").json()["items"] == [read]
    assert (read["last_run"]["outcome"], read["last_run"]["counts"]["create"]) == ("written", 2)
    assert admin.get(f"/contacts/imports/{read['last_run']['import_id']}").json()["status"] == "committed"
    assert admin.get(f"{address}/runs").json()["items"] == [read["last_run"]]
    changed = admin.patch(address, {"name": "Presse", "every_minutes": 60}).json()
    assert admin.get(f"/contacts/imports/{read['last_run']['import_id']}").json()["author"] == "Base presse"
    assert (changed["name"], changed["every_minutes"], changed["address"]) == ("Presse", 60, "dossier:presse")
    assert admin.post(f"{address}/pause").json()["state"] == "paused"
    assert admin.post(f"{address}/run").status_code == 409
    assert admin.post(f"{address}/resume").json()["state"] == "active"
    assert admin.delete(address).status_code == 204
    assert admin.get(address).status_code == 404
    assert Person.objects.count() == 2
    assert Import.objects.get().status == "committed"


def test_a_wrong_file_is_looked_at_and_accepted(
    admin: Api, made: dict[str, Any], folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    address, feed = f"/contacts/feeds/{made['id']}", Feed.objects.get()
    put(folder, "a.xlsx", people(1, 2, 3))
    run(feed)
    put(folder, "a.xlsx", people(1))
    run(feed)
    read = admin.get(address).json()
    assert (read["state"], read["may_accept"]) == ("stopped", True)
    assert read["why"] == "Il compte 1 ligne, contre 3 la dernière fois."
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(f"{address}/accept").status_code == 202
    read = admin.get(address).json()
    assert (read["state"], read["why"], read["may_accept"]) == ("active", "", False)
    assert (read["last_run"]["accepted_by"], read["last_run"]["missing_count"]) == ("Admin Essai", 2)
    missing = admin.get(f"{address}/missing").json()
    assert [person["name"] for person in missing["items"]] == ["Hélène Nom2", "Hélène Nom3"]
    assert admin.post(f"{address}/accept").status_code == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Prise"}, "name"),
        ({"address": "http://annuaire.example.org/a.csv"}, "address"),
        ({"address": "https://192.168.1.1/a.csv"}, "address"),
        ({"address": "dossier:../etc"}, "address"),
        ({"address": "x" * 1001}, "address"),
        ({"every_minutes": 14}, "every_minutes"),
        ({"every_minutes": 10**9}, "every_minutes"),
        ({"hour": 24}, "hour"),
        ({"source_id": NOBODY}, "source_id"),
        ({"source_id": None}, "source_id"),
        ({"mapping_id": NOBODY}, "mapping_id"),
        ({"policy": "replace"}, "policy"),
        ({"state": "active"}, "state"),
    ],
)
def test_bad_input(admin: Api, made: dict[str, Any], given: dict[str, Any], changes: Any, field: str) -> None:
    Feed.objects.create(name="Prise", address="dossier:a", data_source=DataSource.objects.get())
    for answer in (
        admin.post("/contacts/feeds", {**given, "name": "Autre", **changes}),
        admin.patch(f"/contacts/feeds/{made['id']}", changes),
    ):
        assert answer.status_code == 422, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert [error["path"] for error in answer.json()["errors"]] == [field], answer.json()


@pytest.mark.parametrize("verb", ["pause", "resume", "run", "accept"])
def test_a_feed_that_does_not_exist(admin: Api, verb: str) -> None:
    assert admin.post(f"/contacts/feeds/{NOBODY}/{verb}").status_code == 404
    assert admin.patch(f"/contacts/feeds/{NOBODY}", {}).status_code == 404
    assert admin.delete(f"/contacts/feeds/{NOBODY}").status_code == 404
    assert admin.get(f"/contacts/feeds/{NOBODY}/missing").status_code == 404


@pytest.mark.parametrize("name", ["editor", "manager", "outsider"])
def test_who_may_not_import_sees_no_feed(
    api: Callable[..., Api], cast: Cast, made: dict[str, Any], name: str
) -> None:
    client = api(getattr(cast, name))
    assert client.get("/contacts/feeds").status_code == 403
    assert client.get(f"/contacts/feeds/{made['id']}/runs").status_code == 403


def _importer() -> Any:
    from django.contrib.auth.models import Permission

    user = create_user(TESTS, username="import", password="entregent-demo", roles=[], email="i@example.org")
    user.user_permissions.add(Permission.objects.get(codename="import_contacts"))
    return user


def test_who_imports_but_sets_nothing_up_reads_without_the_key(
    api: Callable[..., Api], admin: Api, given: dict[str, Any]
) -> None:
    """What follows the "?" may be a key; nor may they see persons, whom only `contacts.view_person` opens."""
    address = "https://annuaire.example.org/a.csv?cle=secret"
    feed = admin.post("/contacts/feeds", {**given, "address": address}).json()
    assert feed["address"] == address
    client = api(_importer())
    seen = client.get(f"/contacts/feeds/{feed['id']}")
    assert (seen.status_code, seen.json()["address"]) == (200, "https://annuaire.example.org/a.csv")
    assert client.get("/contacts/feeds").json()["items"][0]["address"] == seen.json()["address"]
    assert client.get(f"/contacts/feeds/{feed['id']}/missing").json()["items"] == []
    for verb in ("pause", "resume", "run", "accept"):
        assert client.post(f"/contacts/feeds/{feed['id']}/{verb}").status_code == 403
    traces = LogEntry.objects.filter(object_pk=feed["id"])
    assert traces.exists()
    assert not any("secret" in json.dumps(trace.changes) for trace in traces)


def test_the_list_takes_as_many_queries_for_many(
    admin: Api, made: dict[str, Any], source: DataSource, folder: Path, django_assert_num_queries: Any
) -> None:
    from django.db import connection

    put(folder, "a.xlsx", people(1))
    run(Feed.objects.get())
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin.get("/contacts/feeds")
    for number in range(4):
        feed = Feed.objects.create(name=f"Flux {number}", address="dossier:presse", data_source=source)
        run(feed)
        run(feed)
    with django_assert_num_queries(len(few)):
        assert len(admin.get("/contacts/feeds").json()["items"]) == 5


@pytest.mark.parametrize("part", ["runs", "missing"])
def test_its_lists_take_as_many_queries_for_many(
    admin: Api, made: dict[str, Any], folder: Path, django_assert_num_queries: Any, part: str
) -> None:
    from django.db import connection

    feed, address = Feed.objects.get(), f"/contacts/feeds/{made['id']}/{part}"
    for last in (8, 7):
        put(folder, "a.xlsx", people(*range(last)))
        run(feed)
    with CaptureQueriesContext(connection) as few:
        before = admin.get(address).json()["total"]
    for last in (6, 5):
        put(folder, "a.xlsx", people(*range(last)))
        run(feed)
    with django_assert_num_queries(len(few)):
        assert admin.get(address).json()["total"] == before + 2


def test_folders_to_choose_from(admin: Api, folder: Path) -> None:
    (folder.parent / "Autre base").mkdir()
    (folder.parent / ".cachée").mkdir()
    put(folder.parent, "fichier.csv", b"")
    assert admin.get("/contacts/feeds/folders").json() == ["Autre base", "presse"]


def test_a_mapping_that_a_feed_needs_is_not_forgotten(admin: Api, made: dict[str, Any], folder: Path) -> None:
    put(folder, "a.xlsx", people(1))
    run(Feed.objects.get())
    mapping = save_mapping(TESTS, batch=Import.objects.get(), name="Hors antenne")
    admin.patch(f"/contacts/feeds/{made['id']}", {"mapping_id": str(mapping.pk)})
    answer = admin.delete(f"/contacts/imports/mappings/{mapping.pk}")
    assert (answer.status_code, "Base presse" in answer.json()["detail"]) == (409, True)


# The command


def _command(*words: str) -> tuple[str, str, int]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("contacts_feed_run", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue(), int(stop.value.code or 0)


def test_the_command(made: dict[str, Any], folder: Path) -> None:
    put(folder, "a.xlsx", people(1, 2, 3))
    told, _, status = _command("Base presse", "--json")
    report = json.loads(told)
    assert (status, report["outcome"], report["counts"]["create"]) == (0, "written", 3)
    told, _, status = _command("Base presse")
    assert (status, told) == (0, "Base presse : inchangé.\n")
    put(folder, "a.xlsx", people(1))
    told, _, status = _command("Base presse")
    assert status == 2
    assert "Il compte 1 ligne, contre 3 la dernière fois." in told
    told, err, status = _command("Base presse", "--json")
    assert (status, json.loads(told)["code"]) == (1, "feed_resting")
    assert "Remettez-le d’abord en service" in err
    assert _command("Absente")[2] == 1
