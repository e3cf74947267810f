"""Where data comes from, and which source is believed over which (RF-7, RF-8)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, actor_of
from backend.contacts import present, services
from backend.contacts.models import DataSource
from backend.contacts.schemas import SourceIn, SourceOrderIn, SourceOut, SourcePatch

router = Router(tags=["sources"])
VIEW, CONFIGURE = Right("contacts.view_person"), Right("contacts.configure_contacts")


@router.get("", response=list[SourceOut], auth=VIEW, summary="Les sources, de la plus sûre à la moins sûre")
def list_sources(request: HttpRequest) -> list[dict[str, Any]]:
    return [present.source(found) for found in DataSource.objects.all()]


@router.post("", response={201: SourceOut}, auth=CONFIGURE, summary="Ajouter une source")
def create_source(request: HttpRequest, payload: SourceIn) -> Status[dict[str, Any]]:
    made = services.create_source(actor_of(request), name=payload.name, rank=payload.rank)
    return Status(201, present.source(made))


@router.patch("/{uuid:source_id}", response=SourceOut, auth=CONFIGURE, summary="Modifier une source")
def change_source(request: HttpRequest, source_id: UUID, payload: SourcePatch) -> dict[str, Any]:
    changes = payload.model_dump(exclude_unset=True)
    return present.source(services.change_source(actor_of(request), source_id=source_id, changes=changes))


@router.post("/order", response=list[SourceOut], auth=CONFIGURE, summary="Ordonner les sources")
def order_sources(request: HttpRequest, payload: SourceOrderIn) -> list[dict[str, Any]]:
    services.order_sources(actor_of(request), first=payload.first, last=payload.last)
    return list_sources(request)
