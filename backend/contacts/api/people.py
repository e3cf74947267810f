"""Persons over HTTP."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts import present, services
from backend.contacts.changes import AUDIENCE
from backend.contacts.history import history_for
from backend.contacts.offline import offline_slice
from backend.contacts.queries import person_for, search, visible_to
from backend.contacts.schemas import (
    ContactCard,
    ContactIn,
    ContactOut,
    ContactPatch,
    OfflinePage,
    OfflinePlace,
)
from backend.core.http.paging import Page, Paging
from backend.core.http.traces import TraceEntry, present_trace
from backend.live.publish import snapshot

router = Router(tags=["contacts"])
VIEW, CHANGE = Right("contacts.view_person"), Right("contacts.change_person")
DELETE = Right("contacts.delete_person")


@router.get("", response=Page[ContactCard], auth=VIEW, summary="Chercher des contacts")
def list_contacts(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    found = search(
        visible_to(user_of(request)), paging.q, limit=paging.limit, offset=paging.offset, sort=paging.sort
    )
    items = [present.card(person) for person in found.persons]
    return {"items": items, "total": found.total, "limit": paging.limit, "offset": paging.offset}


@router.post("", response={201: ContactOut}, auth=CHANGE, summary="Créer un contact")
def create_contact(request: HttpRequest, payload: ContactIn) -> Status[dict[str, Any]]:
    return Status(201, present.record(services.create_person(actor_of(request), data=payload)))


@router.get("/offline", response=OfflinePage, auth=VIEW, summary="Les contacts à garder sur le téléphone")
def offline_contacts(request: HttpRequest, place: Query[OfflinePlace]) -> dict[str, Any]:
    user = user_of(request)
    page, cursor = snapshot(AUDIENCE, lambda: offline_slice(user, after=place.after, limit=place.limit))
    items = [present.offline(person) for person in page.persons]
    return {"items": items, "next": page.next, "more": page.more, "removed": page.removed, "cursor": cursor}


@router.get("/{uuid:contact_id}", response=ContactOut, auth=VIEW, summary="Une fiche")
def read_contact(request: HttpRequest, contact_id: UUID) -> dict[str, Any]:
    return present.record(person_for(user_of(request), contact_id))


@router.patch("/{uuid:contact_id}", response=ContactOut, auth=CHANGE, summary="Modifier une fiche")
def change_contact(request: HttpRequest, contact_id: UUID, payload: ContactPatch) -> dict[str, Any]:
    person = person_for(user_of(request), contact_id)
    return present.record(services.change_person(actor_of(request), person=person, patch=payload))


@router.delete(
    "/{uuid:contact_id}", response={204: None}, auth=DELETE, summary="Mettre une fiche à la corbeille"
)
def delete_contact(request: HttpRequest, contact_id: UUID) -> Status[None]:
    services.delete_person(actor_of(request), person=person_for(user_of(request), contact_id))
    return Status(204, None)


@router.post(
    "/{uuid:contact_id}/restore",
    response=ContactOut,
    auth=DELETE,
    summary="Reprendre une fiche de la corbeille",
)
def restore_contact(request: HttpRequest, contact_id: UUID) -> dict[str, Any]:
    person = person_for(user_of(request), contact_id, deleted=True)
    return present.record(services.restore_person(actor_of(request), person=person))


@router.get(
    "/{uuid:contact_id}/history",
    response=list[TraceEntry],
    auth=Right("core.read_trace"),
    summary="Qui a changé quoi dans une fiche",
)
def contact_history(request: HttpRequest, contact_id: UUID) -> list[dict[str, Any]]:
    entries = history_for(person_for(user_of(request), contact_id))
    return [present_trace(entry) for entry in entries]
