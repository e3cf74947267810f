"""Undoing a whole import, changed records included, but for what was changed since (RF-6).

Every batch noted what it wrote (models.ImportChange). The undo goes through these notes from the last to the
first, some hundreds in a transaction, each marked in the transaction that undoes it: a kill loses nothing. What no
longer says what the import wrote, or is used elsewhere, is kept, and why is told. Nothing else is touched.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection, models

from backend.contacts import present
from backend.contacts.changes import AUDIENCE, ContactsImported
from backend.contacts.imports.files import Status
from backend.contacts.imports.jobs import actor_of, claim, queue, renew, tell
from backend.contacts.imports.states import TABLES, among, column_value, columns_of, plain_value, state_of
from backend.contacts.imports.uses import pointers, uses_of
from backend.contacts.merging.turns import in_turn, take_turn
from backend.contacts.models import Import, ImportChange, Person
from backend.contacts.notices import import_undone
from backend.contacts.queries import with_details
from backend.contacts.summaries import summarise
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Conflict
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

IN_A_BATCH = 500
ATTEMPTS_AT_MOST = 5
# Rows that hang on others go before them.
_ORDER = ("filing", "external", "point", "position", "person", "organisation", "term")
_DERIVED = ("sort_name", "summary")
_MARK = """
UPDATE contacts_importchange AS note SET undone_at = %s, kept = told.kept
  FROM unnest(%s::bigint[], %s::jsonb[]) AS told(id, kept) WHERE note.id = told.id
