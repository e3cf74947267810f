"""Traces of whole statements (WUDO-19, RF-28): each row its own, whoever wrote it and however many at once."""

import json
from collections.abc import Callable

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, connection, transaction

from backend.contacts.models import Organisation
from backend.core.actor import task
from backend.core.trace import history_of
from backend.core.work import writing

pytestmark = pytest.mark.django_db
MANY = 400


def organisations(count: int) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(name=f"Maison {number}", match_key=f"maison {number}", sort_name=f"maison {number}")
        for number in range(count)
    )


def of(rows: list[Organisation], action: int) -> list[LogEntry]:
    return list(LogEntry.objects.filter(object_pk__in=[str(row.pk) for row in rows], action=action))


def test_every_row_of_a_statement_has_a_trace_of_its_own_and_names_its_author() -> None:
    with writing(task("tests")):
        made = organisations(3)
        Organisation.objects.filter(name="Maison 1").update(name="Autre maison", siren="123456782")
        Organisation.objects.all().delete()

    told = [[(entry.action, entry.author_label) for entry in history_of([row])] for row in made]
    assert told[0] == [("deleted", "tests"), ("created", "tests")]
    assert told[1] == [("deleted", "tests"), ("changed", "tests"), ("created", "tests")]
    changed = next(entry for entry in history_of([made[1]]) if entry.action == "changed")
    assert changed.changes == {"name": ["Maison 1", "Autre maison"], "siren": ["", "123456782"]}


def _in_one_statement() -> Organisation:
    return organisations(1)[0]


def _in_many() -> Organisation:
    with connection.cursor() as cursor:
        cursor.executemany("SELECT set_config('entregent.tests', %s, true)", [["a"], ["b"]])
    return organisations(1)[0]


def _without_values() -> Organisation:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '100 %'")
        assert cursor.fetchone() == ("100 %",)
    return organisations(1)[0]


def _after_a_failure() -> Organisation:
    made = organisations(1)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.bulk_create([made])
    Organisation.objects.filter(pk=made.pk).update(siren="123456782")
    return made


@pytest.mark.parametrize("write", [_in_one_statement, _in_many, _without_values, _after_a_failure])
def test_who_is_in_a_hurry_is_named_as_well(write: Callable[[], Organisation]) -> None:
    with writing(task("tests"), hurried=True):
        made = write()
    assert {entry.author_label for entry in history_of([made])} == {"tests"}


def test_last_statements_are_executed_in_their_order_with_what_was_gathered() -> None:
    with writing(task("tests")) as work:
        made = organisations(1)[0]
        work.last(("UPDATE contacts_organisation SET siren = %s WHERE id = %s", ["123456782", made.pk]))
        work.gathered("tests", "b", lambda items: ("SELECT 1 / %s", [len(items)])).append("not empty")
        work.last(("UPDATE contacts_organisation SET name = name || siren WHERE id = %s", [made.pk]))
    made.refresh_from_db()
    assert made.name == "Maison 0123456782"


def test_what_is_empty_or_left_out_is_not_told() -> None:
    made = organisations(1)
    (created,) = of(made, LogEntry.Action.CREATE)
    assert created.changes["name"] == [None, "Maison 0"]
    assert not {"parent_id", "deleted_at", "search", "sort_name", "created_at", "updated_at"} & set(
        created.changes
    )

    Organisation.objects.update(search="autre", sort_name="autre")
    assert not of(made, LogEntry.Action.UPDATE)


def test_an_upsert_is_traced_as_what_it_did() -> None:
    (kept,) = organisations(1)
    columns = (
        "id, created_at, updated_at, name, legal_name, acronym, siren, siret, vat, note, custom, match_key, "
        "sort_name, search, version"
    )
    values = "gen_random_uuid(), now(), now(), %s, '', '', '', '', '', '', '{}', %s, '', '', 1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO contacts_organisation ({columns}) VALUES ({values}), ({values}) "
            "ON CONFLICT (match_key) DO UPDATE SET name = excluded.name",
            ["Reprise", "maison 0", "Nouvelle", "nouvelle"],
        )
    new = Organisation.objects.get(match_key="nouvelle")
    assert [entry.action for entry in history_of([kept])] == ["changed", "created"]
    assert [entry.action for entry in history_of([new])] == ["created"]


def test_a_statement_of_many_rows_is_not_planned_as_one_of_one_row() -> None:
    """A plan is kept for the session with the rows of its first call: the join must not be a loop in a loop."""
    one = organisations(1)
    for turn in range(8):
        Organisation.objects.filter(pk=one[0].pk).update(note=f"tour {turn}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'trace_changed'")
        assert cursor.fetchone()[0] == ["enable_nestloop=off"]
    Organisation.objects.bulk_create(
        Organisation(name=f"Autre {number}", match_key=f"autre {number}", sort_name="")
        for number in range(MANY)
    )
    others = list(Organisation.objects.exclude(pk=one[0].pk))
    assert Organisation.objects.update(note="toutes") == MANY + 1
    assert len(of(others, LogEntry.Action.UPDATE)) == MANY
    assert json.dumps(of(others, LogEntry.Action.UPDATE)[0].changes) == '{"note": ["", "toutes"]}'
