from uuid import UUID

from django.db.models import QuerySet

from backend.webhooks.errors import EndpointNotFound
from backend.webhooks.models import Delivery, Endpoint


def endpoints() -> QuerySet[Endpoint]:
    return Endpoint.objects.order_by("label", "id")


def endpoint_for(endpoint_id: UUID) -> Endpoint:
    """Raises EndpointNotFound."""
    endpoint = Endpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise EndpointNotFound
    return endpoint


def deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """The latest first."""
    return endpoint.deliveries.order_by("-created_at", "-id")
