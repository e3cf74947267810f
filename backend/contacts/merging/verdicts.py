"""What was decided of pairs goes with a merge: told apart from one is told apart from the other."""

from uuid import UUID

from django.db.models import Q

from backend.contacts.merging.journal import Journal
from backend.contacts.models import DuplicatePair

Verdict = DuplicatePair.Verdict


def carry_verdicts(journal: Journal, *, keeper: UUID, loser: UUID) -> None:
    """Recorded like all else: an undoing brings every verdict back."""
    for pair in DuplicatePair.objects.filter(Q(a=loser) | Q(b=loser)).order_by("pk"):
        other = pair.b if pair.a == loser else pair.a
        if other == keeper:
            journal.change(DuplicatePair, pair.pk, verdict=Verdict.MERGED)
            continue
        if pair.verdict != Verdict.NOT_DUPLICATE:
            continue
        a, b = sorted((keeper, other))
        told = {"kind": pair.kind, "score": pair.score, "why": pair.why}
        twin, made = DuplicatePair.objects.get_or_create(
            a=a, b=b, defaults={**told, "verdict": pair.verdict, "by_id": pair.by_id, "at": pair.at}
        )
        if made:
            journal.made(DuplicatePair, twin.pk)
        elif twin.verdict == Verdict.OPEN:
            journal.change(DuplicatePair, twin.pk, verdict=pair.verdict, by_id=pair.by_id, at=pair.at)
