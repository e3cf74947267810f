"""Duplicates, merges and their undoing over HTTP (RF-7)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts.duplicates import showing
from backend.contacts.duplicates.certain import Wanted, certain_groups_for, merge_certain
from backend.contacts.duplicates.deciding import decide_pairs
from backend.contacts.duplicates.drafts import candidates_for
from backend.contacts.duplicates.runs import start_run
from backend.contacts.merging.deciding import merge_seen
from backend.contacts.merging.rules import rules_of, set_rule
from backend.contacts.merging.undo import unmerge
from backend.contacts.models import DuplicateRun
from backend.contacts.present.duplicates import merge as merge_out
from backend.contacts.schemas.duplicates import (
    CertainAsked,
    CertainGroups,
    CertainMerges,
    CertainMergesIn,
    Comparison,
    ComparisonAsked,
    DraftCandidates,
    DraftIn,
    DuplicateClusters,
    DuplicateCounts,
    DuplicateRunOut,
    DuplicatesAsked,
    MergeIn,
    MergeOut,
    RecordKindName,
    RuleIn,
    RuleOut,
    RunIn,
    VerdictIn,
)
from backend.core.http.paging import Page, Paging, page_of

MERGE = Right("contacts.merge_contacts")
CONFIGURE = Right("contacts.configure_contacts")
router = Router(tags=["duplicates"], auth=MERGE)


@router.get("/clusters", response=DuplicateClusters, summary="Les groupes de fiches à examiner")
def list_clusters(request: HttpRequest, asked: Query[DuplicatesAsked]) -> dict[str, Any]:
    user = user_of(request)
    return showing.clusters_for(user, kind=asked.kind, limit=asked.limit, offset=asked.offset)


@router.get("/counts", response=DuplicateCounts, summary="Combien de groupes sont à examiner")
def count_clusters(request: HttpRequest) -> dict[str, int]:
    return showing.counts_for(user_of(request))


@router.get("/comparison", response=Comparison, summary="Des fiches côte à côte, et ce qui survivrait")
def compare_records(request: HttpRequest, asked: Query[ComparisonAsked]) -> dict[str, Any]:
    return showing.comparison_for(user_of(request), kind=asked.kind, ids=asked.id, keep=asked.keep)


@router.post("/verdicts", response={204: None}, summary="Dire que ce ne sont pas des doublons, ou y revenir")
def decide(request: HttpRequest, payload: VerdictIn) -> Status[None]:
    user = user_of(request)
    showing.records_for(user, payload.kind, payload.ids)
    decide_pairs(user.actor, kind=payload.kind, ids=payload.ids, verdict=payload.verdict)
    return Status(204, None)


@router.post("/merges", response={201: MergeOut}, summary="Fusionner des fiches")
def merge(request: HttpRequest, payload: MergeIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    done = merge_seen(
        user,
        kind=payload.kind,
        keep=payload.keep,
        losers=payload.losers,
        choices=payload.choices,
        versions=payload.versions,
    )
    return Status(201, merge_out(done, showing.names_of([done])))


@router.get("/certain", response=CertainGroups, summary="Les groupes certains, à fusionner en une fois")
def list_certain(request: HttpRequest, asked: Query[CertainAsked]) -> dict[str, Any]:
    return certain_groups_for(user_of(request), limit=asked.limit, offset=asked.offset)


@router.post("/certain/merges", response=CertainMerges, summary="Fusionner les groupes cochés")
def merge_ticked(request: HttpRequest, payload: CertainMergesIn) -> dict[str, Any]:
    groups = [Wanted(group.keep, group.versions) for group in payload.groups]
    done, refused = merge_certain(user_of(request), groups=groups)
    names = showing.names_of(done)
    return {"merged": [merge_out(each, names) for each in done], "refused": refused}


@router.get("/merges", response=Page[MergeOut], summary="Les fusions, de la plus récente à la plus ancienne")
def list_merges(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    page = page_of(showing.merges_for(user_of(request)), paging, lambda row: row)
    names = showing.names_of(page["items"])
    return {**page, "items": [merge_out(found, names) for found in page["items"]]}


@router.post("/merges/{uuid:merge_id}/undo", response=MergeOut, summary="Annuler une fusion")
def undo_merge(request: HttpRequest, merge_id: UUID) -> dict[str, Any]:
    done = unmerge(actor_of(request), operation=showing.merge_for(user_of(request), merge_id))
    return merge_out(done, showing.names_of([done]))


@router.post("/runs", response={202: DuplicateRunOut}, summary="Chercher des doublons dans la base")
def create_run(request: HttpRequest, payload: RunIn) -> Status[DuplicateRun]:
    return Status(202, start_run(actor_of(request), kind=payload.kind, whole=payload.whole))


@router.get("/runs/latest", response=DuplicateRunOut | None, summary="La dernière recherche, s’il y en a une")
def latest_run(request: HttpRequest, kind: RecordKindName = "person") -> DuplicateRun | None:
    return DuplicateRun.objects.filter(kind=kind).order_by("-created_at").first()


@router.get("/rules", response=list[RuleOut], auth=CONFIGURE, summary="Quelle valeur survit à une fusion")
def list_rules(request: HttpRequest, kind: RecordKindName = "person") -> list[dict[str, Any]]:
    return [{**rule, "label": showing.LABELS[rule["field"]]} for rule in rules_of(kind)]


@router.post("/rules", response={204: None}, auth=CONFIGURE, summary="Régler ce qui survit d’un champ")
def change_rule(request: HttpRequest, payload: RuleIn) -> Status[None]:
    set_rule(actor_of(request), kind=payload.kind, field=payload.field, criteria=payload.criteria)
    return Status(204, None)


@router.post(
    "/candidates",
    response=DraftCandidates,
    auth=Right("contacts.change_person"),
    summary="Qui est déjà dans la base, pendant la saisie",
)
def find_candidates(request: HttpRequest, payload: DraftIn) -> dict[str, Any]:
    return {"items": candidates_for(user_of(request), **payload.model_dump())}
