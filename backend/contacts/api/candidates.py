"""Proposed contacts over HTTP: read by those who may create contacts, and decided by them (RF-20)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, user_of
from backend.contacts import present
from backend.contacts.candidates import deciding
from backend.contacts.candidates.facts import CandidateFacts
from backend.contacts.candidates.origins import known_kinds
from backend.contacts.candidates.queries import candidate_for, candidates_for, pending_count
from backend.contacts.candidates.showing import candidate_shown
from backend.contacts.present.candidates import candidate_out
from backend.contacts.schemas import ContactOut
from backend.contacts.schemas.candidates import (
    CandidateAccepted,
    CandidateAttached,
    CandidateCount,
    CandidateDetail,
    CandidateKind,
    CandidateOut,
    CandidateRefused,
    CandidatesAsked,
)
from backend.contacts.sensitive import sight_of
from backend.core.http.paging import Page, Paging, page_of

router = Router(tags=["candidates"], auth=Right("contacts.change_person"))


@router.get("", response=Page[CandidateOut], summary="Les contacts proposés")
def list_candidates(
    request: HttpRequest, paging: Query[Paging], asked: Query[CandidatesAsked]
) -> dict[str, Any]:
    user = user_of(request)
    rows = candidates_for(user, pending=asked.pending, query=paging.q, kind=asked.kind, sort=paging.sort)
    return page_of(rows, paging, lambda row: candidate_out(row, user))


@router.get("/count", response=CandidateCount, summary="Combien attendent une décision")
def count_candidates(request: HttpRequest) -> dict[str, int]:
    return {"pending": pending_count(user_of(request))}


@router.get("/kinds", response=list[CandidateKind], summary="D’où viennent les contacts proposés")
def list_candidate_kinds(request: HttpRequest) -> list[dict[str, str]]:
    return [{"kind": kind, "label": told.label} for kind, told in sorted(known_kinds().items())]


@router.get(
    "/{uuid:candidate_id}", response=CandidateDetail, summary="Un contact proposé, et à qui il ressemble"
)
def read_candidate(request: HttpRequest, candidate_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return candidate_shown(user, candidate_for(user, candidate_id))


@router.post("/{uuid:candidate_id}/accept", response={201: ContactOut}, summary="Créer la fiche")
def accept_candidate(
    request: HttpRequest, candidate_id: UUID, payload: CandidateAccepted
) -> Status[dict[str, Any]]:
    user, given = user_of(request), payload.model_dump(exclude={"version", "civility"})
    made = deciding.accept_candidate(
        user.actor,
        user=user,
        candidate_id=candidate_id,
        version=payload.version,
        civility=payload.civility,
        facts=CandidateFacts(**given),
    )
    return Status(201, present.record(made, sight_of(user)))


@router.post("/{uuid:candidate_id}/attach", response=ContactOut, summary="Rattacher à une fiche")
def attach_candidate(request: HttpRequest, candidate_id: UUID, payload: CandidateAttached) -> dict[str, Any]:
    user = user_of(request)
    person = deciding.attach_candidate(
        user.actor, user=user, candidate_id=candidate_id, **payload.model_dump()
    )
    return present.record(person, sight_of(user))


@router.post("/{uuid:candidate_id}/refuse", response=CandidateOut, summary="Écarter")
def refuse_candidate(request: HttpRequest, candidate_id: UUID, payload: CandidateRefused) -> dict[str, Any]:
    user = user_of(request)
    refused = deciding.refuse_candidate(
        user.actor, user=user, candidate_id=candidate_id, **payload.model_dump()
    )
    return candidate_out(refused, user)


@router.post("/{uuid:candidate_id}/reopen", response=CandidateOut, summary="Reprendre ce qui était écarté")
def reopen_candidate(request: HttpRequest, candidate_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return candidate_out(deciding.reopen_candidate(user.actor, user=user, candidate_id=candidate_id), user)
