"""Targetings and lists over HTTP (RF-10, RF-12)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from backend.accounts.auth import Right, user_of
from backend.contacts.geography.places import places_named
from backend.contacts.present import targeting as present
from backend.contacts.schemas.targeting import (
    CountIn,
    CountOut,
    CriterionOut,
    MatchPage,
    PlaceOut,
    PreviewIn,
)
from backend.contacts.targeting.asking import count_query, criteria_for, preview_query
from backend.core.http.paging import Paging

router = Router(tags=["lists"])
VIEW = Right("contacts.view_person")


@router.get("/criteria", response=list[CriterionOut], auth=VIEW, summary="Les critères d’un ciblage")
def list_criteria(request: HttpRequest) -> list[dict[str, Any]]:
    return [present.criterion(found) for found in criteria_for(user_of(request))]


@router.get("/places", response=list[PlaceOut], auth=VIEW, summary="Chercher un lieu français")
def list_places(request: HttpRequest, paging: Query[Paging]) -> list[dict[str, Any]]:
    found = places_named(paging.q, limit=min(paging.limit, 20))
    return [{"id": place.id, "kind": place.kind, "name": place.name} for place in found]


@router.post("/count", response=CountOut, auth=VIEW, summary="Combien de contacts un ciblage trouve")
def count_contacts(request: HttpRequest, payload: CountIn) -> dict[str, Any]:
    count, told = count_query(user_of(request), payload.query)
    return {"count": count, "told": present.told(told)}


@router.post("/preview", response=MatchPage, auth=VIEW, summary="Les contacts qu’un ciblage trouve")
def preview_contacts(request: HttpRequest, payload: PreviewIn) -> dict[str, Any]:
    paging = payload.model_dump(exclude={"query"})
    found = preview_query(user_of(request), payload.query, **paging)
    return present.page(present.matches(found), found.total, payload.limit, payload.offset)
