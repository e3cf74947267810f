"""Whether a targeting can be asked at all, and by this user: each wrong node by its path."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from backend.contacts.errors import ListCycle, SensitiveCriterion
from backend.contacts.geography.places import place_of
from backend.contacts.models import ContactList
from backend.contacts.targeting.compiling import aliased, all_criteria, reachable
from backend.contacts.targeting.criteria import Criterion, Scope
from backend.contacts.targeting.kinds import read_value
from backend.contacts.targeting.tree import AnyNode, Condition, Same, read_tree, walk
from backend.core.errors import Invalid

SENSITIVE = "contacts.view_sensitive"
_SCOPES = {
    "position": "une même fonction",
    "organisation": "un même organisme",
    "point": "une même coordonnée",
    "address": "une même adresse",
}
Problem = tuple[str, str]


def check(
    user: Any, node: AnyNode, *, at: str = "query", of: ContactList | None = None
) -> dict[str, Criterion]:
    """Let NODE pass, as the query of the list OF if it is to be one's; gives the criteria there are.

    Raises:
        Invalid: its `fields` name the wrong nodes by path, under AT.
        SensitiveCriterion: USER may not ask one of them.
        ListCycle: the list would be made of itself.
    """
    criteria = all_criteria()
    wrong = {_path(at, path): message for path, message in _problems(node, criteria, "person", "")}
    if wrong:
        raise Invalid("Ce ciblage a un critère qui ne peut pas être lu.", fields=wrong)
    hidden = [_path(at, path) for path in sensitive_paths(node, criteria)]
    if hidden and not user.has_perm(SENSITIVE):
        raise SensitiveCriterion(fields=dict.fromkeys(hidden, SensitiveCriterion.detail))
    if of is not None:
        _check_cycle(node, of)
    return criteria


def sensitive_paths(node: AnyNode, criteria: Mapping[str, Criterion]) -> list[str]:
    return [
        path
        for path, each in walk(node)
        if isinstance(each, Condition) and (found := criteria.get(each.field)) and found.sensitive
    ]


def lists_named(node: AnyNode) -> set[UUID]:
    """The lists that NODE itself names."""
    named = set()
    for _, each in walk(node):
        if isinstance(each, Condition) and each.field == "person.list" and isinstance(each.value, list):
            named |= {UUID(str(value)) for value in each.value}
    return named


def _path(at: str, path: str) -> str:
    return f"{at}.{path}" if path else at


def _problems(node: AnyNode, criteria: Mapping[str, Criterion], at: Scope, path: str) -> Iterator[Problem]:
    if isinstance(node, Condition):
        yield from _leaf_problems(node, criteria, at, path)
        return
    inside = at
    if isinstance(node, Same):
        inside = node.of
        if not reachable(at, node.of):
            yield path, f"Un groupe sur {_SCOPES[node.of]} ne peut pas se trouver ici."
            return
    for number, child in enumerate(node.children):
        yield from _problems(child, criteria, inside, f"{path}.children.{number}".lstrip("."))


def _leaf_problems(
    node: Condition, criteria: Mapping[str, Criterion], at: Scope, path: str
) -> Iterator[Problem]:
    criterion = criteria.get(node.field)
    if criterion is None:
        yield f"{path}.field".lstrip("."), "Ce critère n’existe pas."
    elif node.cmp not in criterion.offered():
        known = ", ".join(criterion.offered())
        yield f"{path}.cmp".lstrip("."), f"Comparaison inconnue. Comparaisons possibles : {known}."
    elif not (aliased(criterion.scope, at) or reachable(at, criterion.scope)):
        yield f"{path}.field".lstrip("."), f"« {criterion.label} » ne porte pas sur {_SCOPES[at]}."
    else:
        try:
            _check_place(criterion, read_value(criterion.kind, node.cmp, node.value))
        except ValueError as error:
            yield f"{path}.value".lstrip("."), str(error)


def _check_place(criterion: Criterion, value: Any) -> None:
    wanted = (
        value if criterion.kind.name == "place" else [value["place"]] if criterion.kind.name == "near" else []
    )
    if any(place_of(place_id) is None for place_id in wanted):
        raise ValueError("Ce lieu n’est pas connu.")


def _check_cycle(node: AnyNode, of: ContactList) -> None:
    queries = dict(ContactList.objects.filter(kind=ContactList.Kind.DYNAMIC).values_list("pk", "query"))
    waiting, seen = list(lists_named(node)), set[UUID]()
    while waiting:
        pk = waiting.pop()
        if pk == of.pk:
            raise ListCycle
        if pk not in seen and pk in queries:
            seen.add(pk)
            waiting += lists_named(read_tree(queries[pk]))
