"""Everything a merge does to rows goes through here, so that it can be undone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from backend.contacts.merging import rows
from backend.contacts.models import MergedRow, MergeOperation
from backend.core.clock import now

Action = MergedRow.Action


class Journal:
    """The rows that one operation changes, in order. Inside an open unit of work; `save` writes it down.

    BEGUN is how many of them are written down already.
    """

    def __init__(self, operation: MergeOperation, *, begun: int = 0) -> None:
        self.operation = operation
        self._begun = begun
        self._rows: list[MergedRow] = []

    def change(self, model: rows.Model, pk: Any, **values: Any) -> None:
        """Set columns of one row. What is the same already is no change."""
        before = rows.body_of(model, pk)
        if before is None:
            return
        extra = {"updated_at": now()} if "updated_at" in before else {}
        model._default_manager.filter(pk=pk).update(**values, **extra)
        after = rows.body_of(model, pk)
        assert after is not None
        if changes := rows.differences(before, after):
            self._add(Action.CHANGED, model, pk, changes=changes, body=after)

    def move(self, model: rows.Model, column: str, old: Any, new: Any, pks: Iterable[Any]) -> None:
        """Rows that point to OLD by COLUMN point to NEW: one statement for all of them."""
        changes = [{"column": column, "key": None, "old": _text(old), "new": _text(new)}]
        for pk, body in sorted(rows.moved(model, column, old, new, pks).items()):
            self._add(Action.CHANGED, model, pk, changes=changes, body=body)

    def take_out(self, model: rows.Model, pk: Any, *, same_as: Any = "") -> None:
        """Delete a row and keep it whole; SAME_AS is the row that says the same."""
        body = rows.body_of(model, pk)
        if body is not None:
            rows.delete_row(model, pk)
            self._add(Action.TAKEN_OUT, model, pk, body=body, same_as=str(same_as))

    def made(self, model: rows.Model, pk: Any) -> None:
        """A row that the merge added."""
        self._add(Action.MADE, model, pk, body=rows.body_of(model, pk) or {})

    def save(self) -> int:
        """How many rows were written down."""
        return len(MergedRow.objects.bulk_create(self._rows))

    def _add(self, action: str, model: rows.Model, pk: Any, **values: Any) -> None:
        label = model._meta.label
        number = self._begun + len(self._rows)
        self._rows.append(
            MergedRow(
                operation=self.operation, number=number, action=action, model=label, row=str(pk), **values
            )
        )


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
