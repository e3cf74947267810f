"""Rows as JSON, exactly as PostgreSQL holds them: read whole, compared, put back column by column or whole."""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models

Body = dict[str, Any]
Model = type[models.Model]
# What a row repeats of others, or what every change raises: worked out again, never compared.
DERIVED = frozenset(["updated_at", "version", "search", "sort_name", "summary"])


def model_named(label: str) -> Model:
    found: Model = apps.get_model(label)
    return found


def bodies(model: Model, pks: Iterable[Any]) -> dict[str, Body]:
    """The rows of MODEL by primary key as text, locked until the transaction ends; without those that are gone."""
    asked = f"SELECT to_jsonb(t) FROM {_table(model)} AS t WHERE {_among(model)} FOR UPDATE"  # noqa: S608  (our names)
    if pks := [str(pk) for pk in pks]:
        with connection.cursor() as cursor:
            cursor.execute(asked, [pks])
            found = [json.loads(body) for (body,) in cursor.fetchall()]
        return {str(body[model._meta.pk.column]): body for body in found}
    return {}


def body_of(model: Model, pk: Any) -> Body | None:
    return bodies(model, [pk]).get(str(pk))


def moved(model: Model, column: str, old: Any, new: Any, pks: Iterable[Any]) -> dict[str, Body]:
    """Have COLUMN of those rows that hold OLD hold NEW; the rows as they are then."""
    asked = (
        f"UPDATE {_table(model)} AS t SET {_name(column)} = %s WHERE {_name(column)} = %s "  # noqa: S608
        f"AND {_among(model)} RETURNING to_jsonb(t)"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [new, old, [str(pk) for pk in pks]])
        found = [json.loads(body) for (body,) in cursor.fetchall()]
    return {str(body[model._meta.pk.column]): body for body in found}


def put_back(model: Model, pk: str, values: Body) -> None:
    """Give columns of one row the VALUES they had, as JSON."""
    record = f"jsonb_populate_record(NULL::{_table(model)}, %s::jsonb)"
    columns = ", ".join(f"{_name(column)} = old.{_name(column)}" for column in values)
    asked = f"UPDATE {_table(model)} AS t SET {columns} FROM {record} AS old WHERE t.{_among(model)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked, [json.dumps(values), [pk]])


def put_back_whole(model: Model, body: Body) -> None:
    """Insert a row that was taken out. Columns that did not exist then take their default."""
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.column in body and not getattr(field, "generated", False)
    ]
    names = ", ".join(map(_name, columns))
    record = f"jsonb_populate_record(NULL::{_table(model)}, %s::jsonb)"
    asked = f"INSERT INTO {_table(model)} ({names}) SELECT {names} FROM {record}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked, [json.dumps(body)])


def delete_row(model: Model, pk: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_table(model)} WHERE {_among(model)}", [[str(pk)]])  # noqa: S608


def differences(before: Body, after: Body) -> list[dict[str, Any]]:
    """What differs, column by column, and key by key in a column that is a JSON object. Absent is no `old`."""
    found: list[dict[str, Any]] = []
    for column in sorted(before.keys() & after.keys() - DERIVED):
        old, new = before[column], after[column]
        if isinstance(old, dict) and isinstance(new, dict):
            for key in sorted(old.keys() | new.keys()):
                if old.get(key, found) != new.get(key, found):
                    sides = {"old": old, "new": new}
                    values = {side: body[key] for side, body in sides.items() if key in body}
                    found.append({"column": column, "key": key, **values})
        elif old != new:
            found.append({"column": column, "key": None, "old": old, "new": new})
    return found


def _table(model: Model) -> str:
    return _name(model._meta.db_table)


def _among(model: Model) -> str:
    """The primary key is one of a parameter's texts; in its own type, so that its index serves."""
    pk = model._meta.pk
    return f"{_name(pk.column)} = ANY(%s::{pk.rel_db_type(connection)}[])"


def _name(name: str | None) -> str:
    assert name
    return connection.ops.quote_name(name)
