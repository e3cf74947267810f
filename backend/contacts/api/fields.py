"""Fields added by administrators over HTTP (RF-24)."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, actor_of
from backend.contacts import present, services
from backend.contacts.models import FieldDefinition
from backend.contacts.schemas import FieldIn, FieldOut, FieldPatch

router = Router(tags=["fields"])
VIEW, CONFIGURE = Right("contacts.view_person"), Right("contacts.configure_contacts")


@router.get("", response=list[FieldOut], auth=VIEW, summary="Les champs ajoutés, dans leur ordre")
def list_fields(
    request: HttpRequest,
    owner: Literal["", "person", "organisation", "position"] = "",
    retired: bool = False,
) -> list[dict[str, Any]]:
    fields = FieldDefinition.objects.filter(**({"owner": owner} if owner else {}))
    if not retired:
        fields = fields.filter(retired_at=None)
    return [present.custom_field(field) for field in fields]


@router.post("", response={201: FieldOut}, auth=CONFIGURE, summary="Ajouter un champ")
def create_field(request: HttpRequest, payload: FieldIn) -> Status[dict[str, Any]]:
    made = services.create_field(actor_of(request), **payload.model_dump())
    return Status(201, present.custom_field(made))


@router.patch("/{uuid:field_id}", response=FieldOut, auth=CONFIGURE, summary="Modifier un champ")
def change_field(request: HttpRequest, field_id: UUID, payload: FieldPatch) -> dict[str, Any]:
    changes = payload.model_dump(exclude_unset=True)
    return present.custom_field(services.change_field(actor_of(request), field_id=field_id, changes=changes))


@router.post("/{uuid:field_id}/retire", response=FieldOut, auth=CONFIGURE, summary="Retirer un champ")
def retire_field(request: HttpRequest, field_id: UUID) -> dict[str, Any]:
    return present.custom_field(services.retire_field(actor_of(request), field_id=field_id))


@router.post("/{uuid:field_id}/reactivate", response=FieldOut, auth=CONFIGURE, summary="Reprendre un champ")
def reactivate_field(request: HttpRequest, field_id: UUID) -> dict[str, Any]:
    return present.custom_field(services.retire_field(actor_of(request), field_id=field_id, retired=False))
