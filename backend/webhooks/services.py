"""Endpoints, and what they are told."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx
from django.conf import settings

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.reach import may_be_reached
from backend.core.work import Statement, current_work, writing
from backend.webhooks.errors import EndpointNotFound
from backend.webhooks.kinds import kinds
from backend.webhooks.models import Delivery, Endpoint

ENDPOINTS_AT_MOST = 50
TEST = "test"
_EMIT = """
INSERT INTO webhooks_delivery (id, created_at, updated_at, endpoint_id, kind, data, happened_at, state, attempts,
                               not_before, status, why)
SELECT gen_random_uuid(), told.at, told.at, endpoint.id, told.kind, told.data, told.at, 'waiting', 0, told.at, 0, ''
  FROM (SELECT %s::timestamptz AS at, * FROM unnest(%s::text[], %s::jsonb[]) AS each (kind, data)) AS told
  JOIN webhooks_endpoint AS endpoint ON endpoint.active AND told.kind = ANY (endpoint.kinds)
"""


def emit(kind: str, data: Mapping[str, Any]) -> None:
    """Tell every endpoint that asked for KIND, if the open unit of work commits. One statement for all that a unit
    tells, and nothing else: who is told by whom is the worker's affair."""
    waiting = current_work().gathered("webhooks", "", _emit)
    waiting.append((kind, data))


def _emit(told: list[tuple[str, Mapping[str, Any]]]) -> Statement:
    return _EMIT, [now(), [kind for kind, _ in told], [json.dumps(data) for _, data in told]]


def add_endpoint(actor: Actor, *, label: str, url: str, wanted: Sequence[str]) -> Endpoint:
    """Raises Invalid: an address that can't be used, or a kind that does not exist."""
    _check(url, wanted)
    with writing(actor):
        if Endpoint.objects.count() >= ENDPOINTS_AT_MOST:
            raise Invalid(f"Il y a déjà {ENDPOINTS_AT_MOST} adresses d’envoi.")
        return Endpoint.objects.create(label=label, url=url, kinds=sorted(set(wanted)))


def change_endpoint(actor: Actor, *, endpoint_id: UUID, values: Mapping[str, Any]) -> Endpoint:
    """VALUES: any of label, url, kinds, active. Made active again, it begins with what happens from now on.

    Raises:
        EndpointNotFound, Invalid: see there.
    """
    with writing(actor):
        endpoint = _locked(endpoint_id)
        for name, value in values.items():
            setattr(endpoint, name, sorted(set(value)) if name == "kinds" else value)
        _check(endpoint.url, endpoint.kinds)
        if values.get("active"):
            endpoint.stopped_because, endpoint.failures = "", 0
        endpoint.save()
    return endpoint


def renew_secret(actor: Actor, *, endpoint_id: UUID) -> Endpoint:
    """From now on deliveries are signed with another secret."""
    with writing(actor):
        endpoint = _locked(endpoint_id)
        endpoint.secret_version += 1
        endpoint.save(update_fields=["secret_version", "updated_at"])
    return endpoint


def remove_endpoint(actor: Actor, *, endpoint_id: UUID) -> None:
    with writing(actor):
        _locked(endpoint_id).delete()


def try_endpoint(actor: Actor, *, endpoint_id: UUID) -> Delivery:
    """A delivery that says nothing, to see that it arrives."""
    with writing(actor):
        endpoint = _locked(endpoint_id)
        moment = now()
        return Delivery.objects.create(
            endpoint=endpoint, kind=TEST, data={}, happened_at=moment, not_before=moment
        )


def _locked(endpoint_id: UUID) -> Endpoint:
    endpoint = Endpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise EndpointNotFound
    return endpoint


def _check(url: str, wanted: Sequence[str]) -> None:
    if not _is_an_address(url):
        raise Invalid(fields={"url": "Une adresse https publique est attendue."})
    if not wanted or not set(wanted) <= set(kinds()):
        raise Invalid(fields={"kinds": "Choisissez au moins un événement parmi ceux proposés."})


def _is_an_address(url: str) -> bool:
    """https, outside, without a name and password; http too where the operator allows the host."""
    try:
        read = httpx.URL(url)
        host = read.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return False
    allowed = host in settings.WEBHOOK_ALLOW_HOSTS
    usable = read.scheme == "https" or (allowed and read.scheme == "http")
    return (
        usable
        and bool(host)
        and not read.userinfo
        and not read.fragment
        and may_be_reached(host, host, allowed=settings.WEBHOOK_ALLOW_HOSTS)
    )
