"""Who may export what, what stays of it, and for how long (RF-11, RF-23, RF-28)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.contacts.exports import asking, making
from backend.contacts.models import (
    ContactList,
    ContactPoint,
    Export,
    ExportFile,
    ListMember,
    Organisation,
    Position,
)
from backend.core.clock import now
from fixtures.factories import person
from notifications.models import Notice
from tests.backend.contacts.exporting import ask, made, sheet
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


@pytest.fixture
def reader(api: Callable[..., Api], cast: Cast) -> Api:
    """May export, but see nothing that is sensitive."""
    user = cast.outsider
    codenames = ["view_person", "export_contacts"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return api(type(user).objects.get(pk=user.pk))


def test_sensitive_columns_are_neither_offered_nor_given_without_the_right(reader: Api, editor: Api) -> None:
    person(note="Discret", birth_date="1971-03-09")
    offered = {column["key"] for column in reader.get("/exports/choices").json()["columns"]}
    assert offered & {"note", "birth_date"} == set()
    assert "family_name" in offered
    refused = ask(reader, columns=["family_name", "note"])
    assert refused.status_code == 422
    assert not Export.objects.exists()
    _, content = made(reader, "vcard")
    assert b"Discret" not in content
    assert b"BDAY" not in content
    assert {"note", "birth_date"} <= {it["key"] for it in editor.get("/exports/choices").json()["columns"]}


def test_private_points_leave_only_with_the_right_and_when_asked_for(reader: Api, editor: Api) -> None:
    helene = person()
    ContactPoint.objects.create(person=helene, kind="phone", value="+33199001234", is_private=True)
    _, content = made(editor, columns=["phone"])
    assert sheet(content)[1:] in ([], [[None]])
    _, content = made(editor, columns=["phone"], options={"use_private": True})
    assert sheet(content)[1] == ["01 99 00 12 34"]
    assert ask(reader, columns=["phone"], options={"use_private": True}).status_code == 403
    assert Export.objects.filter(is_sensitive=True).count() == 1


def test_an_export_says_who_took_what_and_how_many_and_is_traced(editor: Api, cast: Cast) -> None:
    person()
    person("Zoé", "Baudouin")
    export, _ = made(editor, purpose="Vœux du ministre")
    kept = Export.objects.get()
    assert (kept.author, kept.count, kept.purpose, kept.format) == (
        cast.editor,
        2,
        "Vœux du ministre",
        "xlsx",
    )
    assert kept.size > 0
    entries = LogEntry.objects.filter(object_pk=str(kept.pk))
    assert {entry.actor_id for entry in entries} == {cast.editor.pk}
    assert any((entry.changes or {}).get("count") == [0, 2] for entry in entries)
    assert export["author"] == "Editor Essai"


def test_a_search_is_not_repeated_in_traces_nor_in_the_register(editor: Api, api: Any, cast: Cast) -> None:
    person()
    person("Zoé", "Baudouin")
    export, content = made(editor, who={"scope": "search", "q": "baudouin"})
    assert [row[0] for row in sheet(content)] == ["Nom", "Baudouin"]
    traced = [entry.changes for entry in LogEntry.objects.filter(object_pk=export["id"])]
    assert "baudouin" not in str(traced).lower()
    register = api(cast.admin).get("/exports/register").json()
    assert [item["author"] for item in register["items"]] == ["Editor Essai"]
    assert "baudouin" not in str(register).lower()


def test_a_selection_holds_those_that_one_may_see_and_no_others(editor: Api) -> None:
    first, second, gone = person(), person("Zoé", "Baudouin"), person("Paul", "Parti")
    person("Pas", "Choisie")
    editor.delete(f"/contacts/{gone.pk}")
    who = {"scope": "selection", "contact_ids": [str(first.pk), str(second.pk), str(gone.pk)]}
    assert editor.post("/exports/count", who).json() == {"count": 2}
    _, content = made(editor, who=who)
    assert [row[0] for row in sheet(content)[1:]] == ["Baudouin", "Lefèvre"]


def test_nothing_is_made_of_nobody(editor: Api) -> None:
    answer = ask(editor)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_export")
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "wish",
    [
        {"columns": ["password"]},
        {"columns": []},
        {"format": "exe"},
        {"who": {"scope": "selection", "contact_ids": ["x"]}},
        {"who": {"scope": "list"}},
        {"options": {"encoding": "utf-7"}},
        {"purpose": "x" * 201},
        {"columns": ["family_name\0"]},
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(editor: Api, wish: dict[str, Any]) -> None:
    person()
    body = {"who": {"scope": "all"}, "format": "xlsx", "columns": ["family_name"], **wish}
    assert editor.post("/exports", body).status_code == 422
    assert not Export.objects.exists()


def test_a_file_is_its_authors_alone(editor: Api, api: Callable[..., Api], cast: Cast) -> None:
    person()
    export, _ = made(editor)
    for other in (cast.colleague, cast.admin):
        assert api(other).get(f"/exports/{export['id']}").status_code == 404
        assert api(other).get(f"/exports/{export['id']}/file").status_code == 404
    assert api(cast.manager).get(f"/exports/{export['id']}/file").status_code == 403
    assert api(cast.colleague).get("/exports").json()["total"] == 0


def test_a_download_is_an_attachment_that_nobody_keeps(editor: Api) -> None:
    person()
    export, _ = made(editor)
    file = editor.get(f"/exports/{export['id']}/file")
    assert file["Content-Disposition"] == f'attachment; filename="{export["file_name"]}"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]


def test_a_get_changes_nothing(editor: Api) -> None:
    person()
    export, _ = made(editor)
    before = (Export.objects.count(), LogEntry.objects.count(), ExportFile.objects.count())
    for path in ("/exports", "/exports/choices", f"/exports/{export['id']}", f"/exports/{export['id']}/file"):
        assert editor.get(path).status_code == 200
    assert (Export.objects.count(), LogEntry.objects.count(), ExportFile.objects.count()) == before


def test_after_a_day_the_file_is_gone_and_the_trace_stays(editor: Api) -> None:
    person()
    export, _ = made(editor, who={"scope": "search", "q": "lefevre"})
    Export.objects.update(expires_at=now() - timedelta(seconds=1))
    asking.tidy()
    assert not ExportFile.objects.exists()
    assert Export.objects.get().criteria == {}
    gone = editor.get(f"/exports/{export['id']}/file")
    assert (gone.status_code, gone.json()["code"]) == (404, "export_file_gone")
    assert editor.get("/exports").json()["items"][0]["has_file"] is False


def test_a_large_export_is_made_by_the_worker_which_tells(
    editor: Api, cast: Cast, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 1)
    person()
    person("Zoé", "Baudouin")
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(editor)
        assert answer.json()["status"] == "waiting"
    done = editor.get(f"/exports/{answer.json()['id']}").json()
    assert (done["status"], done["count"]) == ("done", 2)
    notice = Notice.objects.get(user=cast.editor)
    assert (notice.title, notice.url) == ("Votre export est prêt", f"/exports/{done['id']}")


def test_who_lost_the_right_meanwhile_gets_nothing(
    editor: Api, cast: Cast, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 0)
    person()
    with django_capture_on_commit_callbacks() as waiting:
        ask(editor)
    cast.editor.groups.clear()
    for callback in waiting:
        callback()
    export = Export.objects.get()
    assert (export.status, ExportFile.objects.count()) == ("failed", 0)
    assert "droit" in export.failure


def test_a_lost_export_is_found_again_and_given_up_in_the_end(
    editor: Api, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 0)
    person()
    ask(editor)  # the queue loses it: its callbacks are not run
    asking.tidy()
    assert Export.objects.get().status == "waiting"
    Export.objects.update(updated_at=now() - timedelta(minutes=5))
    asking.tidy()
    assert Export.objects.get().status == "done"
    Export.objects.update(
        status="waiting",
        attempts=making.ATTEMPTS_AT_MOST,
        claimed_at=None,
        updated_at=now() - timedelta(hours=1),
    )
    asking.tidy()
    assert Export.objects.get().status == "failed"


def test_what_was_chosen_last_is_offered_first(editor: Api) -> None:
    person()
    made(editor, "csv", columns=["organisation", "family_name"], options={"encoding": "cp1252"})
    choices = editor.get("/exports/choices").json()
    assert choices["format"] == "csv"
    assert choices["habits"]["csv"]["columns"] == ["organisation", "family_name"]
    assert choices["habits"]["csv"]["options"]["encoding"] == "cp1252"


def test_lists_of_exports_take_a_fixed_number_of_queries(editor: Api, api: Any, cast: Cast) -> None:
    admin = api(cast.admin)
    person()
    taken = []
    for _ in range(2):
        for _ in range(3):
            made(editor)
        with CaptureQueriesContext(connection) as queries:
            editor.get("/exports")
            admin.get("/exports/register")
        taken.append(len(queries))
    assert len(admin.get("/exports/register").json()["items"]) == 6
    assert taken[0] == taken[1] <= 20


def test_a_list_is_exported_by_the_position_that_put_each_member_in_it(editor: Api, cast: Cast) -> None:
    both = person(organisation="Radio Zéphyr", function="Directrice")
    other = Position.objects.create(
        person=both,
        organisation=Organisation.objects.create(name="Télé Sud", match_key="tele sud"),
        function="Chroniqueuse",
    )
    person("Pas", "Dedans")
    wanted = ContactList.objects.create(name="Culture", kind="frozen", owner=cast.editor)
    ListMember.objects.create(list=wanted, person=both, position=other)
    who = {"scope": "list", "list_id": str(wanted.pk)}
    assert editor.post("/exports/count", who).json() == {"count": 1}
    export, content = made(editor, who=who, columns=["family_name", "function", "organisation"])
    assert sheet(content)[1:] == [["Lefèvre", "Chroniqueuse", "Télé Sud"]]
    assert export["scope_label"] == "Culture"
    gone = ask(editor, who={"scope": "list", "list_id": str(both.pk)})
    assert gone.status_code == 404


def test_what_is_counted_is_what_the_list_shows_and_the_file_holds(editor: Api) -> None:
    """Few found as they are typed: those that sound alike, or are mistyped, are counted too."""
    for given, family in [("Zoé", "Baudouin"), ("Ada", "Bodouin"), ("Ida", "Beaudoin"), ("Bob", "Baudouyn")]:
        person(given, family)
    for query in ("baudouin", "zoe baudouin", "baudoin", "bodouin", "personne"):
        shown = editor.get("/contacts", q=query).json()
        who = {"scope": "search", "q": query}
        counted = editor.post("/exports/count", who).json()["count"]
        assert counted == shown["total"] == len(shown["items"]), query
        if counted:
            export, content = made(editor, who=who)
            assert (export["total"], export["count"], len(sheet(content)) - 1) == (counted,) * 3, query


def test_a_total_does_not_depend_on_the_size_of_the_page(editor: Api) -> None:
    for number in range(3):
        person(f"Zoé{number}", "Baudouin")
        person(f"Ada{number}", "Bodouin")
    asked = [(limit, offset) for limit in (1, 3, 4, 50) for offset in (0, 2, 5, 6, 9)]
    totals = {
        (limit, offset): editor.get("/contacts", q="baudouin", limit=limit, offset=offset).json()["total"]
        for limit, offset in asked
    }
    assert totals == dict.fromkeys(asked, 6)
