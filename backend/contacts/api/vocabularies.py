"""Controlled lists of values over HTTP (RF-5)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, actor_of
from backend.contacts import present, services
from backend.contacts.models import Term, Vocabulary
from backend.contacts.schemas import (
    AcceptTermIn,
    MergeTermIn,
    TermIn,
    TermOut,
    TermPatch,
    VocabularyName,
    VocabularyOut,
    VocabularyTree,
)
from backend.contacts.vocabularies import node_of, overview, term_for, tree

router = Router(tags=["vocabularies"])
VIEW, CHANGE = Right("contacts.view_person"), Right("contacts.change_person")
MANAGE = Right("contacts.manage_vocabularies")


@router.get("", response=list[VocabularyOut], auth=VIEW, summary="Les listes de valeurs")
def list_vocabularies(request: HttpRequest) -> list[dict[str, object]]:
    return overview()


@router.get("/{vocabulary}", response=VocabularyTree, auth=VIEW, summary="Une liste de valeurs, en arbre")
def read_vocabulary(request: HttpRequest, vocabulary: VocabularyName) -> dict[str, Any]:
    terms = [present.term(node) for node in tree(vocabulary)]
    return {"vocabulary": vocabulary, "label": Vocabulary(vocabulary).label, "terms": terms}


@router.post("/{vocabulary}/terms", response={201: TermOut}, auth=MANAGE, summary="Ajouter un terme")
def create_term(request: HttpRequest, vocabulary: VocabularyName, payload: TermIn) -> Status[dict[str, Any]]:
    parent = _given(payload.parent_id)
    made = services.create_term(actor_of(request), vocabulary=vocabulary, label=payload.label, parent=parent)
    return Status(201, present.term(node_of(made)))


@router.post("/{vocabulary}/proposals", response={201: TermOut}, auth=CHANGE, summary="Proposer un terme")
def propose_term(request: HttpRequest, vocabulary: VocabularyName, payload: TermIn) -> Status[dict[str, Any]]:
    parent = _given(payload.parent_id)
    made = services.propose_term(actor_of(request), vocabulary=vocabulary, label=payload.label, parent=parent)
    return Status(201, present.term(node_of(made)))


@router.patch(
    "/terms/{uuid:term_id}", response=TermOut, auth=MANAGE, summary="Renommer, déplacer ou ordonner un terme"
)
def change_term(request: HttpRequest, term_id: UUID, payload: TermPatch) -> dict[str, Any]:
    changes = payload.model_dump(exclude_unset=True)
    if "parent_id" in changes:
        changes["parent"] = _given(changes.pop("parent_id"))
    changed = services.change_term(actor_of(request), term=term_for(term_id), changes=changes)
    return present.term(node_of(changed))


@router.post("/terms/{uuid:term_id}/retire", response=TermOut, auth=MANAGE, summary="Retirer un terme")
def retire_term(request: HttpRequest, term_id: UUID) -> dict[str, Any]:
    return present.term(node_of(services.retire_term(actor_of(request), term=term_for(term_id))))


@router.post("/terms/{uuid:term_id}/reactivate", response=TermOut, auth=MANAGE, summary="Reprendre un terme")
def reactivate_term(request: HttpRequest, term_id: UUID) -> dict[str, Any]:
    return present.term(node_of(services.reactivate_term(actor_of(request), term=term_for(term_id))))


@router.post("/terms/{uuid:term_id}/merge", response=TermOut, auth=MANAGE, summary="Fusionner deux termes")
def merge_term(request: HttpRequest, term_id: UUID, payload: MergeTermIn) -> dict[str, Any]:
    term, into = term_for(term_id), term_for(payload.into)
    return present.term(node_of(services.merge_term(actor_of(request), term=term, into=into)))


@router.post(
    "/terms/{uuid:term_id}/accept", response=TermOut, auth=MANAGE, summary="Accepter une proposition"
)
def accept_term(request: HttpRequest, term_id: UUID, payload: AcceptTermIn) -> dict[str, Any]:
    term, parent, into = term_for(term_id), _given(payload.parent_id), _given(payload.into)
    kept = services.accept_term(actor_of(request), term=term, label=payload.label, parent=parent, into=into)
    return present.term(node_of(kept))


@router.post(
    "/terms/{uuid:term_id}/refuse", response={204: None}, auth=MANAGE, summary="Refuser une proposition"
)
def refuse_term(request: HttpRequest, term_id: UUID) -> Status[None]:
    services.refuse_term(actor_of(request), term=term_for(term_id))
    return Status(204, None)


def _given(term_id: UUID | None) -> Term | None:
    return term_for(term_id) if term_id else None
