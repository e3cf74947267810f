"""From a targeting to one parametrised condition over `contacts_person`.

Conditions inside a `same` group are about one row: their SQL shares the row's alias. Anywhere else each has an
EXISTS of its own. EXISTS with one plain equality to the outer row lets PostgreSQL hash the inner rows when it
counts everybody, and use an index when one person is asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from backend.contacts.models import ContactList
from backend.contacts.targeting.criteria import Asking, Criterion, Scope, registry
from backend.contacts.targeting.fields.custom import custom_criteria
from backend.contacts.targeting.kinds import read_value
from backend.contacts.targeting.sql import FALSE, TODAY, Sql, all_of, any_of, exists, negation
from backend.contacts.targeting.tree import AnyNode, Condition, Group, Same, read_tree, walk

_HELD = "contacts_position post LEFT JOIN contacts_organisation org ON org.id = post.organisation_id"
_POINT = "contacts_contactpoint point"
# (outer scope, inner scope) -> the rows of the inner scope that belong to the outer row.
# IS NOT NULL tells the planner how few points belong to positions and organisations.
_OF_POSITION = (
    f"contacts_position post JOIN {_POINT} ON point.position_id = post.id WHERE point.position_id IS NOT NULL"
)
_OF_HOUSE = (
    f"contacts_position post JOIN {_POINT} ON point.organisation_id = post.organisation_id "
    f"WHERE point.organisation_id IS NOT NULL AND (post.ended_on IS NULL OR post.ended_on >= {TODAY})"
)
_THEIRS, _IS_ADDRESS = "post.person_id = contacts_person.id", "point.kind = 'address'"
ROWS: dict[tuple[str, str], list[str]] = {
    ("person", "position"): [f"{_HELD} WHERE {_THEIRS}"],
    ("person", "organisation"): [
        f"contacts_position post JOIN contacts_organisation org ON org.id = post.organisation_id WHERE {_THEIRS}"
    ],
    ("person", "point"): [
        f"{_POINT} WHERE point.person_id = contacts_person.id",
        f"{_OF_POSITION} AND {_THEIRS}",
    ],
    ("person", "address"): [
        f"{_POINT} WHERE {_IS_ADDRESS} AND point.person_id = contacts_person.id",
        f"{_OF_POSITION} AND {_IS_ADDRESS} AND {_THEIRS}",
        f"{_OF_HOUSE} AND {_IS_ADDRESS} AND {_THEIRS}",
    ],
    ("position", "point"): [f"{_POINT} WHERE point.position_id = post.id"],
    ("position", "address"): [
        f"{_POINT} WHERE {_IS_ADDRESS} AND point.position_id = post.id",
        f"{_POINT} WHERE {_IS_ADDRESS} AND point.organisation_id = post.organisation_id",
    ],
    ("organisation", "point"): [f"{_POINT} WHERE point.organisation_id = org.id"],
    ("organisation", "address"): [f"{_POINT} WHERE {_IS_ADDRESS} AND point.organisation_id = org.id"],
}
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Compiler:
    """What is known while a targeting is compiled; OPEN are the lists that it is in the middle of."""

    criteria: Mapping[str, Criterion]
    lists: Mapping[UUID, ContactList]
    asking: Asking
    open: tuple[UUID, ...] = ()

    def condition(self, node: AnyNode, at: Scope = "person") -> Sql:
        """NODE about a row of AT. What can't be asked any more holds for nobody."""
        if isinstance(node, Condition):
            return self._leaf(node, at)
        parts = [self.condition(child, self.scope_in(node, at)) for child in node.children]
        if isinstance(node, Same):
            return some(at, node.of, all_of(parts), self.asking)
        if node.op == "not":
            return negation(parts[0])
        return all_of(parts) if node.op == "and" else any_of(parts)

    def scope_in(self, node: Group | Same, at: Scope) -> Scope:
        return node.of if isinstance(node, Same) else at

    def _leaf(self, node: Condition, at: Scope) -> Sql:
        criterion = self.criteria.get(node.field)
        if criterion is None or node.cmp not in criterion.offered():
            return FALSE
        try:
            value = read_value(criterion.kind, node.cmp, node.value)
        except ValueError:
            return FALSE
        made = criterion.sql(replace(self.asking, membership=self._membership), node.cmp, value)
        return made if aliased(criterion.scope, at) else some(at, criterion.scope, made, self.asking)

    def members(self, contact_list: ContactList) -> Sql:
        """Whether a person is in CONTACT_LIST: its query or frozen members, and the pins over them."""
        if contact_list.pk in self.open or len(self.open) >= DEEPEST:
            return FALSE
        key = (contact_list.pk,)
        if contact_list.kind == ContactList.Kind.FROZEN:
            base = _row("contacts_listmember", key)
        else:
            inside = replace(
                self, open=(*self.open, contact_list.pk), asking=Asking(private=contact_list.sees_private)
            )
            base = inside.condition(read_tree(contact_list.query))
        return any_of(
            [all_of([base, negation(_pinned(key, "out"))]), _pinned(key, "in")],
        )

    def _membership(self, ids: Sequence[UUID]) -> Sql:
        return any_of(self.members(self.lists[pk]) for pk in ids if pk in self.lists)


def aliased(scope: Scope, at: Scope) -> bool:
    """Whether criteria of SCOPE can be asked of a row of AT itself."""
    return scope == at or (scope == "point" and at == "address")


def reachable(at: Scope, scope: Scope) -> bool:
    return (at, scope) in ROWS or (at, scope) == ("position", "organisation")


def some(at: Scope, of: Scope, where: Sql, asking: Asking) -> Sql:
    """Whether a row of OF that belongs to the row of AT satisfies WHERE."""
    if (at, of) == ("position", "organisation"):
        return all_of([Sql("org.id IS NOT NULL"), where])
    if of in ("point", "address") and not asking.private:
        where = all_of([Sql("NOT point.is_private"), where])
    return any_of(_exists_among(rows, where) for rows in ROWS[at, of])


def _exists_among(rows: str, where: Sql) -> Sql:
    return Sql(f"EXISTS (SELECT 1 FROM {rows} AND ({where.text}))", where.params)  # noqa: S608


def all_criteria() -> dict[str, Criterion]:
    """By name: those of the code, and those of the fields that an administrator added (one query)."""
    return {**registry.criteria, **{criterion.name: criterion for criterion in custom_criteria()}}


def compiler(
    *,
    private: bool,
    nodes: Sequence[AnyNode] = (),
    lists: Sequence[ContactList] = (),
    criteria: Mapping[str, Criterion] | None = None,
) -> Compiler:
    """A compiler for NODES and LISTS; lists are read only where one is named, all in one query."""
    fields = {each.field for node in nodes for _, each in walk(node) if isinstance(each, Condition)}
    named = "person.list" in fields or any("person.list" in str(each.query) for each in lists)
    known = {each.pk: each for each in ContactList.objects.defer("search")} if named else {}
    known |= {each.pk: each for each in lists}
    return Compiler(criteria or all_criteria(), known, Asking(private=private))


def _row(table: str, params: tuple[Any, ...], more: str = "") -> Sql:
    return exists(
        f"{table} kept", Sql(f"kept.person_id = contacts_person.id AND kept.list_id = %s{more}", params)
    )


def _pinned(key: tuple[UUID], way: str) -> Sql:
    return _row("contacts_listpin", (*key, way), " AND kept.way = %s")
