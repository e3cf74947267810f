"""Groups that may be merged in one go: every pair has one name and one mailbox or mobile, and nothing against.

What is certain is judged on evidence that is sensitive: these groups are for those who may see it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from backend.contacts.duplicates.showing import chosen_keeper, field_told, member, open_pairs, records_for
from backend.contacts.merging.fields import Weighing, decisions, value_of, weighing_of
from backend.contacts.merging.persons import merge_persons
from backend.contacts.merging.survivorship import rules_for
from backend.contacts.models import DuplicatePair, FieldDefinition, MergeOperation, Person, RecordKind
from backend.contacts.sensitive import sight_of
from backend.core.errors import DomainError, NotAllowed
from backend.core.text import fold

SURE = 0.98
_PROOFS = {"email", "mobile"}
_CONFLICTS = {"birth", "civility", "generation"}
_AGREED = {"exact", "same"}
Ends = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One group as it was seen and ticked: the version of every record of it."""

    keep: UUID
    versions: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Refused:
    keep: UUID
    code: str
    detail: str


def certain_groups_for(user: Any, *, limit: int, offset: int) -> dict[str, Any]:
    """One page of them, with what would become of each; none for who does not see sensitive fields."""
    groups = list(_certain(user)) if sight_of(user).sees else []
    page = groups[offset : offset + limit]
    ids = [pk for members, _ in page for pk in members]
    persons = {record.pk: record for record in records_for(user, RecordKind.PERSON, ids)} if ids else {}
    weighing = weighing_of(list(persons.values()))
    labels = dict(FieldDefinition.objects.values_list("key", "label")) if ids else {}
    rules = rules_for(RecordKind.PERSON) if ids else {}
    items = [
        _shown([persons[pk] for pk in members], why, weighing, rules, labels)  # type: ignore[misc]
        for members, why in page
    ]
    return {"items": items, "total": len(groups)}


def merge_certain(user: Any, *, groups: Sequence[Wanted]) -> tuple[list[MergeOperation], list[Refused]]:
    """Each group by itself, with an undoing of its own; those that are certain no more are refused, and why.

    Raises:
        NotAllowed: USER does not see what makes them certain.
    """
    if not sight_of(user).sees:
        raise NotAllowed
    done, refused = [], []
    certain = {frozenset(members) for members, _ in _certain(user)}
    for wanted in groups:
        if frozenset(wanted.versions) not in certain or wanted.keep not in wanted.versions:
            refused.append(
                Refused(wanted.keep, "not_certain", "Ce groupe a changé : l’examiner de plus près.")
            )
            continue
        losers = [pk for pk in wanted.versions if pk != wanted.keep]
        try:
            done.append(merge_persons(user.actor, keep=wanted.keep, losers=losers, versions=wanted.versions))
        except DomainError as error:
            refused.append(Refused(wanted.keep, error.code, error.detail))
    return done, refused


def _certain(user: Any) -> Iterator[tuple[list[UUID], list[str]]]:
    """Members and reasons of each group, the surest first: two queries."""
    pairs: dict[UUID, dict[Ends, DuplicatePair]] = defaultdict(dict)
    for pair in open_pairs(user, RecordKind.PERSON).order_by("-score", "pk"):
        assert pair.cluster is not None
        pairs[pair.cluster][pair.a, pair.b] = pair
    likely = {
        cluster: found
        for cluster, found in pairs.items()
        if all(_is_certain(pair) for pair in found.values())
    }
    ids = {pk for found in likely.values() for ends in found for pk in ends}
    names = {
        pk: (fold(given), fold(family))
        for pk, given, family in Person.objects.filter(pk__in=ids).values_list(
            "pk", "given_name", "family_name"
        )
    }
    for found in likely.values():
        members = sorted({pk for ends in found for pk in ends})
        one_name = len({names[pk] for pk in members}) == 1 and all(names[members[0]])
        if one_name and all(ends in found for ends in combinations(members, 2)):
            said = [
                reason["sentence"] for pair in found.values() for reason in pair.why if reason["bits"] > 1
            ]
            yield members, list(dict.fromkeys(said))


def _is_certain(pair: DuplicatePair) -> bool:
    levels = {reason["field"]: reason["level"] for reason in pair.why}
    proved = any(levels.get(field) == "exact" for field in _PROOFS)
    against = any(levels.get(field, "same") not in _AGREED for field in _CONFLICTS)
    return pair.score >= SURE and proved and not against


def _shown(
    persons: Sequence[Person],
    why: list[str],
    weighing: Weighing,
    rules: Mapping[str, list[str]],
    labels: Mapping[str, str],
) -> dict[str, Any]:
    keeper = chosen_keeper(persons, weighing.uses)
    ordered = [keeper, *(person for person in persons if person is not keeper)]
    decided = decisions(ordered, rules, weighing=weighing)
    return {
        "keep": keeper.pk,
        "members": [member(person) for person in ordered],
        "why": why,
        "fields": [
            field_told(name, decision, ordered, labels)
            for name, decision in decided.items()
            if decision.differs and any(value_of(person, name) for person in ordered)
        ],
    }
