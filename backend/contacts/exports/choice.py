"""Which persons an export is about: those selected, those found, those of a list, or everybody one may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.contacts.lists.access import list_for
from backend.contacts.lists.members import count_members, members_for
from backend.contacts.models import Export
from backend.contacts.queries import visible_to
from backend.contacts.search.asking import Sql
from backend.contacts.search.finding import Asked, Order, Page, find
from backend.contacts.sensitive import may_see_sensitive

Scope = Export.Scope
_EVERY = 1_000_000
_BY_NAME = Order("sort_name ASC, id")


@dataclass(frozen=True, slots=True)
class Chosen:
    """IDS in the order of the file; ADDRESSED says by which position a person is meant, where a list knows."""

    ids: Sequence[UUID]
    addressed: Mapping[UUID, UUID] = field(default_factory=dict)


def chosen(user: Any, scope: str, criteria: Mapping[str, Any]) -> Chosen:
    """Only persons that USER may see, by name. CRITERIA as in `Export`. Raises ListNotFound."""
    if scope == Scope.LIST:
        members = members_for(user, UUID(str(criteria["list"])))
        return Chosen(list(members), {pk: position for pk, position in members.items() if position})
    if scope == Scope.SEARCH and _query(criteria):
        return Chosen(_found(user, _query(criteria), limit=_EVERY).ids)
    visible = visible_to(user)
    if scope == Scope.SELECTION:
        visible = visible.filter(pk__in=criteria.get("ids", []))
    return Chosen(list(visible.order_by("sort_name", "id").values_list("pk", flat=True)))


def first_ids(user: Any, query: str, most: int) -> tuple[list[UUID], int]:
    """The first MOST of all that the table of contacts shows for QUERY, by name, and how many there are."""
    if query.strip():
        page = _found(user, query.strip(), limit=most)
        return page.ids, page.total
    visible = visible_to(user)
    return list(visible.order_by("sort_name", "id").values_list("pk", flat=True)[:most]), visible.count()


def how_many(user: Any, scope: str, criteria: Mapping[str, Any]) -> int:
    """Raises ListNotFound."""
    if scope == Scope.LIST:
        return count_members(user, list_for(user, UUID(str(criteria["list"]))))
    if scope == Scope.SEARCH and _query(criteria):
        return _found(user, _query(criteria), limit=1).total
    visible = visible_to(user)
    if scope == Scope.SELECTION:
        visible = visible.filter(pk__in=criteria.get("ids", []))
    return visible.count()


def label_of(user: Any, scope: str, criteria: Mapping[str, Any]) -> str:
    """What the register shows. A search is not repeated there, since it names people."""
    if scope == Scope.LIST:
        return str(list_for(user, UUID(str(criteria["list"]))).name)[:200]
    return str(Scope(scope).label)


def _query(criteria: Mapping[str, Any]) -> str:
    return str(criteria.get("q", "")).strip()


def _found(user: Any, query: str, *, limit: int) -> Page:
    """All that the table of contacts would show for QUERY, counted to the last one."""
    sql, params = visible_to(user).order_by().values("pk").query.sql_with_params()
    among = Sql(f"s.id IN ({sql})", list(params))
    return find(Asked(query=query, limit=limit, private=may_see_sensitive(user), among=among, order=_BY_NAME))
