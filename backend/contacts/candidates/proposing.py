"""Other domains propose contacts here; nothing enters the base by itself (RF-20)."""

from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.candidates.facts import FIELDS, CandidateFacts, search_text, tidied
from backend.contacts.candidates.objections import digests_of, objected
from backend.contacts.candidates.origins import CandidateOrigin, known_kinds
from backend.contacts.changes import CANDIDATES, CandidateChanged
from backend.contacts.models import Candidate
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing
from backend.live.publish import publish

_LABEL = 200  # characters


def propose_contact(actor: Actor, *, origin: CandidateOrigin, facts: CandidateFacts) -> UUID | None:
    """The candidate that ORIGIN proposes: a new one, or the same with what is said now while nobody has decided.

    One that is decided stays as it is. None where nobody is named, or where that person objected to be proposed.

    Raises:
        ValueError: no domain registered the kind of ORIGIN (`register_candidate_origin`).
    """
    if origin.kind not in known_kinds():
        raise ValueError(f"Nobody registered candidates of the kind {origin.kind!r}.")
    facts = tidied(facts)
    digests = digests_of(facts)
    if not facts.name:
        return None
    with writing(actor):
        if objected(digests):
            return None
        values = _values(actor, origin, facts, digests)
        candidate, made = Candidate.objects.get_or_create(
            origin_kind=origin.kind, origin_id=origin.id, defaults={**values, "proposed_at": now()}
        )
        if made or _corrected(candidate, values):
            publish(CANDIDATES, CandidateChanged(id=candidate.pk))
    return candidate.pk


def withdraw_proposal(actor: Actor, *, kind: str, origin_id: str) -> None:
    """What was named is no longer meant (the deputy does not come): what nobody has decided is forgotten."""
    with writing(actor):
        for candidate in _free().filter(origin_kind=kind, origin_id=origin_id):
            publish(CANDIDATES, CandidateChanged(id=candidate.pk))
            candidate.delete()


def _free() -> QuerySet[Candidate]:
    """Those that wait and that nobody is deciding of right now, locked.

    Who proposes holds the row that they propose from, which whoever decides will want: waiting would dead-lock.
    """
    return Candidate.objects.select_for_update(skip_locked=True).filter(state=Candidate.State.PENDING)


def _values(
    actor: Actor, origin: CandidateOrigin, facts: CandidateFacts, digests: list[str]
) -> dict[str, object]:
    label = " ".join(origin.label.split())[:_LABEL]
    return {
        **{name: getattr(facts, name) for name in FIELDS},
        "search": search_text(facts, label),
        "digests": digests,
        "origin_label": label,
        "origin_url": origin.url[:_LABEL],
        "proposed_by": actor.label[:160],
        "proposed_by_guest": actor.kind == "guest",
    }


def _corrected(candidate: Candidate, values: dict[str, object]) -> bool:
    """Whether VALUES say something else than CANDIDATE, who is still to be decided and now says so."""
    locked = _free().filter(pk=candidate.pk).first()
    if locked is None:
        return False
    if all(getattr(locked, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.proposed_at = now()
    locked.save()
    return True
