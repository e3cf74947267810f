"""Changing a list: at once for who holds it, as a request to its owner for anybody else (RF-12)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.contacts import notices
from backend.contacts.changes import AUDIENCE, ListChanged
from backend.contacts.errors import NotYourList, RequestDecided
from backend.contacts.lists.access import acting_for, deciders, list_for, may_change, request_for
from backend.contacts.lists.difference import judged
from backend.contacts.lists.members import members_among
from backend.contacts.models import ContactList, ListChangeItem, ListChangeRequest, ListPin
from backend.contacts.queries import visible_to
from backend.contacts.schemas.lists import AnyItem, PinItemIn, QueryItemIn, RemovalItemIn, UnpinItemIn
from backend.contacts.services.lists import locked_list, save_list
from backend.contacts.targeting.checking import SENSITIVE, check
from backend.contacts.targeting.tree import keep_tree
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotAllowed
from backend.core.work import writing
from backend.live.publish import publish
from notifications.services import notify

Kind, State = ListChangeItem.Kind, ListChangeRequest.State
_PERSONS_AT_MOST = 2_000


def change_list(
    actor: Actor,
    *,
    user: User,
    list_id: UUID,
    items: Sequence[AnyItem],
    message: str = "",
    version: int | None = None,
) -> ListChangeRequest | None:
    """Apply ITEMS and return None where USER holds the list; else return the request that now waits.

    Raises:
        Invalid, SensitiveCriterion, ListCycle: an item can't be.
        ListChangedMeanwhile: the list is not of VERSION any more.
    """
    contact_list = list_for(user, list_id)
    changes = _changes(user, contact_list, items)
    if not may_change(user, contact_list):
        return _request(actor, user, contact_list, changes, message)
    with writing(acting_for(actor, contact_list)):
        locked = locked_list(list_id, version=version)
        _apply(user, locked, changes)
    return None


def decide_request(
    actor: Actor, *, user: User, request_id: UUID, accepted: Iterable[UUID], answer: str = ""
) -> ListChangeRequest:
    """Accept those ITEMS of a request that still apply, refuse the others, and tell its author.

    Raises:
        NotYourList: USER may not decide. RequestDecided: somebody did, or it was withdrawn.
    """
    request = request_for(user, request_id)
    if not may_change(user, request.list):
        raise NotYourList("Seul le propriétaire de la liste, ou qui le remplace, répond à une demande.")
    wanted = set(accepted)
    with writing(acting_for(actor, request.list)):
        contact_list = locked_list(request.list_id)
        request = _open_request(request_id)
        request.list = contact_list
        items = list(request.items.all())
        stale = judged(request, items)
        taken = [item for item in items if item.pk in wanted and item.pk not in stale]
        _apply(user, contact_list, taken)
        _settle(items, {item.pk for item in taken}, stale)
        request.state = _outcome(items)
        request.decided_by, request.decided_at, request.answer = user, now(), answer
        request.save()
        if request.author and request.author.is_active:
            text = notices.list_change_decided(request, user.display_name)
            notify(actor, users=[request.author], text=text)
        publish(AUDIENCE, ListChanged(id=contact_list.pk))
    return request_for(user, request_id)


def withdraw_request(actor: Actor, *, user: User, request_id: UUID) -> ListChangeRequest:
    """By its author, while nobody has decided. Raises NotAllowed, RequestDecided."""
    if request_for(user, request_id).author_id != user.pk:
        raise NotAllowed("Seul l’auteur d’une demande peut la retirer.")
    with writing(actor):
        request = _open_request(request_id)
        request.state, request.decided_at = State.WITHDRAWN, now()
        request.save()
        publish(AUDIENCE, ListChanged(id=request.list_id))
    return request_for(user, request_id)


def _changes(user: User, contact_list: ContactList, items: Sequence[AnyItem]) -> list[ListChangeItem]:
    """ITEMS as rows that are not saved, one for each person; BEFORE says what USER sees now."""
    changes: list[ListChangeItem] = []
    for number, item in enumerate(items):
        if isinstance(item, PinItemIn | UnpinItemIn):
            changes += _pin_changes(user, contact_list, item)
        elif isinstance(item, QueryItemIn):
            changes.append(_query_change(user, contact_list, item, f"items.{number}.value"))
        elif isinstance(item, RemovalItemIn):
            changes.append(ListChangeItem(kind=Kind.REMOVAL))
        else:
            before = {"value": getattr(contact_list, item.kind)}
            changes.append(ListChangeItem(kind=item.kind, before=before, after={"value": item.value}))
    if len(changes) > _PERSONS_AT_MOST:
        raise Invalid(fields={"items": f"{_PERSONS_AT_MOST} contacts au plus à la fois."})
    for rank, change in enumerate(changes):
        change.rank = rank
    return changes


def _pin_changes(
    user: User, contact_list: ContactList, item: PinItemIn | UnpinItemIn
) -> list[ListChangeItem]:
    asked = list(dict.fromkeys(item.contact_ids))
    seen = set(visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
    members = members_among(user, contact_list, seen)
    pins = dict(contact_list.pins.filter(person__in=seen).values_list("person_id", "way"))
    after = {"way": item.way, "reason": item.reason} if isinstance(item, PinItemIn) else {}
    return [
        ListChangeItem(
            kind=item.kind,
            person_id=pk,
            before={"way": pins.get(pk, ""), "member": pk in members},
            after=after,
        )
        for pk in asked
        if pk in seen
    ]


def _query_change(user: User, contact_list: ContactList, item: QueryItemIn, at: str) -> ListChangeItem:
    check(user, item.value, at=at, of=contact_list)
    if contact_list.kind == ContactList.Kind.FROZEN:
        raise Invalid(fields={at: "Une liste figée n’a plus de ciblage."})
    return ListChangeItem(
        kind=Kind.QUERY,
        before={"value": contact_list.query},
        after={"value": keep_tree(item.value)},
        sees_private=user.has_perm(SENSITIVE),
    )


def _request(
    actor: Actor, user: User, contact_list: ContactList, changes: Sequence[ListChangeItem], message: str
) -> ListChangeRequest:
    if not changes:
        raise Invalid(fields={"items": "Il n’y a rien à demander."})
    with writing(actor):
        request = ListChangeRequest.objects.create(list=contact_list, author=user, message=message)
        for change in changes:
            change.request = request
        ListChangeItem.objects.bulk_create(changes)
        text = notices.list_change_requested(request, user.display_name)
        notify(actor, users=deciders(contact_list), text=text)
        publish(AUDIENCE, ListChanged(id=contact_list.pk))
    return request


def _apply(user: User, contact_list: ContactList, changes: Sequence[ListChangeItem]) -> None:
    """Make CHANGES in the locked list. Pins are made in the name of whoever asked for them, if somebody did."""
    asked = ListChangeRequest.objects.filter(items__in=[each.pk for each in changes]).first()
    author = asked.author if asked else user
    rows = [
        ListPin(list=contact_list, person_id=change.person_id, pinned_by=author, **_pin_of(change))
        for change in changes
        if change.kind == Kind.PIN and change.person_id is not None
    ]
    ListPin.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["list", "person"],
        update_fields=["way", "reason", "pinned_by", "updated_at"],
    )
    loose = [change.person_id for change in changes if change.kind == Kind.UNPIN]
    contact_list.pins.filter(person__in=loose).delete()
    for change in changes:
        _apply_value(contact_list, change)
    save_list(contact_list)


def _apply_value(contact_list: ContactList, change: ListChangeItem) -> None:
    if change.kind in (Kind.NAME, Kind.DESCRIPTION):
        setattr(contact_list, change.kind, change.after["value"])
    elif change.kind == Kind.QUERY:
        contact_list.query, contact_list.sees_private = change.after["value"], change.sees_private
    elif change.kind == Kind.REMOVAL:
        contact_list.deleted_at = now()


def _pin_of(change: ListChangeItem) -> dict[str, Any]:
    return {"way": change.after["way"], "reason": change.after.get("reason", "")}


def _open_request(request_id: UUID) -> ListChangeRequest:
    found = (
        ListChangeRequest.objects.select_for_update(of=("self",)).select_related("author").get(pk=request_id)
    )
    if found.state != State.OPEN:
        raise RequestDecided
    return found


def _settle(items: Sequence[ListChangeItem], taken: set[UUID], stale: dict[UUID, str]) -> None:
    for item in items:
        if item.pk in stale:
            item.state = ListChangeItem.State.OUTDATED
        else:
            accepted = item.pk in taken
            item.state = ListChangeItem.State.ACCEPTED if accepted else ListChangeItem.State.REFUSED
    ListChangeItem.objects.bulk_update(items, ["state"])


def _outcome(items: Sequence[ListChangeItem]) -> str:
    states = {item.state for item in items} - {ListChangeItem.State.OUTDATED}
    if ListChangeItem.State.ACCEPTED not in states:
        return State.REFUSED
    return State.ACCEPTED if states == {ListChangeItem.State.ACCEPTED} else State.PARTLY
