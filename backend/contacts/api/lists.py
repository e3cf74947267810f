"""Targetings and lists over HTTP (RF-10, RF-12)."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts.geography.places import places_named
from backend.contacts.lists.access import (
    LIST_SORTS,
    colleagues_for,
    list_for,
    lists_for,
    request_for,
    requests_for,
)
from backend.contacts.lists.history import list_history
from backend.contacts.lists.members import explain
from backend.contacts.present import lists as shown
from backend.contacts.present import targeting as present
from backend.contacts.queries import person_for, visible_to
from backend.contacts.schemas.lists import (
    CombineIn,
    DecisionIn,
    DelegateIn,
    DuplicateIn,
    ListChangesIn,
    ListChangesOut,
    ListDetailOut,
    ListIn,
    ListOut,
    ListPersonOut,
    ListRequestDetailOut,
    ListRequestOut,
    MemberPage,
    PinOut,
    WhyOut,
)
from backend.contacts.schemas.targeting import (
    CriterionOut,
    MatchPage,
    PlaceOut,
    PreviewIn,
    TargetingCountIn,
    TargetingCountOut,
)
from backend.contacts.services import list_changes, lists
from backend.contacts.targeting.asking import count_query, criteria_for, preview_query
from backend.core.http.paging import Page, Paging, ordered, page_of
from backend.core.http.traces import TraceEntry, present_trace

router = Router(tags=["lists"])
VIEW, CHANGE = Right("contacts.view_person"), Right("contacts.change_person")
_ONE = "/{uuid:list_id}"


@router.get("/criteria", response=list[CriterionOut], auth=VIEW, summary="Les critères d’un ciblage")
def list_criteria(request: HttpRequest) -> list[dict[str, Any]]:
    return [present.criterion(found) for found in criteria_for(user_of(request))]


@router.get("/places", response=list[PlaceOut], auth=VIEW, summary="Chercher un lieu français")
def list_places(request: HttpRequest, paging: Query[Paging]) -> list[dict[str, Any]]:
    found = places_named(paging.q, limit=min(paging.limit, 20))
    return [{"id": place.id, "kind": place.kind, "name": place.name} for place in found]


@router.post("/count", response=TargetingCountOut, auth=VIEW, summary="Combien de contacts un ciblage trouve")
def count_contacts(request: HttpRequest, payload: TargetingCountIn) -> dict[str, Any]:
    found = count_query(user_of(request), payload.query)
    return {"count": found.count, "told": present.told(found.told), "names": found.names}


@router.post("/preview", response=MatchPage, auth=VIEW, summary="Les contacts qu’un ciblage trouve")
def preview_contacts(request: HttpRequest, payload: PreviewIn) -> dict[str, Any]:
    paging = payload.model_dump(exclude={"query"})
    found = preview_query(user_of(request), payload.query, **paging)
    return present.page(present.matches(found), found.total, payload.limit, payload.offset)


@router.get("", response=Page[ListOut], auth=VIEW, summary="Les listes")
def list_lists(
    request: HttpRequest, paging: Query[Paging], scope: Literal["", "mine", "others", "bin"] = ""
) -> dict[str, Any]:
    user = user_of(request)
    found = ordered(lists_for(user, q=paging.q, scope=scope), paging.sort, LIST_SORTS, "name")
    return page_of(found, paging, lambda each: shown.contact_list(user, each))


@router.post("", response={201: ListDetailOut}, auth=CHANGE, summary="Créer une liste")
def create_list(request: HttpRequest, payload: ListIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    values = {name: getattr(payload, name) for name in ListIn.model_fields}
    made = lists.create_list(user.actor, user=user, **values)
    return Status(201, _detail(request, made.pk))


@router.post(
    "/combine", response={201: ListDetailOut}, auth=CHANGE, summary="Une liste faite d’autres listes"
)
def combine_lists(request: HttpRequest, payload: CombineIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    made = lists.combine_lists(user.actor, user=user, **payload.model_dump())
    return Status(201, _detail(request, made.pk))


@router.get(
    "/colleagues", response=list[ListPersonOut], auth=VIEW, summary="Qui peut remplacer un propriétaire"
)
def list_colleagues(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"id": each.pk, "name": each.display_name} for each in colleagues_for(user_of(request))]


@router.get("/requests", response=Page[ListRequestOut], auth=VIEW, summary="Les demandes de modification")
def list_requests(
    request: HttpRequest, paging: Query[Paging], scope: Literal["", "waiting", "mine"] = ""
) -> dict[str, Any]:
    user = user_of(request)
    return page_of(requests_for(user, scope=scope), paging, lambda each: shown.request(user, each))


@router.get("/requests/{uuid:request_id}", response=ListRequestDetailOut, auth=VIEW, summary="Une demande")
def read_request(request: HttpRequest, request_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return shown.request_detail(user, request_for(user, request_id))


@router.post(
    "/requests/{uuid:request_id}/decide",
    response=ListRequestDetailOut,
    auth=CHANGE,
    summary="Répondre à une demande",
)
def decide_request(request: HttpRequest, request_id: UUID, payload: DecisionIn) -> dict[str, Any]:
    user = user_of(request)
    decided = list_changes.decide_request(
        user.actor, user=user, request_id=request_id, **payload.model_dump()
    )
    return shown.request_detail(user, decided)


@router.post(
    "/requests/{uuid:request_id}/withdraw",
    response=ListRequestDetailOut,
    auth=CHANGE,
    summary="Retirer sa demande",
)
def withdraw_request(request: HttpRequest, request_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    withdrawn = list_changes.withdraw_request(user.actor, user=user, request_id=request_id)
    return shown.request_detail(user, withdrawn)


@router.get(_ONE, response=ListDetailOut, auth=VIEW, summary="Une liste")
def read_list(request: HttpRequest, list_id: UUID) -> dict[str, Any]:
    return _detail(request, list_id)


@router.get(_ONE + "/members", response=MemberPage, auth=VIEW, summary="Les contacts d’une liste")
def list_members(request: HttpRequest, list_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    user = user_of(request)
    return shown.members(user, list_for(user, list_id), **paging.model_dump())


@router.get(_ONE + "/pins", response=list[PinOut], auth=VIEW, summary="Qui a été ajouté ou écarté à la main")
def list_pins(request: HttpRequest, list_id: UUID) -> list[dict[str, Any]]:
    user = user_of(request)
    pins = (
        list_for(user, list_id).pins.filter(person__in=visible_to(user)).select_related("person", "pinned_by")
    )
    return [shown.pin(found) for found in pins.order_by("way", "person__sort_name")]


@router.get(
    _ONE + "/explain/{uuid:contact_id}",
    response=WhyOut,
    auth=VIEW,
    summary="Pourquoi cette personne est dans la liste, ou pas",
)
def explain_member(request: HttpRequest, list_id: UUID, contact_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return shown.why(explain(user, list_for(user, list_id), person_for(user, contact_id)))


@router.post(
    _ONE + "/changes", response=ListChangesOut, auth=CHANGE, summary="Modifier, ou demander à modifier"
)
def change_list(request: HttpRequest, list_id: UUID, payload: ListChangesIn) -> dict[str, Any]:
    values = {name: getattr(payload, name) for name in ListChangesIn.model_fields}
    asked = list_changes.change_list(actor_of(request), user=user_of(request), list_id=list_id, **values)
    return {"applied": asked is None, "request_id": asked.pk if asked else None}


@router.post(_ONE + "/freeze", response=ListDetailOut, auth=CHANGE, summary="Figer une liste")
def freeze_list(request: HttpRequest, list_id: UUID) -> dict[str, Any]:
    lists.freeze_list(actor_of(request), user=user_of(request), list_id=list_id)
    return _detail(request, list_id)


@router.post(_ONE + "/duplicate", response={201: ListDetailOut}, auth=CHANGE, summary="Copier une liste")
def duplicate_list(request: HttpRequest, list_id: UUID, payload: DuplicateIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    made = lists.duplicate_list(user.actor, user=user, list_id=list_id, name=payload.name)
    return Status(201, _detail(request, made.pk))


@router.post(
    _ONE + "/delegate", response=ListDetailOut, auth=CHANGE, summary="Choisir qui remplace le propriétaire"
)
def delegate_list(request: HttpRequest, list_id: UUID, payload: DelegateIn) -> dict[str, Any]:
    user = user_of(request)
    lists.set_delegate(user.actor, user=user, list_id=list_id, delegate_id=payload.user_id)
    return _detail(request, list_id)


@router.post(
    _ONE + "/restore", response=ListDetailOut, auth=CHANGE, summary="Reprendre une liste de la corbeille"
)
def restore_list(request: HttpRequest, list_id: UUID) -> dict[str, Any]:
    lists.restore_list(actor_of(request), user=user_of(request), list_id=list_id)
    return _detail(request, list_id)


@router.get(
    _ONE + "/requests", response=list[ListRequestOut], auth=VIEW, summary="Les demandes faites sur une liste"
)
def list_requests_of(request: HttpRequest, list_id: UUID) -> list[dict[str, Any]]:
    user = user_of(request)
    found = requests_for(user).filter(list=list_for(user, list_id))[:200]
    return [shown.request(user, each) for each in found]


@router.get(
    _ONE + "/history",
    response=list[TraceEntry],
    auth=Right("core.read_trace"),
    summary="Qui a changé quoi dans une liste",
)
def read_history(request: HttpRequest, list_id: UUID) -> list[dict[str, Any]]:
    user = user_of(request)
    return [present_trace(entry) for entry in list_history(user, list_for(user, list_id))]


def _detail(request: HttpRequest, list_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return shown.detail(user, list_for(user, list_id))
