"""Rows into a table by COPY: several times as fast as INSERT, of which an import has hundreds of thousands."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

from backend.core.clock import now

Made = TypeVar("Made", bound=models.Model)
_SPECIAL = re.compile(r"[\\\n\r\t]")
_as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_AT_ONCE = 1 << 16


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What each column of MODEL holds by itself: constants, and what is made anew for each row."""
    fields = model._meta.concrete_fields
    made = [
        (field.attname, field.default) for field in fields if field.has_default() and callable(field.default)
    ]
    return {field.attname: field.get_default() for field in fields}, made


def fresh(model: type[Made], **values: Any) -> Made:
    """A new row of MODEL: its defaults and VALUES, by column (`person_id`); far quicker than its constructor."""
    constants, made = _defaults(model)
    row = model.__new__(model)
    row._state = ModelState()
    row.__dict__.update(constants)
    for name, default in made:
        if name not in values:
            row.__dict__[name] = default()
    row.__dict__.update(values)
    return row


def copy_in(rows: Sequence[models.Model]) -> None:
    """Insert ROWS, all of one model. Triggers and constraints work as they do for INSERT."""
    if not rows:
        return
    model = type(rows[0])
    fields, writers = _columns(model)
    _date(rows, model)
    names = ", ".join(connection.ops.quote_name(name) for name in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    connection.ensure_connection()
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        waiting: list[str] = []
        size = 0
        for line in _lines(rows, fields, writers):
            waiting.append(line)
            size += len(line)
            if size > _AT_ONCE:
                copy.write("".join(waiting))
                waiting, size = [], 0
        copy.write("".join(waiting))
    for row in rows:
        row._state.adding = False


def _lines(
    rows: Iterable[models.Model], fields: Sequence[str], writers: Sequence[Callable[[Any], str]]
) -> Iterable[str]:
    pairs = list(zip(fields, writers, strict=True))
    for row in rows:
        values = row.__dict__
        cells = ["\\N" if (value := values[name]) is None else writer(value) for name, writer in pairs]
        yield "\t".join(cells) + "\n"


def _date(rows: Iterable[models.Model], model: type[models.Model]) -> None:
    """What `auto_now` and `auto_now_add` would write."""
    moment: datetime = now()
    dated = [field.attname for field in model._meta.concrete_fields if _is_dated(field)]
    for row in rows:
        for name in dated:
            setattr(row, name, moment)


def _is_dated(field: Any) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


@cache
def _columns(model: type[models.Model]) -> tuple[list[str], list[Callable[[Any], str]]]:
    """The columns to fill, and how a value of each is written; a serial key is left to the database."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return [field.attname for field in fields], [_writer(field) for field in fields]


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return lambda value: _as_json(value).replace("\\", "\\\\")  # JSON holds no line end and no tab
    if isinstance(field, models.BooleanField):
        return lambda value: "t" if value else "f"
    if isinstance(field, models.CharField | models.TextField):
        return _escaped
    return str


def _escaped(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
