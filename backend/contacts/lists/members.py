"""Who is in a list, and why: for its page, for exports, for the guests of an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.contacts.lists.access import list_for
from backend.contacts.models import ContactList, ListMember, ListPin, Person
from backend.contacts.targeting.checking import SENSITIVE, sensitive_paths
from backend.contacts.targeting.compiling import Compiler, all_criteria, compiler
from backend.contacts.targeting.criteria import Criterion
from backend.contacts.targeting.explaining import Explained, explain_node
from backend.contacts.targeting.finding import (
    Matched,
    bounded,
    count_matching,
    matching,
    page_matching,
    positions_matched,
)
from backend.contacts.targeting.sql import Sql
from backend.contacts.targeting.tree import AnyNode, read_tree
from backend.contacts.targeting.wording import Told, wording_for

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """A list as a condition; NODE is its query, None where it is frozen."""

    compiler: Compiler
    condition: Sql
    node: AnyNode | None


@dataclass(frozen=True, slots=True)
class Why:
    """Whether a person is in a list, in one sentence; the pin that decides, and each condition of the query."""

    member: bool
    because: str
    pin: ListPin | None
    tree: Explained | None


def query_of(contact_list: ContactList) -> AnyNode | None:
    return read_tree(contact_list.query) if contact_list.query else None


def compiled(contact_list: ContactList) -> Compiled:
    dynamic = contact_list.kind == ContactList.Kind.DYNAMIC
    made = compiler(private=contact_list.sees_private, lists=[contact_list])
    return Compiled(made, made.members(contact_list), query_of(contact_list) if dynamic else None)


def members_page(user: Any, contact_list: ContactList, **paging: Any) -> Matched:
    """A page of the members that USER may see. Raises TargetingTooSlow."""
    made = compiled(contact_list)
    found = page_matching(user, made.compiler, made.condition, made.node, **paging)
    if made.node is None:
        found.positions.update(_kept_positions(contact_list, [person.pk for person in found.persons]))
    return found


def count_members(user: Any, contact_list: ContactList) -> int:
    return count_matching(user, compiled(contact_list).condition)


def members_for(user: Any, list_id: UUID) -> dict[UUID, UUID | None]:
    """All members that USER may see, each with the position by which they are in the list, by name.

    Raises:
        ListNotFound: there is no such list, or USER may not see it.
        TargetingTooSlow: it takes too long.
    """
    contact_list = list_for(user, list_id)
    made = compiled(contact_list)
    with bounded():
        ids = list(matching(user, made.condition).order_by("sort_name", "id").values_list("pk", flat=True))
        found: dict[UUID, UUID] = {}
        for start in range(0, len(ids), _AT_ONCE):
            found |= positions_matched(made.compiler, made.node, ids[start : start + _AT_ONCE])
    if made.node is None:
        found |= _kept_positions(contact_list, ids)
    return {pk: found.get(pk) for pk in ids}


def members_among(user: Any, contact_list: ContactList, ids: Iterable[UUID]) -> set[UUID]:
    """Those of IDS who are in the list."""
    rows = matching(user, compiled(contact_list).condition).filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def told(user: Any, node: AnyNode | None) -> Told | None:
    """NODE in French, as far as USER may see it."""
    if node is None:
        return None
    return wording_for([node], all_criteria(), shows_all=user.has_perm(SENSITIVE)).tell(node)


def hides_query(user: Any, node: AnyNode | None, criteria: dict[str, Criterion] | None = None) -> bool:
    """Whether NODE asks what USER may not see: then only its plain parts are told."""
    if node is None or user.has_perm(SENSITIVE):
        return False
    return bool(sensitive_paths(node, criteria or all_criteria()))


def explain(user: Any, contact_list: ContactList, person: Person) -> Why:
    """« Pourquoi cette personne est-elle dans la liste, ou pas ? »"""
    made = compiled(contact_list)
    pin = contact_list.pins.select_related("pinned_by").filter(person=person).first()
    member = matching(user, made.condition).filter(pk=person.pk).exists()
    tree = None
    if made.node is not None:
        wording = wording_for([made.node], made.compiler.criteria, shows_all=user.has_perm(SENSITIVE))
        tree = explain_node(made.compiler, wording, person, made.node)
    return Why(member, _because(contact_list, pin, member=member), pin, tree)


def _because(contact_list: ContactList, pin: ListPin | None, *, member: bool) -> str:
    if pin is not None:
        who = pin.pinned_by.display_name if pin.pinned_by else "quelqu’un qui n’a plus de compte"
        verb = "Ajoutée" if pin.way == ListPin.Way.IN else "Écartée"
        return f"{verb} à la main par {who}" + (f"\u202f: {pin.reason}" if pin.reason else ".")
    if contact_list.kind == ContactList.Kind.FROZEN:
        return (
            "Cette personne était dans la liste quand elle a été figée."
            if member
            else "Cette personne n’était pas dans la liste quand elle a été figée."
        )
    return "Cette fiche remplit le ciblage." if member else "Cette fiche ne remplit pas le ciblage."


def _kept_positions(contact_list: ContactList, ids: list[UUID]) -> dict[UUID, UUID]:
    rows = ListMember.objects.filter(list=contact_list, person__in=ids, position__isnull=False)
    return {row.person_id: row.position_id for row in rows if row.position_id is not None}
