"""What the migrations do with decisions of persons (RF-7)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = "0013_search_speed", "0014_told_apart_for_ever"


def _migrated(to: str) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate([("contacts", to)])
    return executor


@pytest.mark.django_db
def test_pairs_that_were_opened_again_are_told_apart_for_ever() -> None:
    """All in the transaction of the test, which brings the tables back."""
    state = _migrated(BEFORE).loader.project_state([("contacts", BEFORE)])
    pairs = state.apps.get_model("contacts", "DuplicatePair").objects
    given = {"reopened": ("open", ["email"]), "new": ("open", []), "merged": ("merged", ["email"])}
    made = {}
    for name, (verdict, raised) in given.items():
        a, b = sorted([uuid4(), uuid4()])
        kept = {"kind": "person", "a": a, "b": b, "score": 0.9, "cluster": a}
        made[name] = pairs.create(verdict=verdict, raised_by=raised, **kept).pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # as committed: tables with checks to come can't be altered
    executor = _migrated(AFTER)
    now = (
        executor.loader.project_state([("contacts", AFTER)])
        .apps.get_model("contacts", "DuplicatePair")
        .objects
    )
    found = {name: now.get(pk=pk).verdict for name, pk in made.items()}
    assert found == {"reopened": "not_duplicate", "new": "open", "merged": "merged"}
