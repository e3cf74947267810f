"""Lists as the API gives them, as far as the reader may see."""

from collections.abc import Sequence
from typing import Any

from backend.accounts.models import User
from backend.contacts.lists.access import may_change
from backend.contacts.lists.difference import Difference, difference, judged, persons_of
from backend.contacts.lists.members import Why, count_members, hides_query, members_page, query_of, told
from backend.contacts.models import ContactList, ListChangeItem, ListChangeRequest, ListPin, Person
from backend.contacts.present import targeting
from backend.contacts.targeting.explaining import Explained
from backend.contacts.targeting.tree import keep_tree, read_tree
from backend.contacts.targeting.wording import Told


def contact_list(user: User, found: ContactList) -> dict[str, Any]:
    kept = ("name", "description", "kind", "frozen_at", "created_at", "updated_at", "version")
    return {
        "id": found.pk,
        **{field: getattr(found, field) for field in kept},
        "owner": _user(found.owner),
        "delegate": _user(found.delegate),
        "mine": found.owner_id == user.pk,
        "may_change": may_change(user, found),
        "waiting": getattr(found, "waiting", 0),
        "deleted": found.deleted_at is not None,
    }


def detail(user: User, found: ContactList) -> dict[str, Any]:
    node = query_of(found) if found.kind == ContactList.Kind.DYNAMIC else None
    hidden = hides_query(user, node)
    ways = list(found.pins.filter(person__deleted_at=None).values_list("way", flat=True))
    return {
        **contact_list(user, found),
        "query": keep_tree(node) if node is not None and not hidden else None,
        "query_hidden": hidden,
        "told": _told(told(user, node)),
        "count": count_members(user, found),
        "pinned_in": ways.count(ListPin.Way.IN),
        "pinned_out": ways.count(ListPin.Way.OUT),
    }


def members(user: User, found: ContactList, *, limit: int, offset: int, **paging: Any) -> dict[str, Any]:
    page = members_page(user, found, limit=limit, offset=offset, **paging)
    ids = [person.pk for person in page.persons]
    pins = dict(found.pins.filter(person__in=ids, way=ListPin.Way.IN).values_list("person_id", "reason"))
    items = [
        {**each, "pinned": each["id"] in pins, "reason": pins.get(each["id"], "")}
        for each in targeting.matches(page)
    ]
    return targeting.page(items, page.total, limit, offset)


def pin(found: ListPin) -> dict[str, Any]:
    return {
        "contact": _person(found.person),
        "way": found.way,
        "reason": found.reason,
        "pinned_by": found.pinned_by.display_name if found.pinned_by else "",
        "pinned_at": found.updated_at,
    }


def why(found: Why) -> dict[str, Any]:
    return {
        "member": found.member,
        "because": found.because,
        "pin": pin(found.pin) if found.pin else None,
        "tree": _explained(found.tree) if found.tree else None,
    }


def request(user: User, found: ListChangeRequest) -> dict[str, Any]:
    kept = ("message", "state", "created_at", "decided_at", "answer")
    return {
        "id": found.pk,
        **{field: getattr(found, field) for field in kept},
        "list": {"id": found.list_id, "name": found.list.name},
        "author": found.author.display_name if found.author else "",
        "mine": found.author_id == user.pk,
        "may_decide": found.state == ListChangeRequest.State.OPEN and may_change(user, found.list),
        "decided_by": found.decided_by.display_name if found.decided_by else "",
    }


def request_detail(user: User, found: ListChangeRequest) -> dict[str, Any]:
    """With each item as it stands against the list of today, and, while it is open, what it would do."""
    items = list(found.items.all())
    waiting = found.state == ListChangeRequest.State.OPEN
    stale = judged(found, items) if waiting else {}
    persons = persons_of(user, items)
    live = [item for item in items if item.pk not in stale]
    return {
        **request(user, found),
        "items": [_item(user, item, stale.get(item.pk, ""), persons) for item in items],
        "difference": _difference(difference(user, found, live)) if waiting else None,
    }


def _item(user: User, item: ListChangeItem, stale: str, persons: dict[Any, Person]) -> dict[str, Any]:
    person = persons.get(item.person_id) if item.person_id else None
    text = item.kind in (ListChangeItem.Kind.NAME, ListChangeItem.Kind.DESCRIPTION)
    query = item.kind == ListChangeItem.Kind.QUERY
    return {
        "id": item.pk,
        "kind": item.kind,
        "state": item.state,
        "outdated": stale,
        "contact": _person(person) if person else None,
        "way": item.after.get("way", ""),
        "reason": item.after.get("reason", ""),
        "before": item.before.get("value", "") if text else "",
        "after": item.after.get("value", "") if text else "",
        "told_before": _told(told(user, read_tree(item.before["value"]))) if query else None,
        "told_after": _told(told(user, read_tree(item.after["value"]))) if query else None,
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "before": found.before,
        "after": found.after,
        "entering": found.entering,
        "leaving": found.leaving,
        "enter": _persons(found.enter),
        "leave": _persons(found.leave),
    }


def _told(found: Told | None) -> dict[str, Any] | None:
    return targeting.told(found) if found else None


def _explained(found: Explained) -> dict[str, Any]:
    children = [_explained(child) for child in found.children]
    kept = ("text", "holds", "found", "note")
    return {**{name: getattr(found, name) for name in kept}, "children": children}


def _persons(found: Sequence[Person]) -> list[dict[str, Any]]:
    return [_person(person) for person in found]


def _person(person: Person) -> dict[str, Any]:
    return {"id": person.pk, "name": person.name}


def _user(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.display_name} if user else None
