"""WUDO-19: an upgrade from traces by row to traces by statement leaves no moment without a trace."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from backend.contacts.models import Organisation
from backend.core.actor import task
from backend.core.trace import history_of, install_triggers
from backend.core.work import writing

pytestmark = pytest.mark.django_db
BY_ROW: str = import_module("backend.core.migrations.0001_initial").TRACE
MIGRATION: Any = import_module("backend.core.migrations.0002_traces_by_statement")
TABLES = {
    "contacts_organisation": "INSERT OR UPDATE OR DELETE",
    "contacts_term": "UPDATE OR DELETE",  # as a model with `traced_on` had it
}


@pytest.fixture
def as_before() -> None:
    """The functions and the triggers that version 0.1.0 had."""
    with connection.cursor() as cursor:
        for moment in MIGRATION.MOMENTS:
            cursor.execute(f"DROP FUNCTION trace_{moment}() CASCADE")
        cursor.execute(BY_ROW)
        for table, moments in TABLES.items():
            cursor.execute(
                f"CREATE TRIGGER trace AFTER {moments} ON {table} FOR EACH ROW EXECUTE FUNCTION "
                f"trace_row('contacts', '{table.partition('_')[2]}', 'id', 'updated_at,created_at,search')"
            )


def triggers(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
        return sorted(name for (name,) in cursor.fetchall() if name.startswith("trace"))


@pytest.mark.usefixtures("as_before")
def test_what_was_traced_by_row_is_traced_by_statement_before_anything_else_is_done() -> None:
    with connection.schema_editor(atomic=False) as editor:
        for operation in MIGRATION.Migration.operations:
            operation.database_forwards("core", editor, None, None)
    assert triggers("contacts_organisation") == ["trace_changed", "trace_created", "trace_deleted"]
    assert triggers("contacts_term") == ["trace_changed", "trace_deleted"]
    assert_traced_once()
    install_triggers(
        apps.get_app_config("contacts")
    )  # as the end of the upgrade does: the same ones, not more
    assert_traced_once()


def assert_traced_once() -> None:
    with writing(task("tests")):
        made = Organisation.objects.create(name="Maison", match_key="maison", sort_name="maison")
        Organisation.objects.filter(pk=made.pk).update(name="Autre maison", search="autre")
    told = [(entry.action, entry.author_label) for entry in history_of([made])]
    assert told == [("changed", "tests"), ("created", "tests")]
    assert history_of([made])[0].changes == {"name": ["Maison", "Autre maison"]}
    Organisation.objects.all().delete()
