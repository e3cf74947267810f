"""Who sees candidates: those who may create contacts, and nobody else (RF-23)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.errors import CandidateNotFound
from backend.contacts.models import Candidate
from backend.core.http.paging import ordered
from backend.core.text import words

RIGHTS = ("contacts.view_person", "contacts.change_person")
_SORTS = {"proposed_at": "proposed_at", "decided_at": "decided_at", "name": "search"}
_PENDING = Candidate.State.PENDING


def may_decide(user: Any) -> bool:
    return bool(user.has_perms(RIGHTS))


def visible_candidates(user: Any) -> QuerySet[Candidate]:
    if not may_decide(user):
        return Candidate.objects.none()
    return Candidate.objects.select_related("decided_by", "person")


def candidates_for(
    user: Any, *, pending: bool = True, query: str = "", kind: str = "", sort: str = ""
) -> QuerySet[Candidate]:
    """Those to decide, the last proposed first; or those that are decided, the last first.

    Every word of QUERY is in the name, the organisation, the function or the label of the origin.
    """
    rows = visible_candidates(user)
    rows = rows.filter(state=_PENDING) if pending else rows.exclude(state=_PENDING)
    for word in words(query):
        rows = rows.filter(search__contains=word)
    if kind:
        rows = rows.filter(origin_kind=kind)
    return ordered(rows, sort, _SORTS, "-proposed_at" if pending else "-decided_at")


def candidate_for(user: Any, candidate_id: UUID) -> Candidate:
    """Raises CandidateNotFound."""
    found = visible_candidates(user).filter(pk=candidate_id).first()
    if found is None:
        raise CandidateNotFound
    return found


def candidate_from(user: Any, *, kind: str, origin_id: str) -> Candidate | None:
    """What one origin proposed, for the domain that it belongs to; None also for who may not decide."""
    return visible_candidates(user).filter(origin_kind=kind, origin_id=origin_id).first()


def pending_count(user: Any) -> int:
    return visible_candidates(user).filter(state=_PENDING).count()


def proposed_alike(user: Any, candidate: Candidate) -> list[Candidate]:
    """Others that wait and name the same person: by address, number or profile."""
    rows = visible_candidates(user).filter(state=_PENDING, digests__overlap=candidate.digests)
    return list(rows.exclude(pk=candidate.pk).order_by("-proposed_at", "id")[:10])
