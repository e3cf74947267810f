"""What is said of people is kept as long as somebody needs it to decide, and no longer (RF-28)."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings

from backend.contacts.changes import CANDIDATES, CandidateChanged
from backend.contacts.models import Candidate, Person
from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.live.publish import publish

KEPT = timedelta(days=30)
"""How long a decision can be read in full."""
_AT_ONCE = 200
_PENDING = Candidate.State.PENDING


def tidy() -> int:
    """A sweep: those that nobody decided in time go, those decided long ago say no more of whom. Says how many."""
    moment = now()
    waited = Candidate.objects.filter(
        state=_PENDING, proposed_at__lt=moment - timedelta(days=settings.CANDIDATE_DAYS)
    )
    decided = Candidate.objects.filter(decided_at__lt=moment - KEPT, erased_at=None).exclude(state=_PENDING)
    if not (waited.exists() or decided.exists()):
        return 0
    with writing(task("contacts proposés")):
        gone = list(waited.select_for_update(skip_locked=True).order_by("proposed_at", "id")[:_AT_ONCE])
        told = list(decided.select_for_update(skip_locked=True).order_by("decided_at", "id")[:_AT_ONCE])
        for candidate in gone:
            publish(CANDIDATES, CandidateChanged(id=candidate.pk))
            candidate.delete()
        _erase_all(told)
    return len(gone) + len(told)


def forget_person(person: Person) -> None:
    """Of what proposed PERSON, who is about to be deleted for good, only the decision is left."""
    _erase_all(Candidate.objects.select_for_update().filter(person=person, erased_at=None).order_by("pk"))


def erase(candidate: Candidate) -> None:
    """Only what was decided, when and by whom is left. The caller saves."""
    for name in Candidate.personal_columns:
        setattr(candidate, name, [] if name == "digests" else "")
    candidate.erased_at = now()


def _erase_all(candidates: Iterable[Candidate]) -> None:
    for candidate in candidates:
        erase(candidate)
        candidate.version += 1
        candidate.save()
        publish(CANDIDATES, CandidateChanged(id=candidate.pk))
