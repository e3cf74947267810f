"""A merge as an officer asks for it: of records that they see, choosing among values that they see."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.contacts.duplicates.showing import hidden_fields
from backend.contacts.merging.organisations import merge_organisations
from backend.contacts.merging.persons import merge_persons
from backend.contacts.models import MergeOperation, RecordKind
from backend.contacts.sensitive import sight_of
from backend.core.errors import Invalid


def merge_seen(
    user: Any,
    *,
    kind: str,
    keep: UUID,
    losers: Sequence[UUID],
    choices: Mapping[str, str],
    versions: Mapping[UUID, int],
) -> MergeOperation:
    """Raises Invalid where a choice is about a field that USER does not see, and what the merges raise."""
    hidden = hidden_fields(kind, sight_of(user))
    if unseen := sorted(hidden & set(choices)):
        raise Invalid(
            fields={f"choices.{name}": "Vous n’avez pas le droit de voir ce champ." for name in unseen}
        )
    merge = merge_persons if kind == RecordKind.PERSON else merge_organisations
    return merge(user.actor, keep=keep, losers=losers, choices=choices, versions=versions)
