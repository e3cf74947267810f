"""Whom an officer chooses: contacts one by one, all that a search or a targeting finds, a list (RF-13)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from backend.accounts.models import User
from backend.contacts.exports.choice import first_ids
from backend.contacts.lists.access import list_for
from backend.contacts.lists.members import members_for
from backend.contacts.targeting.asking import everybody_found
from backend.contacts.targeting.tree import AnyNode
from backend.core.errors import Invalid
from backend.events.models import Selection

AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Contacts with the position to address each by, and where they come from."""

    source: str
    label: str = ""
    positions: dict[UUID, UUID | None] = field(default_factory=dict)


def choices_of(
    user: User,
    *,
    contact_ids: Sequence[UUID] = (),
    list_id: UUID | None = None,
    search: str = "",
    query: AnyNode | None = None,
) -> list[Choice]:
    """What USER chose, as far as they may see it.

    Raises:
        ListNotFound, SensitiveCriterion, TargetingTooSlow: it can't be asked. Invalid: too many for one event.
    """
    choices = list(_choices(user, contact_ids, list_id, search.strip(), query))
    if sum(len(choice.positions) for choice in choices) > AT_MOST:
        raise Invalid(fields={"list_id": f"Ce choix compte plus de {AT_MOST} contacts."})
    return choices


def _choices(
    user: User, contact_ids: Sequence[UUID], list_id: UUID | None, search: str, query: AnyNode | None
) -> Iterator[Choice]:
    if contact_ids:
        yield Choice(Selection.Source.CONTACTS, "", dict.fromkeys(contact_ids))
    if list_id:
        members = members_for(user, list_id)
        yield Choice(Selection.Source.LIST, list_for(user, list_id).name, members)
    if search:
        found, _ = first_ids(user, search, AT_MOST + 1)
        yield Choice(Selection.Source.SEARCH, search, dict.fromkeys(found))
    if query is not None:
        matched, told = everybody_found(user, query)
        yield Choice(Selection.Source.TARGETING, told, matched)
