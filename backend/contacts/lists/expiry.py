"""Lists whose time in the bin is over (RF-23)."""

from datetime import datetime
from uuid import UUID

from backend.contacts.models import ContactList
from backend.contacts.targeting.checking import lists_named
from backend.contacts.targeting.tree import read_tree


def expired_lists(limit: datetime, at_most: int) -> list[ContactList]:
    """Lists thrown away before LIMIT that no list that stays is made of.

    A targeting « sauf la liste rouge » goes on leaving those people out while the red list is in the bin; without
    it, it would take them in again, unseen. So the bin keeps it for as long.
    """
    expired = {each.pk: each for each in ContactList.objects.filter(deleted_at__lt=limit)}
    if not expired:
        return []
    dynamic = ContactList.objects.filter(kind=ContactList.Kind.DYNAMIC).exclude(query={})
    named = {pk: lists_named(read_tree(query)) for pk, query in dynamic.values_list("pk", "query")}
    for pk in _needed({pk for pk in named if pk not in expired}, named):
        expired.pop(pk, None)
    return sorted(expired.values(), key=lambda each: each.pk)[:at_most]


def _needed(lists: set[UUID], named: dict[UUID, set[UUID]]) -> set[UUID]:
    """LISTS and all that they are made of, whatever the depth."""
    waiting, seen = list(lists), set[UUID]()
    while waiting:
        pk = waiting.pop()
        if pk not in seen:
            seen.add(pk)
            waiting += named.get(pk, ())
    return seen
