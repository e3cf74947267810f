"""What a run finds is written over what was there: verdicts stay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from backend.contacts.matching import Evidence, Pair
from backend.contacts.models import DuplicatePair
from backend.core.clock import now

Verdict = DuplicatePair.Verdict
_WRITTEN = ["score", "why", "verdict", "updated_at"]


def keep_pairs(kind: str, pairs: Sequence[Pair]) -> int:
    """Write PAIRS; how many are open. A « no duplicate » stays one."""
    ends = [(UUID(pair.a), UUID(pair.b)) for pair in pairs]
    firsts = DuplicatePair.objects.filter(a__in={a for a, _ in ends}, b__in={b for _, b in ends})
    there = {(row.a, row.b): row for row in firsts.select_for_update()}
    new: list[DuplicatePair] = []
    changed: list[DuplicatePair] = []
    for pair, (a, b) in zip(pairs, ends, strict=True):
        row = there.get((a, b))
        (new if row is None else changed).append(_written(row or DuplicatePair(kind=kind, a=a, b=b), pair))
    DuplicatePair.objects.bulk_create(new, ignore_conflicts=True)
    DuplicatePair.objects.bulk_update(changed, _WRITTEN)
    return sum(row.verdict == Verdict.OPEN for row in [*new, *changed])


def _written(row: DuplicatePair, pair: Pair) -> DuplicatePair:
    """What somebody told apart stays apart for ever, whatever a run finds; only a person opens it again."""
    if row.verdict == Verdict.MERGED:
        row.verdict = Verdict.OPEN  # both live again
    row.score, row.why, row.updated_at = pair.score, told(pair.why), now()
    return row


def told(why: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {"field": one.field, "level": one.level, "sentence": one.sentence, "bits": one.bits} for one in why
    ]


def drop_stale(kind: str, *, changed: Iterable[UUID] | None, before: Any) -> None:
    """Open pairs that this run did not find again: of all records, or of those that CHANGED."""
    rows = DuplicatePair.objects.filter(kind=kind, verdict=Verdict.OPEN, updated_at__lt=before)
    if changed is not None:
        ids = list(changed)
        rows = rows.filter(Q(a__in=ids) | Q(b__in=ids))
    rows.delete()


def group(kind: str) -> int:
    """Give every open pair its cluster; how many there are. No cluster holds two that are told apart.

    The surest pairs unite first; a pair that would bring together two that are no duplicates bridges nothing.
    """
    rows = DuplicatePair.objects.filter(kind=kind).exclude(verdict=Verdict.MERGED)
    apart: dict[UUID, set[UUID]] = defaultdict(set)
    open_pairs = []
    for row in rows.order_by("-score", "a", "b").values_list("pk", "a", "b", "verdict", "cluster"):
        if row[3] == Verdict.NOT_DUPLICATE:
            apart[row[1]].add(row[2])
            apart[row[2]].add(row[1])
        else:
            open_pairs.append(row)
    members: dict[UUID, set[UUID]] = {}
    for _, a, b, _, _ in open_pairs:
        one, other = members.setdefault(a, {a}), members.setdefault(b, {b})
        if one is other or len(one) + len(other) > 40 or any(apart[name] & other for name in one):
            continue
        one |= other
        members.update(dict.fromkeys(other, one))
    changed = []
    for pk, a, b, _, cluster in open_pairs:
        wanted = min(members[a]) if members[a] is members[b] else None
        if wanted != cluster:
            changed.append(DuplicatePair(pk=pk, cluster=wanted))
    DuplicatePair.objects.bulk_update(changed, ["cluster"], batch_size=1000)
    return len({min(one) for one in members.values() if len(one) > 1})
