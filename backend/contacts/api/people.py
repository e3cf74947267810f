"""Persons over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts import present, services
from backend.contacts.bin import binned_persons, with_authors
from backend.contacts.changes import AUDIENCE
from backend.contacts.exports.choice import first_ids
from backend.contacts.history import history_for
from backend.contacts.offline import offline_slice
from backend.contacts.present import cards
from backend.contacts.queries import fill_table, person_for, search_people
from backend.contacts.schemas import (
    BinnedOut,
    ContactIn,
    ContactOut,
    ContactPage,
    ContactPatch,
    OfflinePage,
    OfflinePlace,
)
from backend.contacts.schemas.people import (
    SELECTION_AT_MOST,
    ChangedTogether,
    ContactIds,
    FiledTogether,
    Together,
)
from backend.contacts.sensitive import sight_of
from backend.contacts.services import bulk
from backend.core.http.paging import Page, Paging, page_of
from backend.core.http.traces import TraceEntry, present_trace
from backend.live.publish import snapshot

router = Router(tags=["contacts"])
VIEW, CHANGE = Right("contacts.view_person"), Right("contacts.change_person")
DELETE = Right("contacts.delete_person")


@router.get("", response=ContactPage, auth=VIEW, summary="Chercher des contacts")
def list_contacts(request: HttpRequest, paging: Query[Paging], details: bool = False) -> dict[str, Any]:
    user, page = user_of(request), {"limit": paging.limit, "offset": paging.offset}
    found = search_people(user, paging.q, **page, sort=paging.sort)
    items = [present.card(person, found.matched.get(person.pk, "")) for person in found.persons]
    if details:
        last = fill_table(user, found.persons)
        items = cards.with_details(items, found.persons, sight_of(user), last)
    return {"items": items, "total": found.total, "total_capped": found.total_capped, **page}


@router.get("/ids", response=ContactIds, auth=VIEW, summary="Tous les contacts trouvés, pour les choisir")
def list_contact_ids(request: HttpRequest, q: Annotated[str, Query(max_length=200)] = "") -> dict[str, Any]:
    ids, total = first_ids(user_of(request), q, SELECTION_AT_MOST)
    return {"ids": ids, "total": total, "most": SELECTION_AT_MOST}


@router.post("/bin", response=ChangedTogether, auth=DELETE, summary="Mettre des fiches à la corbeille")
def delete_contacts(request: HttpRequest, payload: Together) -> dict[str, Any]:
    user = user_of(request)
    return {"contact_ids": bulk.delete_persons(user.actor, user=user, ids=payload.contact_ids)}


@router.post(
    "/bin/restore", response=ChangedTogether, auth=DELETE, summary="Reprendre des fiches de la corbeille"
)
def restore_contacts(request: HttpRequest, payload: Together) -> dict[str, Any]:
    user = user_of(request)
    return {"contact_ids": bulk.restore_persons(user.actor, user=user, ids=payload.contact_ids)}


@router.post("/terms", response=ChangedTogether, auth=CHANGE, summary="Classer des fiches sous un terme")
def file_contacts(request: HttpRequest, payload: FiledTogether) -> dict[str, Any]:
    user = user_of(request)
    changed = bulk.file_persons(
        user.actor, user=user, ids=payload.contact_ids, term_id=payload.term_id, filed=payload.filed
    )
    return {"contact_ids": changed}


@router.post("", response={201: ContactOut}, auth=CHANGE, summary="Créer un contact")
def create_contact(request: HttpRequest, payload: ContactIn) -> Status[dict[str, Any]]:
    sight = sight_of(user_of(request))
    made = services.create_person(actor_of(request), data=payload, sight=sight)
    return Status(201, present.record(made, sight))


@router.get("/offline", response=OfflinePage, auth=VIEW, summary="Les contacts à garder sur le téléphone")
def offline_contacts(request: HttpRequest, place: Query[OfflinePlace]) -> dict[str, Any]:
    user = user_of(request)
    page, cursor = snapshot(AUDIENCE, lambda: offline_slice(user, after=place.after, limit=place.limit))
    items = [present.offline(person, page.rows.get(person.pk)) for person in page.persons]
    return {"items": items, "next": page.next, "more": page.more, "removed": page.removed, "cursor": cursor}


@router.get("/bin", response=Page[BinnedOut], auth=DELETE, summary="Les fiches de la corbeille")
def list_binned_contacts(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    page = page_of(binned_persons(user_of(request), paging.q), paging, lambda row: row)
    return {**page, "items": [present.binned(found) for found in with_authors(page["items"])]}


@router.get("/bin/{uuid:contact_id}", response=ContactOut, auth=DELETE, summary="Une fiche de la corbeille")
def read_binned_contact(request: HttpRequest, contact_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return present.record(person_for(user, contact_id, deleted=True), sight_of(user))


@router.delete(
    "/bin/{uuid:contact_id}", response={204: None}, auth=DELETE, summary="Supprimer une fiche pour de bon"
)
def purge_contact(request: HttpRequest, contact_id: UUID) -> Status[None]:
    user = user_of(request)
    services.purge_person(user.actor, person=person_for(user, contact_id, deleted=True))
    return Status(204, None)


@router.get("/{uuid:contact_id}", response=ContactOut, auth=VIEW, summary="Une fiche")
def read_contact(request: HttpRequest, contact_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return present.record(person_for(user, contact_id), sight_of(user))


@router.patch("/{uuid:contact_id}", response=ContactOut, auth=CHANGE, summary="Modifier une fiche")
def change_contact(request: HttpRequest, contact_id: UUID, payload: ContactPatch) -> dict[str, Any]:
    user = user_of(request)
    person, sight = person_for(user, contact_id), sight_of(user)
    changed = services.change_person(user.actor, person=person, patch=payload, sight=sight)
    return present.record(changed, sight)


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
    user = user_of(request)
    person = person_for(user, contact_id, deleted=True)
    return present.record(services.restore_person(user.actor, person=person), sight_of(user))


@router.get(
    "/{uuid:contact_id}/history",
    response=list[TraceEntry],
    auth=Right("core.read_trace"),
    summary="Qui a changé quoi dans une fiche",
)
def contact_history(request: HttpRequest, contact_id: UUID) -> list[dict[str, Any]]:
    user = user_of(request)
    entries = history_for(person_for(user, contact_id), sight_of(user))
    return [present_trace(entry) for entry in entries]
