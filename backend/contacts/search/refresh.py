"""Keeping the search rows what a fresh reading would make them.

Triggers note what a statement changed, whoever ran it (migration `search`). At the end of its unit of work a
transaction makes its own rows again; what is many (an organisation with thousands of people gets another name), or
was written outside, is left to the sweep.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import connection

from backend.contacts.models import SearchDue
from backend.contacts.schemas.people import TOGETHER
from backend.contacts.search import lexicon
from backend.contacts.search.gather import ORGANISATIONS, PERSONS, custom_fields, gathered
from backend.contacts.search.rows import Row, organisation_row, person_row
from backend.core.clock import today

AT_ONCE = 1000  # rows made again in one statement, and by one sweep
IN_A_WORK = TOGETHER  # rows made again inside a unit of work: all that one may change together
PERSON, ORGANISATION = SearchDue.Kind.PERSON, SearchDue.Kind.ORGANISATION
TABLES: dict[str, str] = {PERSON: "contacts_personsearch", ORGANISATION: "contacts_organisationsearch"}
COLUMNS = ("id", "sort_name", "names", "text", "private", "tokens", "name_tokens", "ends_on", "is_past")
_MINE = """
WITH mine AS (
  SELECT DISTINCT kind, owner_id FROM contacts_searchdue
   WHERE transaction = pg_current_xact_id_if_assigned()::text::bigint LIMIT %s)
DELETE FROM contacts_searchdue AS due USING mine
 WHERE due.transaction = pg_current_xact_id_if_assigned()::text::bigint
   AND due.kind = mine.kind AND due.owner_id = mine.owner_id
RETURNING due.kind, due.owner_id
"""
_LEFT = """
DELETE FROM contacts_searchdue WHERE ctid = ANY(ARRAY(
  SELECT ctid FROM contacts_searchdue ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
RETURNING kind, owner_id
"""
_FORGET = "DELETE FROM {table} WHERE id = ANY(%s)"
_KEEP = """
INSERT INTO {table} AS kept ({columns})
SELECT {columns} FROM jsonb_to_recordset(%s::jsonb) AS made (
  id uuid, sort_name text, names text, text text, private text, tokens text[], name_tokens text[], ends_on date,
  is_past boolean) ORDER BY id
ON CONFLICT (id) DO UPDATE SET ({columns}) = ({excluded})
 WHERE ({kept}) IS DISTINCT FROM ({excluded})
"""


def refresh_due() -> None:
    """Make again what the transaction that is open has changed, IN_A_WORK at most; the rest waits for the sweep."""
    _refresh(_taken(_MINE, IN_A_WORK))


def refresh_left() -> int:
    """Make again some of what others left behind; how many notes were taken."""
    taken = _taken(_LEFT, AT_ONCE)
    _refresh(taken)
    return len(taken)


def persons_read_anew(ids: Iterable[UUID]) -> dict[UUID, Row]:
    """What the search rows of these would hold now. Writes nothing."""
    fields, day = custom_fields(), today()
    return {held["id"]: person_row(held, fields, day) for held in gathered(PERSONS, list(ids))}


def refresh_search(*, person_ids: Iterable[UUID] = (), organisation_ids: Iterable[UUID] = ()) -> None:
    """Make the search rows of these again, or take them away where the record is gone or in the bin."""
    fields, day = custom_fields(), today()
    none: list[UUID] = []
    for persons, houses in zip_longest(_slices(person_ids), _slices(organisation_ids), fillvalue=none):
        people = [values(person_row(held, fields, day)) for held in gathered(PERSONS, persons)]
        places = [values(organisation_row(held, fields)) for held in gathered(ORGANISATIONS, houses)]
        every = [*people, *places]
        names = {word for row in every for word in row["name_tokens"]}
        lexicon.keep((word for row in every for word in row["tokens"]), names)
        _keep(PERSON, persons, people)
        _keep(ORGANISATION, houses, places)


def values(row: Row) -> dict[str, Any]:
    """What a search row holds, by column."""
    return {
        "id": row.id,
        "sort_name": row.sort_name,
        "names": row.names_text,
        "text": row.text,
        "private": row.private_text,
        "tokens": row.tokens,
        "name_tokens": row.name_tokens,
        "ends_on": row.ends_on,
        "is_past": row.is_past,
    }


def _taken(statement: str, most: int) -> list[tuple[str, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [most])
        return list(cursor.fetchall())


def _refresh(taken: Iterable[tuple[str, UUID]]) -> None:
    due = set(taken)
    if due:
        refresh_search(
            person_ids=[owner for kind, owner in due if kind == PERSON],
            organisation_ids=[owner for kind, owner in due if kind == ORGANISATION],
        )


def _keep(kind: str, ids: Sequence[UUID], made: Sequence[dict[str, Any]]) -> None:
    columns = ", ".join(COLUMNS)
    statement = _KEEP.format(
        table=TABLES[kind],
        columns=columns,
        excluded=", ".join(f"excluded.{name}" for name in COLUMNS),
        kept=", ".join(f"kept.{name}" for name in COLUMNS),
    )
    with connection.cursor() as cursor:
        if gone := sorted(set(ids) - {row["id"] for row in made}):
            cursor.execute(_FORGET.format(table=TABLES[kind]), [gone])
        if made:
            cursor.execute(statement, [json.dumps(made, default=str)])


def _slices(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    every = sorted(set(ids))
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
