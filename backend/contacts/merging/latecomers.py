"""Rows that were written to a record in the very moment it went into another, such as an invitation.

A foreign key only asks that the record exists, and a merged one does: who invites somebody while they are merged
waits for the merge, and then writes to the old record. The sweep brings such rows over, a few minutes later, as if
they had been there: an undoing gives them back.
"""

from datetime import timedelta
from uuid import UUID

from backend.contacts.merging.journal import Journal
from backend.contacts.merging.refresh import refresh_organisations, refresh_persons
from backend.contacts.merging.registry import foreign_key_named, handled, move_everything
from backend.contacts.merging.turns import in_turn, take_turn
from backend.contacts.models import MergeOperation, Organisation, Person, RecordKind
from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing

WATCHED_FOR = timedelta(minutes=10)
_STAYING = {"contacts.Person.merged_into", "contacts.Organisation.merged_into"}


def bring_latecomers() -> None:
    """A fixed number of queries where there are none, which is nearly always."""
    recent = MergeOperation.objects.filter(undone_at=None, created_at__gt=now() - WATCHED_FOR)
    operations = list(recent.order_by("created_at", "id"))
    waiting = _with_rows({pk for each in operations for pk in each.losers}) if operations else set()
    for operation in operations:
        if late := [pk for pk in operation.losers if pk in waiting]:
            in_turn(lambda merge=operation, losers=late: _bring(merge, losers))  # type: ignore[misc]


def _with_rows(losers: set[UUID]) -> set[UUID]:
    """Those of LOSERS to which something points that a merge would have moved."""
    found: set[UUID] = set()
    for label in sorted(handled() - _STAYING):
        key = foreign_key_named(label)
        if key.related_model in (Person, Organisation):
            rows = key.model._default_manager.filter(**{f"{key.attname}__in": losers})
            found.update(rows.order_by().values_list(key.attname, flat=True))
    return found


def _bring(operation: MergeOperation, losers: list[UUID]) -> None:
    with writing(task("doublons")):
        take_turn()
        current = MergeOperation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
        model = Person if current.kind == RecordKind.PERSON else Organisation
        keeper = model._default_manager.filter(pk=current.keeper, deleted_at=None).first()
        if current.undone_at is not None or keeper is None:
            return
        journal = Journal(current, begun=current.rows.count())
        for pk in losers:
            move_everything(journal, model, keeper=current.keeper, loser=pk)
        if journal.save():
            refresh = refresh_persons if model is Person else refresh_organisations
            refresh([current.keeper])
