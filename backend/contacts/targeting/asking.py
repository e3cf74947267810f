"""A user asks a query that is not saved: what they may ask, whom it finds, and how it reads."""

from dataclasses import dataclass
from typing import Any

from backend.contacts.targeting.checking import SENSITIVE, check
from backend.contacts.targeting.compiling import all_criteria, compiler
from backend.contacts.targeting.criteria import Criterion
from backend.contacts.targeting.finding import Matched, count_matching, page_matching
from backend.contacts.targeting.tree import AnyNode
from backend.contacts.targeting.wording import Told, wording_for


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
