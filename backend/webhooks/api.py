"""Addresses of other systems, for who may link them (RF-15, RF-26)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of
from backend.core.http.paging import Page, Paging, page_of
from backend.webhooks.kinds import kinds
from backend.webhooks.models import Endpoint
from backend.webhooks.queries import deliveries_of, endpoint_for, endpoints
from backend.webhooks.schemas import (
    DeliveryOut,
    EndpointIn,
    EndpointOut,
    EndpointPatch,
    EndpointSecretOut,
    EndpointsOut,
)
from backend.webhooks.services import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    renew_secret,
    try_endpoint,
)
from backend.webhooks.signing import secret_of

router = Router(tags=["liaisons"])
MANAGE = Right("webhooks.manage_webhooks")
_ONE = "/webhooks/{uuid:endpoint_id}"


@router.get("/webhooks", response=EndpointsOut, auth=MANAGE, summary="Les adresses d’envoi")
def list_endpoints(request: HttpRequest) -> dict[str, Any]:
    offered = [{"name": name, "label": label} for name, label in kinds().items()]
    return {"items": endpoints(), "kinds": offered}


@router.post(
    "/webhooks", response={201: EndpointSecretOut}, auth=MANAGE, summary="Ajouter une adresse d’envoi"
)
def post_endpoint(request: HttpRequest, payload: EndpointIn) -> Status[dict[str, Any]]:
    endpoint = add_endpoint(actor_of(request), label=payload.label, url=payload.url, wanted=payload.kinds)
    return Status(201, _with_secret(endpoint))


@router.patch(_ONE, response=EndpointOut, auth=MANAGE, summary="Modifier, arrêter ou reprendre")
def patch_endpoint(request: HttpRequest, endpoint_id: UUID, payload: EndpointPatch) -> Endpoint:
    values = payload.dict(exclude_unset=True)
    return change_endpoint(actor_of(request), endpoint_id=endpoint_id, values=values)


@router.delete(_ONE, response={204: None}, auth=MANAGE, summary="Retirer une adresse d’envoi")
def delete_endpoint(request: HttpRequest, endpoint_id: UUID) -> Status[None]:
    remove_endpoint(actor_of(request), endpoint_id=endpoint_id)
    return Status(204, None)


@router.post(_ONE + "/secret", response=EndpointSecretOut, auth=MANAGE, summary="Renouveler le secret")
def post_secret(request: HttpRequest, endpoint_id: UUID) -> dict[str, Any]:
    return _with_secret(renew_secret(actor_of(request), endpoint_id=endpoint_id))


@router.post(_ONE + "/test", response={202: DeliveryOut}, auth=MANAGE, summary="Envoyer un essai")
def post_test(request: HttpRequest, endpoint_id: UUID) -> Status[Any]:
    return Status(202, try_endpoint(actor_of(request), endpoint_id=endpoint_id))


@router.get(_ONE + "/deliveries", response=Page[DeliveryOut], auth=MANAGE, summary="Ce qui a été envoyé")
def list_deliveries(request: HttpRequest, endpoint_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(deliveries_of(endpoint_for(endpoint_id)), paging, lambda delivery: delivery)


def _with_secret(endpoint: Endpoint) -> dict[str, Any]:
    """The secret is shown when it is made, and not again."""
    shown = {name: getattr(endpoint, name) for name in EndpointOut.model_fields}
    return {**shown, "secret": secret_of(endpoint)}
