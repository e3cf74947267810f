"""Making lists and what their holders do with them at once (RF-10, RF-12)."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.db.models import F

from backend.accounts.models import User
from backend.contacts.changes import AUDIENCE, ListChanged
from backend.contacts.errors import ListChangedMeanwhile, ListNotFound
from backend.contacts.lists.access import acting_for, check_may_change, colleagues_for, list_for
from backend.contacts.lists.members import members_for
from backend.contacts.models import ContactList, ListMember, ListPin
from backend.contacts.queries import visible_to
from backend.contacts.targeting.checking import SENSITIVE, check
from backend.contacts.targeting.tree import AnyNode, Condition, Group, keep_tree
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotAllowed
from backend.core.text import fold
from backend.core.work import writing
from backend.live.publish import publish

Operation = Literal["union", "intersection", "difference"]
_BATCH = 5_000


def create_list(
    actor: Actor,
    *,
    user: User,
    name: str,
    description: str = "",
    query: AnyNode | None = None,
    contact_ids: Sequence[UUID] = (),
    frozen: bool = False,
) -> ContactList:
    """A list of USER's: of QUERY, or of the contacts that are chosen by hand.

    Raises:
        Invalid, SensitiveCriterion: the query can't be asked by USER.
        TargetingTooSlow: FROZEN, and it takes too long to find whom.
    """
    if (query is None) == (not contact_ids):
        raise Invalid(fields={"query": "Une liste se fait d’un ciblage, ou de contacts choisis."})
    if query is not None:
        check(user, query)
    with writing(actor):
        made = ContactList(
            name=name,
            description=description,
            owner=user,
            query=keep_tree(query) if query else {},
            kind=ContactList.Kind.DYNAMIC if query else ContactList.Kind.FROZEN,
            sees_private=user.has_perm(SENSITIVE),
            frozen_at=None if query else now(),
        )
        _save(made)
        if contact_ids:
            seen = visible_to(user).filter(pk__in=contact_ids).values_list("pk", flat=True)
            _keep_members(made, dict.fromkeys(seen))
        elif frozen:
            _freeze(user, made)
    return made


def combine_lists(
    actor: Actor,
    *,
    user: User,
    name: str,
    operation: Operation,
    list_ids: Sequence[UUID],
    frozen: bool = False,
) -> ContactList:
    """A list made of others, which follows them unless it is FROZEN. Raises ListNotFound."""
    ids = [str(list_for(user, list_id).pk) for list_id in dict.fromkeys(list_ids)]
    return create_list(actor, user=user, name=name, query=combined(operation, ids), frozen=frozen)


def combined(operation: Operation, ids: Sequence[str]) -> AnyNode:
    """« Dans l'une des listes », « dans toutes », « dans la première et dans aucune autre »."""
    first, *rest = [Condition(field="person.list", cmp="in", value=[pk]) for pk in ids]
    if operation == "union":
        return Condition(field="person.list", cmp="in", value=list(ids))
    if operation == "intersection":
        return Group(op="and", children=[first, *rest])
    return Group(op="and", children=[first, *(Group(op="not", children=[each]) for each in rest)])


def freeze_list(actor: Actor, *, user: User, list_id: UUID) -> ContactList:
    """From now on the list is whom it finds now. Raises NotYourList, TargetingTooSlow."""
    contact_list = list_for(user, list_id)
    check_may_change(user, contact_list)
    with writing(acting_for(actor, contact_list)):
        locked = locked_list(list_id)
        if locked.kind == ContactList.Kind.DYNAMIC:
            _freeze(user, locked)
    return list_for(user, list_id)


def duplicate_list(actor: Actor, *, user: User, list_id: UUID, name: str) -> ContactList:
    """A copy that belongs to USER, with its pins and who pinned them."""
    source = list_for(user, list_id)
    with writing(actor):
        kept = ("description", "kind", "query", "sees_private", "frozen_at")
        copy = ContactList(name=name, owner=user, **{field: getattr(source, field) for field in kept})
        _save(copy)
        members = ListMember.objects.filter(list=source).values_list("person_id", "position_id")
        _keep_members(copy, dict(members))
        pins = [
            ListPin(
                list=copy,
                person_id=pin.person_id,
                way=pin.way,
                reason=pin.reason,
                pinned_by_id=pin.pinned_by_id,
            )
            for pin in source.pins.all()
        ]
        ListPin.objects.bulk_create(pins)
    return copy


def set_delegate(actor: Actor, *, user: User, list_id: UUID, delegate_id: UUID | None) -> ContactList:
    """Who may change the list while its owner is away: decided by the owner or an administrator.

    Raises:
        NotAllowed: USER is neither. Invalid: that person may not see contacts.
    """
    contact_list = list_for(user, list_id)
    if user.pk == contact_list.delegate_id and not user.has_perm("contacts.configure_contacts"):
        raise NotAllowed("Seul le propriétaire choisit qui le remplace.")
    check_may_change(user, contact_list)
    if delegate_id and not colleagues_for(user).filter(pk=delegate_id).exists():
        raise Invalid(fields={"user_id": "Cette personne n’a pas accès aux contacts."})
    with writing(acting_for(actor, contact_list)):
        locked = locked_list(list_id)
        locked.delegate_id = delegate_id
        _save(locked)
    return list_for(user, list_id)


def restore_list(actor: Actor, *, user: User, list_id: UUID) -> ContactList:
    """Out of the bin. Raises ListNotFound, NotYourList."""
    contact_list = list_for(user, list_id, deleted=True)
    check_may_change(user, contact_list)
    with writing(acting_for(actor, contact_list)):
        locked = locked_list(list_id, deleted=True)
        locked.deleted_at = None
        _save(locked)
    return list_for(user, list_id)


def locked_list(list_id: UUID, *, version: int | None = None, deleted: bool = False) -> ContactList:
    """The row, locked. Raises ListNotFound, or ListChangedMeanwhile where it is not of VERSION any more."""
    rows = ContactList.objects.select_for_update(of=("self",)).select_related("owner", "delegate")
    found = rows.filter(pk=list_id, deleted_at__isnull=not deleted).first()
    if found is None:
        raise ListNotFound
    if version is not None and found.version != version:
        raise ListChangedMeanwhile
    return found


def save_list(contact_list: ContactList) -> None:
    """Save inside the open unit of work, and announce it."""
    _save(contact_list)


def _save(contact_list: ContactList) -> None:
    contact_list.search = f" {fold(f'{contact_list.name} {contact_list.description}')}"
    if not contact_list._state.adding:
        contact_list.version = F("version") + 1
    contact_list.save()
    contact_list.refresh_from_db(fields=["version"])
    publish(AUDIENCE, ListChanged(id=contact_list.pk))


def _freeze(user: User, contact_list: ContactList) -> None:
    ListMember.objects.filter(list=contact_list).delete()
    _keep_members(contact_list, members_for(user, contact_list.pk))
    contact_list.kind, contact_list.frozen_at = ContactList.Kind.FROZEN, now()
    _save(contact_list)


def _keep_members(contact_list: ContactList, members: dict[UUID, Any]) -> None:
    rows = [
        ListMember(list=contact_list, person_id=person, position_id=position)
        for person, position in members.items()
    ]
    ListMember.objects.bulk_create(rows, batch_size=_BATCH)
