"""A supervisor says what happened. Nothing is deleted: the scans stay as they are, and the decision beside them."""

from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.checkins.changes import announce_conflicts
from backend.checkins.conflicts.queries import DECIDE
from backend.checkins.errors import DecidedMeanwhile
from backend.checkins.models import Conflict
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFound
from backend.core.work import writing


def decide_conflict(
    actor: Actor, *, user: User, event: Any, conflict_id: UUID, decision: str, note: str, instead_of: str
) -> Conflict:
    """Note DECISION, which replaces INSTEAD_OF ("" for none).

    Raises:
        NotFound. DecidedMeanwhile: somebody else decided otherwise in between.
    """
    if not user.has_perm(DECIDE):
        raise NotFound
    with writing(actor):
        rows = Conflict.objects.select_for_update(of=("self",), no_key=True)
        conflict = rows.filter(pk=conflict_id, event=event.pk).first()
        if conflict is None:
            raise NotFound
        if conflict.decision not in (instead_of, decision):
            raise DecidedMeanwhile
        conflict.decision, conflict.note = decision, note
        conflict.decided_by, conflict.decided_at = user, now()
        conflict.save(update_fields=["decision", "note", "decided_by", "decided_at", "updated_at"])
        announce_conflicts(event.pk, [conflict.pk])
    return conflict