"""
Row = dict[str, Any]


def start_undo(actor: Actor, *, batch: Import, background: bool = True) -> Import:
    """Have the worker undo BATCH, or the caller. Asking twice changes nothing.

    Raises:
        Conflict: nothing of it was written, or it is being written.
    """
    with writing(actor):
        written = Import.objects.filter(pk=batch.pk, status__in=[Status.COMMITTED, Status.FAILED])
        counts = {
            **batch.counts,
            "done": 0,
            "total": batch.changes.count(),
            "kept": 0,
            "removed": 0,
            "restored": 0,
        }
        if written.update(
            status=Status.UNDOING, attempts=0, claimed_at=None, updated_at=now(), counts=counts
        ):
            tell(Import.objects.select_related("author").get(pk=batch.pk))
            if background:
                queue(batch.pk)
        elif not Import.objects.filter(pk=batch.pk, status__in=[Status.UNDOING, Status.UNDONE]).exists():
            raise Conflict(
                "Cet import n’a rien écrit, ou il est encore en cours : il ne peut pas être annulé."
            )
    return Import.objects.select_related("author").get(pk=batch.pk)


def run_undo(batch_id: UUID) -> None:
    """Undo what is left; runs in the worker, any number of times."""
    moment = claim(batch_id, [Status.UNDOING], ATTEMPTS_AT_MOST)
    while moment is not None:
        moment = in_turn(partial(_undo_some, batch_id, moment))


def _undo_some(batch_id: UUID, claimed: datetime) -> datetime | None:
    """The next notes, in one transaction; the renewed claim, or None when nothing is left for us."""
    batch = Import.objects.select_related("author").get(pk=batch_id)
    with writing(actor_of(batch)):
        moment = renew(batch_id, claimed, attempts=0)
        if moment is None:
            return None
        take_turn()  # two files may hold the same person, and a merge may be under way
        left = ImportChange.objects.filter(batch=batch, undone_at=None).order_by("-id")
        notes = list(left[:IN_A_BATCH])
        if not notes:
            _end(batch)
            return None
        _undo(notes)
        _count(batch, notes)
        return moment


def _count(batch: Import, notes: list[ImportChange]) -> None:
    told = Counter(batch.counts)
    told["done"] += len(notes)
    for note in notes:
        told["kept"] += bool(note.kept)
        made = any(step["action"] == "created" and step["table"] == note.record for step in note.steps)
        if note.record == "person" and not note.kept:
            told["removed" if made else "restored"] += 1
    batch.counts = dict(told)
    Import.objects.filter(pk=batch.pk).update(counts=batch.counts)
    publish(AUDIENCE, ContactsImported(import_id=batch.pk, count=len(notes)))
    tell(batch)


def _end(batch: Import) -> None:
    moment = now()
    open_still = Import.objects.filter(pk=batch.pk, status=Status.UNDOING)
    if open_still.update(status=Status.UNDONE, undone_at=moment, claimed_at=None, updated_at=moment):
        batch = Import.objects.select_related("author").get(pk=batch.pk)
        tell(batch)
        if batch.author:
            notify(actor_of(batch), users=[batch.author], text=import_undone(batch))


# One batch of notes


def _undo(notes: list[ImportChange]) -> None:
    """NOTES are those of distinct transactions or records, newest first; a record may come more than once."""
    rows = _rows_of(notes)
    for some in _rounds(notes):
        _Round(some, rows).undo()
    kept = [json.dumps(note.kept) for note in notes]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [now(), [note.pk for note in notes], kept])


def _rounds(notes: list[ImportChange]) -> Iterable[list[ImportChange]]:
    """One kind of record in each round, and no record twice: what was written last is undone first."""
    current: list[ImportChange] = []
    seen: set[UUID] = set()
    for note in notes:
        if note.record_id in seen or (current and current[-1].record != note.record):
            yield current
            current, seen = [], set()
        current.append(note)
        seen.add(note.record_id)
    if current:
        yield current


def _rows_of(notes: list[ImportChange]) -> dict[tuple[str, str], Any]:
    """The rows that NOTES speak of, as they are now, locked, by table and id: those to be changed as models, those
    that can only go as plain states."""
    steps = [step for note in notes for step in note.steps]
    changed = {(step["table"], step["id"]) for step in steps if step["action"] == "changed"}
    whole = _ids_by_table(changed)
    plain = _ids_by_table({(step["table"], step["id"]) for step in steps} - changed)
    found: dict[tuple[str, str], Any] = {}
    for table in reversed(_ORDER):  # persons before their parts, as every writer locks
        locked = TABLES[table]._default_manager.select_for_update().order_by("pk")
        if ids := whole.get(table):
            found |= {(table, str(row.pk)): row for row in locked.filter(pk__in=among(ids))}
        if ids := plain.get(table):
            states = locked.filter(pk__in=among(ids)).values("pk", *columns_of(TABLES[table]))
            found |= {(table, str(state["pk"])): SimpleNamespace(**state) for state in states}
    return found


def _ids_by_table(keys: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for table, pk in keys:
        ids.setdefault(table, []).append(pk)
    return ids


class _Round:
    """Some notes undone together: the same few statements, however many they are."""

    def __init__(self, notes: list[ImportChange], rows: dict[tuple[str, str], Any]) -> None:
        self.notes = notes
        self.rows = rows
        self.gone: dict[str, list[Any]] = {}
        self.changed: dict[str, dict[UUID, models.Model]] = {}
        self.fields: dict[str, set[str]] = {}
        self.persons: set[UUID] = set()

    def undo(self) -> None:
        created = {
            (step["table"], step["id"])
            for note in self.notes
            for step in note.steps
            if step["action"] == "created"
        }
        uses = uses_of(created & set(self.rows), self.rows)
        for note in self.notes:
            self._judge(note, uses)
        self._write()

    def _judge(self, note: ImportChange, uses: dict[tuple[str, str], list[tuple[str, str, str]]]) -> None:
        """Decide for each step of NOTE, and write down what is kept and why."""
        reasons: list[Row] = []
        own = {(step["table"], step["id"]) for step in note.steps}
        keep: set[tuple[str, str]] = set()
        steps = sorted(note.steps, key=lambda step: _ORDER.index(step["table"]))
        for step in steps:
            key = step["table"], step["id"]
            row = self.rows.get(key)
            if row is None:
                continue  # it went already, with whatever was wrong with it
            if step["action"] != "created":
                continue
            if reason := self._why_kept(step, row, uses.get(key, []), own, keep):
                keep.add(key)
                reasons.append(reason)
        self._keep_whole(note, steps, keep)
        for step in steps:
            key = step["table"], step["id"]
            row = self.rows.get(key)
            if row is None or key in keep:
                continue
            if step["action"] == "created":
                self.gone.setdefault(step["table"], []).append(row)
                del self.rows[key]
            else:
                reasons += self._revert(step, row)
            self.persons |= {note.record_id} if note.record == "person" else set()
        note.kept = reasons

    def _why_kept(
        self,
        step: Row,
        row: Any,
        uses: list[tuple[str, str, str]],
        own: set[tuple[str, str]],
        keep: set[tuple[str, str]],
    ) -> Row | None:
        changed = _differences(step, row)
        if changed:
            return {"table": step["table"], "id": step["id"], "code": "changed", "fields": changed}
        others = [what for table, pk, what in uses if (table, pk) not in own or (table, pk) in keep]
        if others:
            return {"table": step["table"], "id": step["id"], "code": "used", "fields": sorted(set(others))}
        return None

    def _keep_whole(self, note: ImportChange, steps: list[Row], keep: set[tuple[str, str]]) -> None:
        """A record that stays keeps all that it was made of: a person without their number helps nobody."""
        made = (note.record, str(note.record_id))
        created = {(step["table"], step["id"]) for step in steps if step["action"] == "created"}
        if keep and made in created:
            keep |= created

    def _revert(self, step: Row, row: models.Model) -> list[Row]:
        """Put back each field that still says what the import wrote."""
        table, kept = step["table"], []
        for name, before in step["before"].items():
            current, after = plain_value(getattr(row, name)), step["after"].get(name)
            if name == "custom":
                kept += self._revert_custom(step, row)
            elif current == after:
                setattr(row, name, column_value(table, name, before))
                self._mark(table, row, name)
            elif current != before:
                kept.append(name)
        return [{"table": table, "id": step["id"], "code": "changed", "fields": sorted(kept)}] if kept else []

    def _revert_custom(self, step: Row, row: Any) -> list[str]:
        before, after, values, kept = step["before"]["custom"], step["after"]["custom"], dict(row.custom), []
        for key in after:
            if after.get(key) == before.get(key):
                continue
            if values.get(key) != after[key]:
                kept.append(f"custom:{key}")
            elif key in before:
                values[key] = before[key]
            else:
                values.pop(key)
        row.custom = values
        self._mark(step["table"], row, "custom")
        return kept

    def _mark(self, table: str, row: models.Model, name: str) -> None:
        self.changed.setdefault(table, {})[row.pk] = row
        self.fields.setdefault(table, set()).add(name)

    # Writing

    def _write(self) -> None:
        moment = now()
        for table in _ORDER:
            if rows := self.gone.get(table):
                _delete(table, [row.pk for row in rows])
            changed = list(self.changed.get(table, {}).values())
            for row in changed:
                row.updated_at = moment  # type: ignore[attr-defined]
            if changed and table != "person":
                TABLES[table]._default_manager.bulk_update(changed, [*self.fields[table], "updated_at"])
        self._write_persons()

    def _write_persons(self) -> None:
        """Those who stay: their fields, and what is repeated of their positions and points."""
        gone = {row.pk for row in self.gone.get("person", [])}
        changed = self.changed.get("person", {})
        names = self.fields.get("person", set())
        there = with_details(Person.objects.filter(pk__in=self.persons - gone))
        persons = []
        for person in there:
            for name in names:
                if person.pk in changed:
                    setattr(person, name, getattr(changed[person.pk], name))
            summarise(person, person.positions.all(), present.points(person))
            person.version += 1
            person.updated_at = now()
            persons.append(person)
            self.rows["person", str(person.pk)] = person
        Person.objects.bulk_update(persons, [*names, *_DERIVED, "version", "updated_at"])


def _delete(table: str, ids: list[UUID]) -> None:
    """Where only traced rows can point at TABLE, none does (uses_of): nothing else has to be looked for."""
    model = TABLES[table]
    gone = model._default_manager.filter(pk__in=among(ids))
    if all(getattr(relation.related_model, "traced", False) for relation in pointers(model)):
        gone._raw_delete(connection.alias)
    else:
        gone.delete()


def _differences(step: Row, row: Any) -> list[str]:
    """The fields of ROW that say something else than what the import wrote."""
    current, written = state_of(step["table"], row), step["after"]
    return sorted(name for name in {*current, *written} if current.get(name) != written.get(name))
