"""A user asks a query that is not saved: what they may ask, whom it finds, and how it reads."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.contacts.targeting.checking import SENSITIVE, check
from backend.contacts.targeting.compiling import all_criteria, compiler
from backend.contacts.targeting.criteria import Criterion
from backend.contacts.targeting.finding import (
    Matched,
    bounded,
    count_matching,
    matching,
    page_matching,
    positions_matched,
)
from backend.contacts.targeting.tree import AnyNode
from backend.contacts.targeting.wording import Told, wording_for

_AT_ONCE = 5_000


def criteria_for(user: Any) -> list[Criterion]:
    """What USER may ask, in the order of the menu."""
    sees_all = user.has_perm(SENSITIVE)
    return [found for found in all_criteria().values() if sees_all or not found.sensitive]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many persons a query finds, how it reads, and what the ids in it are called."""

    count: int
    told: Told
    names: dict[str, str]


def count_query(user: Any, node: AnyNode) -> Counted:
    """How many persons NODE finds for USER, and NODE in French.

    Raises:
        Invalid, SensitiveCriterion: NODE can't be asked.
        TargetingTooSlow: it would take too long.
    """
    criteria = check(user, node)
    compiled = compiler(private=user.has_perm(SENSITIVE), nodes=[node], criteria=criteria)
    count = count_matching(user, compiled.condition(node))
    wording = wording_for([node], compiled.criteria, shows_all=True)
    return Counted(count, wording.tell(node), dict(wording.names))


def preview_query(user: Any, node: AnyNode, **paging: Any) -> Matched:
    """A page of whom NODE finds for USER. Raises as count_query does."""
    criteria = check(user, node)
    compiled = compiler(private=user.has_perm(SENSITIVE), nodes=[node], criteria=criteria)
    return page_matching(user, compiled, compiled.condition(node), node, **paging)


def everybody_found(user: Any, node: AnyNode) -> tuple[dict[UUID, UUID | None], str]:
    """All whom NODE finds for USER, each with the position it found them by, by name; and NODE in one line, without
    what not everybody may read. Raises as count_query does."""
    criteria = check(user, node)
    compiled = compiler(private=user.has_perm(SENSITIVE), nodes=[node], criteria=criteria)
    found: dict[UUID, UUID] = {}
    with bounded():
        persons = matching(user, compiled.condition(node)).order_by("sort_name", "id")
        ids = list(persons.values_list("pk", flat=True))
        for start in range(0, len(ids), _AT_ONCE):
            found |= positions_matched(compiled, node, ids[start : start + _AT_ONCE])
    told = wording_for([node], compiled.criteria, shows_all=False).tell(node)
    return {pk: found.get(pk) for pk in ids}, _in_one_line(told)


def _in_one_line(told: Told) -> str:
    if not told.children:
        return told.text
    return "; ".join(_in_one_line(child) for child in told.children)
