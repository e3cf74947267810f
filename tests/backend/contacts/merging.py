"""The tables that a merge touches, as PostgreSQL holds them: before and after have to be the same."""

import json
from typing import Any

from django.db import connection

from backend.contacts.models import (
    Classification,
    ContactPoint,
    ImportRow,
    Intermediary,
    Organisation,
    Person,
    Position,
)
from backend.events.models import Guest

TABLES = (Person, Organisation, Position, ContactPoint, Classification, Intermediary, ImportRow, Guest)
_RAISED = {"updated_at", "version"}  # what every change raises, an undoing included

State = dict[str, dict[str, dict[str, Any]]]


def state() -> State:
    """Every row of every table, whole, by primary key."""
    found: State = {}
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM {model._meta.db_table} AS t")
            rows = [json.loads(body) for (body,) in cursor.fetchall()]
            found[model.__name__] = {
                str(row["id"]): {key: value for key, value in row.items() if key not in _RAISED}
                for row in rows
            }
    return found
