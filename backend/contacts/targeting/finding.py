"""Counting and reading whom a targeting finds: only whom the reader may see, and never for long."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.errors import QueryCanceled

from backend.contacts.errors import TargetingTooSlow
from backend.contacts.models import Person
from backend.contacts.queries import listed, search, visible_to
from backend.contacts.targeting.compiling import Compiler, reachable
from backend.contacts.targeting.sql import TODAY, Sql
from backend.contacts.targeting.tree import AnyNode, Condition, Group, Same

MILLISECONDS_AT_MOST = 5_000
# Memory enough to hash the positions of a million persons; compiling to machine code costs more than it saves.
_OURS = {"work_mem": "64MB", "jit": "off"}
_MATCHED = """
SELECT DISTINCT ON (post.person_id) post.person_id, post.id
FROM contacts_position post LEFT JOIN contacts_organisation org ON org.id = post.organisation_id
WHERE post.person_id = ANY(%s)
ORDER BY post.person_id, (0 + {score}) DESC, (post.ended_on IS NULL OR post.ended_on >= {today}) DESC,
         post.is_main DESC, post.created_at, post.id
"""


@dataclass(frozen=True, slots=True)
class Matched:
    """One page of persons, with how many there are, and which position of each is addressed."""

    persons: list[Person]
    total: int
    positions: dict[UUID, UUID]


@contextmanager
def bounded() -> Iterator[None]:
    """Queries inside are stopped after MILLISECONDS_AT_MOST each.

    Raises:
        TargetingTooSlow: one was.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            before = _settings(cursor)
            _set(cursor, {**_OURS, "statement_timeout": f"{MILLISECONDS_AT_MOST}ms"})
            yield
            _set(cursor, before)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TargetingTooSlow from None
        raise


def _settings(cursor: Any) -> dict[str, str]:
    names = ("statement_timeout", *_OURS)
    cursor.execute("SELECT current_setting(name) FROM unnest(%s::text[]) AS name", [list(names)])
    return dict(zip(names, (value for (value,) in cursor.fetchall()), strict=True))


def _set(cursor: Any, settings: dict[str, str]) -> None:
    """Until the transaction ends."""
    cursor.execute(
        "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS given (name, value)",
        [list(settings), list(settings.values())],
    )


def matching(user: Any, condition: Sql) -> QuerySet[Person]:
    """Whom CONDITION finds among those that USER may see."""
    holds = RawSQL(condition.text, condition.params, output_field=BooleanField())  # noqa: S611  (our own)
    return visible_to(user).filter(holds)


def count_matching(user: Any, condition: Sql) -> int:
    """Raises TargetingTooSlow."""
    with bounded():
        return matching(user, condition).count()


def page_matching(
    user: Any,
    compiler: Compiler,
    condition: Sql,
    node: AnyNode | None,
    *,
    q: str = "",
    limit: int = 50,
    offset: int = 0,
    sort: str = "",
) -> Matched:
    """A page of whom CONDITION finds, with the position by which NODE found them. Raises TargetingTooSlow."""
    persons = matching(user, condition)
    with bounded():
        if q.strip():
            found = search(persons, q, limit=limit, offset=offset, sort=sort)
            page, total = found.persons, found.total
        else:
            page = listed(persons, limit=limit, offset=offset, sort=sort)
            short = len(page) < limit and (page or not offset)
            total = offset + len(page) if short else persons.count()
        positions = positions_matched(compiler, node, [person.pk for person in page])
    return Matched(page, total, positions)


def positions_matched(compiler: Compiler, node: AnyNode | None, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of each person the position that satisfies most of what NODE asks of positions; then current, main ones."""
    asked = [compiler.condition(each, "position") for each in _of_positions(node)] if node else []
    score = " + ".join(f"({part.text})::int" for part in asked) or "0"
    params = [list(ids), *(value for part in asked for value in part.params)]
    with connection.cursor() as cursor:
        cursor.execute(_MATCHED.format(score=score, today=TODAY), params)
        return dict(cursor.fetchall())


def _of_positions(node: AnyNode) -> Iterator[AnyNode]:
    """What NODE asks that one position can satisfy; nothing under a `not`."""
    if isinstance(node, Same):
        yield Group(op="and", children=node.children) if node.of == "position" else node
    elif isinstance(node, Condition):
        scope = node.field.partition(".")[0]
        if scope == "position" or reachable("position", scope):  # type: ignore[arg-type]
            yield node
    elif node.op != "not":
        for child in node.children:
            yield from _of_positions(child)
