"""Undoing a merge: row by row in reverse, keeping whatever was changed since, and saying so.

A merge may be undone before a later one that moved the same rows on: then the later one is rewritten as if the
first had never been. Where a later merge took a row out in favour of one of these, it has to be undone first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import DatabaseError, OperationalError, connection, models, transaction

from backend.contacts.errors import AlreadyUndone, MergedSince
from backend.contacts.merging import rows
from backend.contacts.merging.organisations import locked_organisations
from backend.contacts.merging.persons import locked_persons
from backend.contacts.merging.refresh import refresh_organisations, refresh_persons
from backend.contacts.merging.registry import told_undone
from backend.contacts.merging.turns import in_turn, take_turn
from backend.contacts.models import (
    Classification,
    ContactPoint,
    Intermediary,
    MergedRow,
    MergeOperation,
    Organisation,
    Person,
    Position,
    RecordKind,
)
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing

Action = MergedRow.Action
_ADDED = (
    *(
        (ContactPoint, "person"),
        (ContactPoint, "organisation"),
        (Position, "person"),
        (Position, "organisation"),
    ),
    *((Classification, "person"), (Classification, "organisation"), (Intermediary, "principal")),
)


@dataclass(frozen=True, slots=True)
class Left:
    """What is not as it was before the merge. WHAT is one of:

    `edited` a value changed since, kept; `added` a row added since, which stays with the keeper; `gone` a row
    deleted since; `blocked` a row that can't go back, as another has taken its place.
    """

    what: str
    model: str
    row: str
    column: str = ""
    key: str | None = None


@dataclass(slots=True)
class _Undoing:
    operation: MergeOperation
    later: list[MergedRow] = field(default_factory=list)
    report: list[Left] = field(default_factory=list)
    touched: dict[str, list[str]] = field(default_factory=dict)

    def leave(self, what: str, row: MergedRow, column: str = "", key: str | None = None) -> None:
        left = Left(what, row.model, row.row, column, key)
        if left not in self.report:
            self.report.append(left)


def unmerge(actor: Actor, *, operation: MergeOperation) -> MergeOperation:
    """Everything is put back but what was changed since; `report` of the answer says what that is.

    Raises:
        AlreadyUndone: by somebody else, perhaps. MergedSince: a later merge has to be undone first. Collided.
    """
    return in_turn(lambda: _unmerge(actor, operation))


def _unmerge(actor: Actor, operation: MergeOperation) -> MergeOperation:
    with writing(actor):
        take_turn()
        current = MergeOperation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
        if current.undone_at is not None:
            raise AlreadyUndone
        locked = locked_persons if current.kind == RecordKind.PERSON else locked_organisations
        locked([current.keeper, *current.losers])  # before their rows, as whoever edits them does
        undoing = _Undoing(current)
        mine = list(current.rows.order_by("-number"))
        undoing.later = _later(current, mine)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for row in mine:
            _put_back(undoing, row)
        undoing.report += _added_since(current)
        current.undone_at, current.undone_by_id = now(), actor.user_id
        current.report = [asdict(left) for left in undoing.report]
        current.save()
        for model, pks in undoing.touched.items():
            told_undone(model, pks)
        ids = [current.keeper, *current.losers]
        refresh = refresh_persons if current.kind == RecordKind.PERSON else refresh_organisations
        refresh(ids)
    return current


def _later(operation: MergeOperation, mine: Sequence[MergedRow]) -> list[MergedRow]:
    """What later merges that stand did to the same rows, oldest first.

    Raises:
        MergedSince: one of them took a row out that this one moved, or in favour of one that it moved.
    """
    ids = [row.row for row in mine]
    given_back = [row.row for row in mine if _changes_owner(row)]
    open_ones = MergedRow.objects.filter(
        operation__undone_at=None, operation__created_at__gt=operation.created_at
    )
    taken = models.Q(action=Action.TAKEN_OUT) & (models.Q(row__in=ids) | models.Q(same_as__in=given_back))
    if open_ones.filter(taken).exists():
        raise MergedSince
    changed = open_ones.filter(row__in=ids, action=Action.CHANGED)
    return list(changed.select_for_update(of=("self",)).order_by("operation__created_at", "number"))


def _put_back(undoing: _Undoing, row: MergedRow) -> None:
    """One row, in a savepoint: what the database refuses stays where it is."""
    try:
        with transaction.atomic():
            if row.action == Action.TAKEN_OUT:
                done = _insert(undoing, row)
            elif row.action == Action.MADE:
                rows.delete_row(rows.model_named(row.model), row.row)
                done = True
            else:
                done = _change_back(undoing, row)
    except OperationalError:  # a dead-lock is no reason to leave a row where it is
        raise
    except DatabaseError:
        undoing.leave("blocked", row)
    else:
        if done:
            undoing.touched.setdefault(row.model, []).append(row.row)


def _insert(undoing: _Undoing, row: MergedRow) -> bool:
    model = rows.model_named(row.model)
    if rows.body_of(model, row.row) is not None:
        return False
    rows.put_back_whole(model, row.body)
    return True


def _change_back(undoing: _Undoing, row: MergedRow) -> bool:
    model = rows.model_named(row.model)
    current = rows.body_of(model, row.row)
    if current is None:
        undoing.leave("gone", row)
        return False
    values: rows.Body = {}
    for change in reversed(row.changes):
        _column_back(undoing, row, change, current, values, owns=_owns(model, change["column"]))
    if values:
        rows.put_back(model, row.row, values)
    for later in _after(undoing, row):  # which would else take what we put back for an edit
        later.body |= values
        later.save(update_fields=["changes", "body"])
    _say_edited(undoing, row, current)
    return bool(values)


def _column_back(
    undoing: _Undoing,
    row: MergedRow,
    change: dict[str, Any],
    current: rows.Body,
    values: rows.Body,
    *,
    owns: bool,
) -> None:
    """Into VALUES what one column (or one key of it) was; into the report where it was changed since."""
    column, key = change["column"], change["key"]
    after = [
        (later, each)
        for later in _after(undoing, row)
        for each in later.changes
        if (each["column"], each["key"]) == (column, key)
    ]
    held = _side(current.get(column), key)
    expected = _given(after[-1][1] if after else change, "new")
    if after and not owns:
        _rewrite(after[0], change)  # the later merge, undone, will go back to what we had
    elif held != expected:
        undoing.leave("edited", row, column, key)
    else:
        for later, each in after:
            later.changes.remove(each)
        _set(values, current, column, key, change)


def _after(undoing: _Undoing, row: MergedRow) -> list[MergedRow]:
    return [later for later in undoing.later if (later.model, later.row) == (row.model, row.row)]


def _rewrite(later: tuple[MergedRow, dict[str, Any]], change: dict[str, Any]) -> None:
    _, each = later
    each.pop("old", None)
    if "old" in change:
        each["old"] = change["old"]


def _set(values: rows.Body, current: rows.Body, column: str, key: str | None, change: dict[str, Any]) -> None:
    if key is None:
        values[column] = change["old"]
        return
    whole = {**(values.get(column) or current[column])}
    whole.pop(key, None)
    if "old" in change:
        whole[key] = change["old"]
    values[column] = whole


_ABSENT = object()


def _side(value: Any, key: str | None) -> Any:
    if key is None:
        return value
    return value.get(key, _ABSENT) if isinstance(value, dict) else _ABSENT


def _given(change: dict[str, Any], side: str) -> Any:
    return change.get(side, _ABSENT)


def _changes_owner(row: MergedRow) -> bool:
    model = rows.model_named(row.model)
    return any(_owns(model, change["column"]) for change in row.changes)


def _owns(model: rows.Model, column: str) -> bool:
    """Whether COLUMN says whose row it is: then the row goes back to its owner, whatever came later."""
    owners = (Person, Organisation, Position)
    return any(
        isinstance(each, models.ForeignKey) and each.column == column and each.related_model in owners
        for each in model._meta.local_fields
        if each.name != "merged_into"
    )


def _say_edited(undoing: _Undoing, row: MergedRow, current: rows.Body) -> None:
    """A row that goes back with a value that was changed since the merge: said, unless a later merge changed it."""
    ours = {change["column"] for change in row.changes}
    theirs = {change["column"] for later in _after(undoing, row) for change in later.changes}
    if _is_record(row.model):
        return  # the keeper and the losers: what was edited there is theirs
    for change in rows.differences(row.body, current):
        if change["column"] not in ours | theirs:
            undoing.leave("edited", row, change["column"], change["key"])


def _is_record(label: str) -> bool:
    return label in (Person._meta.label, Organisation._meta.label)


def _added_since(operation: MergeOperation) -> Iterable[Left]:
    """Rows that the keeper got after the merge: they stay with the keeper."""
    target = "person" if operation.kind == RecordKind.PERSON else "organisation"
    for model, owner in _ADDED:
        if owner not in (target, "principal") or (owner == "principal" and target != "person"):
            continue
        new = model._default_manager.filter(**{owner: operation.keeper}, created_at__gt=operation.created_at)
        for pk in new.order_by("pk").values_list("pk", flat=True):
            yield Left("added", model._meta.label, str(pk))
