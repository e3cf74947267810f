"""Pieces of SQL that carry their parameters: values never become text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition that is true or false and never null, with its parameters in order."""

    text: str
    params: tuple[Any, ...] = ()


# Columns in which the same texts come again and again: making each plain once is five times faster than each row.
_REPEATED = {
    "post.function": ("contacts_position", "function"),
    "post.service": ("contacts_position", "service"),
    "contacts_person.given_name": ("contacts_person", "given_name"),
    "contacts_person.family_name": ("contacts_person", "family_name"),
}
TODAY = "(now() AT TIME ZONE 'Europe/Paris')::date"
TRUE, FALSE = Sql("TRUE"), Sql("FALSE")


def all_of(parts: Iterable[Sql]) -> Sql:
    return _joined(" AND ", list(parts), TRUE)


def any_of(parts: Iterable[Sql]) -> Sql:
    return _joined(" OR ", list(parts), FALSE)


def negation(part: Sql) -> Sql:
    return Sql(f"NOT ({part.text})", part.params)


def exists(source: str, where: Sql) -> Sql:
    """Whether SOURCE (tables and their joins, written by us) has a row for which WHERE holds."""
    return Sql(f"EXISTS (SELECT 1 FROM {source} WHERE {where.text})", where.params)  # noqa: S608


def within(expression: str, rows: "QuerySet[Any, Any]") -> Sql:
    """Whether EXPRESSION is among ROWS, a query of one column."""
    try:
        text, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return FALSE
    return Sql(f"({expression} IS NOT NULL AND {expression} IN ({text}))", tuple(params))


def plain(expression: str) -> str:
    """EXPRESSION without accents, capitals, hyphens and apostrophes: what texts are compared by."""
    return f"translate(lower(unaccent({expression})), '-''’', '   ')"


def like_any(expression: str, patterns: Sequence[str]) -> Sql:
    """Whether EXPRESSION is like one of PATTERNS; those are made plain once, and not once a row."""
    made_plain = f"ARRAY(SELECT {plain('asked')} FROM unnest(%s::text[]) AS asked)"  # noqa: S608
    if expression not in _REPEATED:
        return Sql(f"{plain(expression)} LIKE ANY ({made_plain})", (list(patterns),))
    table, column = _REPEATED[expression]
    texts = f"(SELECT DISTINCT {column} AS text FROM {table} OFFSET 0)"  # noqa: S608  (0: made before it is filtered)
    matching = f"SELECT text FROM {texts} AS texts WHERE {plain('text')} LIKE ANY ({made_plain})"  # noqa: S608
    return Sql(f"{expression} IN ({matching})", (list(patterns),))


def escaped(text: str) -> str:
    """TEXT as LIKE takes it word for word."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _joined(word: str, parts: list[Sql], nothing: Sql) -> Sql:
    if not parts:
        return nothing
    text = word.join(f"({part.text})" for part in parts)
    return Sql(text, tuple(value for part in parts for value in part.params))
