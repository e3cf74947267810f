"""What is decided of a group of records: told apart, for ever, or open again."""

from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

from backend.contacts.duplicates.keeping import group
from backend.contacts.models import DuplicatePair
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing

Verdict = DuplicatePair.Verdict


def decide_pairs(actor: Actor, *, kind: str, ids: Sequence[UUID], verdict: str) -> int:
    """Every pair of IDS gets VERDICT, those that no run has found included; how many were changed."""
    with writing(actor):
        ends = list(combinations(sorted(set(ids)), 2))
        if verdict == Verdict.NOT_DUPLICATE:
            new = [DuplicatePair(kind=kind, a=a, b=b, score=0) for a, b in ends]
            DuplicatePair.objects.bulk_create(new, ignore_conflicts=True)
        rows = DuplicatePair.objects.filter(kind=kind, a__in=ids, b__in=ids).exclude(verdict=verdict)
        changed = rows.exclude(verdict=Verdict.MERGED).update(
            verdict=verdict, by_id=actor.user_id, at=now(), updated_at=now()
        )
        group(kind)
    return changed
