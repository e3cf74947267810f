"""A row as a few words of JSON: what an import remembers of what it wrote, and compares with what is there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.expressions import RawSQL

from backend.contacts.models import (
    Classification,
    ContactPoint,
    ExternalId,
    Organisation,
    Person,
    Position,
    Term,
)

TABLES: dict[str, type[models.Model]] = {
    "person": Person,
    "position": Position,
    "point": ContactPoint,
    "filing": Classification,
    "external": ExternalId,
    "organisation": Organisation,
    "term": Term,
}
_LEFT_OUT = {"id", "created_at", "updated_at", "version"}


def columns_of(model: type[models.Model]) -> list[str]:
    """What tells whether a row was changed: neither its dates nor what is derived from the rest."""
    left_out = _LEFT_OUT | set(getattr(model, "untraced_columns", ()))
    return [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]


_PLAIN = {str, int, bool, dict, list, float}
_COLUMNS = {table: columns_of(model) for table, model in TABLES.items()}


def among(ids: Iterable[object]) -> RawSQL:
    """For `pk__in`: IDS as one parameter. Hundreds of parameters take Django longer than the query itself."""
    return RawSQL("SELECT unnest(%s::uuid[])", [[str(pk) for pk in ids]])


def state_of(table: str, row: Any) -> dict[str, Any]:
    """The columns of ROW that hold something."""
    values = row.__dict__
    return {
        name: value if type(value) in _PLAIN else plain_value(value)
        for name in _COLUMNS[table]
        if (value := values[name])
    }


def plain_value(value: Any) -> Any:
    if isinstance(value, str | int | bool | dict | list | float) or value is None:
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return str(value)


def column_value(table: str, name: str, value: Any) -> Any:
    """VALUE, which was plain, as the column NAME takes it."""
    field: Any = TABLES[table]._meta.get_field(name)
    return field.to_python(value)
