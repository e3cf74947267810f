"""Rows that were written to a record in the very moment it went into another, such as an invitation.

A foreign key only asks that the record exists, and a merged one does: who invites somebody while they are merged
waits for the merge, and then writes to the old record. The sweep brings such rows over, a few minutes later, as if
they had been there: an undoing gives them back. Where the keeper went into a third since, they go on after it,
merge by merge, each with its journal: any of the merges can be undone.
"""

from datetime import timedelta
from functools import partial
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
    for operation in operations:  # oldest first: a keeper that went on did so in a later one
        late = [pk for pk in operation.losers if pk in waiting]
        if not late:
            continue
        if in_turn(partial(_bring, operation, late)):
            waiting.add(operation.keeper)


def _with_rows(losers: set[UUID]) -> set[UUID]:
    """Those of LOSERS to which something points that a merge would have moved."""
    found: set[UUID] = set()
    for label in sorted(handled() - _STAYING):
        key = foreign_key_named(label)
        if key.related_model in (Person, Organisation):
            rows = key.model._default_manager.filter(**{f"{key.attname}__in": losers})
            found.update(rows.order_by().values_list(key.attname, flat=True))
    return found


def _bring(operation: MergeOperation, losers: list[UUID]) -> bool:
    """Whether rows of LOSERS went to the keeper, be it one that was merged itself or is in the bin."""
    with writing(task("doublons")):
        take_turn()
        current = MergeOperation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
        model = Person if current.kind == RecordKind.PERSON else Organisation
        if current.undone_at is not None or not model._default_manager.filter(pk=current.keeper).exists():
            return False
        journal = Journal(current, begun=current.rows.count())
        for pk in losers:
            move_everything(journal, model, keeper=current.keeper, loser=pk)
        if not journal.save():
            return False
        refresh = refresh_persons if model is Person else refresh_organisations
        refresh([current.keeper])
    return True
