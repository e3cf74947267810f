"""Organisations over HTTP (RF-4)."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, user_of
from backend.contacts import present, services
from backend.contacts.bin import binned_organisations, with_authors
from backend.contacts.directory import (
    move_for,
    moves_of,
    organisation_for,
    positions_in,
    search_organisations,
)
from backend.contacts.history import organisation_history_for
from backend.contacts.schemas import (
    BinnedOut,
    MoveIn,
    MoveOut,
    MoveUndone,
    OrganisationCard,
    OrganisationIn,
    OrganisationOut,
    OrganisationPatch,
    OrganisationPersonOut,
    OrganisationsAsked,
)
from backend.contacts.sensitive import sight_of
from backend.core.http.paging import Page, Paging, page_of
from backend.core.http.traces import TraceEntry, present_trace

router = Router(tags=["organisations"])
VIEW, CHANGE = Right("contacts.view_person"), Right("contacts.change_person")
DELETE = Right("contacts.delete_person")


@router.get("", response=Page[OrganisationCard], auth=VIEW, summary="Chercher des organismes")
def list_organisations(
    request: HttpRequest, paging: Query[Paging], asked: Query[OrganisationsAsked]
) -> dict[str, Any]:
    found = search_organisations(user_of(request), paging, kind=asked.kind, with_people=asked.with_people)
    items = [present.organisation_card(organisation) for organisation in found.organisations]
    return {"items": items, "total": found.total, "limit": paging.limit, "offset": paging.offset}


@router.post("", response={201: OrganisationOut}, auth=CHANGE, summary="Créer un organisme")
def create_organisation(request: HttpRequest, payload: OrganisationIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    sight = sight_of(user)
    made = services.create_organisation(user.actor, data=payload, sight=sight)
    return Status(201, present.organisation_record(organisation_for(user, made.pk), sight))


@router.get("/bin", response=Page[BinnedOut], auth=DELETE, summary="Les organismes de la corbeille")
def list_binned_organisations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    rows = binned_organisations(user_of(request), paging.q)
    page = page_of(rows, paging, lambda row: row)
    return {**page, "items": [present.binned(found) for found in with_authors(page["items"])]}


@router.delete(
    "/bin/{uuid:organisation_id}",
    response={204: None},
    auth=DELETE,
    summary="Supprimer un organisme pour de bon",
)
def purge_organisation(request: HttpRequest, organisation_id: UUID) -> Status[None]:
    user = user_of(request)
    organisation = organisation_for(user, organisation_id, deleted=True)
    services.purge_organisation(user.actor, organisation=organisation)
    return Status(204, None)


@router.get("/{uuid:organisation_id}", response=OrganisationOut, auth=VIEW, summary="Un organisme")
def read_organisation(request: HttpRequest, organisation_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return present.organisation_record(organisation_for(user, organisation_id), sight_of(user))


@router.patch(
    "/{uuid:organisation_id}", response=OrganisationOut, auth=CHANGE, summary="Modifier un organisme"
)
def change_organisation(
    request: HttpRequest, organisation_id: UUID, payload: OrganisationPatch
) -> dict[str, Any]:
    user = user_of(request)
    organisation, sight = organisation_for(user, organisation_id), sight_of(user)
    services.change_organisation(user.actor, organisation=organisation, patch=payload, sight=sight)
    return present.organisation_record(organisation_for(user, organisation_id), sight)


@router.delete(
    "/{uuid:organisation_id}", response={204: None}, auth=DELETE, summary="Mettre un organisme à la corbeille"
)
def delete_organisation(
    request: HttpRequest, organisation_id: UUID, move_to: UUID | None = None
) -> Status[None]:
    user = user_of(request)
    organisation = organisation_for(user, organisation_id)
    target = organisation_for(user, move_to) if move_to else None
    services.delete_organisation(user.actor, organisation=organisation, move_to=target)
    return Status(204, None)


@router.post(
    "/{uuid:organisation_id}/restore",
    response=OrganisationOut,
    auth=DELETE,
    summary="Reprendre un organisme de la corbeille",
)
def restore_organisation(request: HttpRequest, organisation_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    organisation = organisation_for(user, organisation_id, deleted=True)
    services.restore_organisation(user.actor, organisation=organisation)
    return present.organisation_record(organisation_for(user, organisation_id), sight_of(user))


@router.get(
    "/{uuid:organisation_id}/contacts",
    response=Page[OrganisationPersonOut],
    auth=VIEW,
    summary="Qui travaille, ou a travaillé, dans un organisme",
)
def list_organisation_contacts(
    request: HttpRequest,
    organisation_id: UUID,
    paging: Query[Paging],
    when: Literal["current", "past", "all"] = "current",
) -> dict[str, Any]:
    organisation = organisation_for(user_of(request), organisation_id)
    return page_of(positions_in(organisation, when, paging.q), paging, present.organisation_person)


@router.get(
    "/{uuid:organisation_id}/history",
    response=list[TraceEntry],
    auth=Right("core.read_trace"),
    summary="Qui a changé quoi dans un organisme",
)
def organisation_history(request: HttpRequest, organisation_id: UUID) -> list[dict[str, Any]]:
    user = user_of(request)
    entries = organisation_history_for(organisation_for(user, organisation_id), sight_of(user))
    return [present_trace(entry) for entry in entries]


@router.get(
    "/{uuid:organisation_id}/moves",
    response=Page[MoveOut],
    auth=VIEW,
    summary="Les changements d’un coup de ses fonctions",
)
def list_moves(request: HttpRequest, organisation_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(moves_of(organisation_for(user_of(request), organisation_id)), paging, present.move)


@router.post(
    "/{uuid:organisation_id}/moves",
    response={201: MoveOut},
    auth=CHANGE,
    summary="Terminer ou déplacer d’un coup ses fonctions en cours",
)
def move_positions(request: HttpRequest, organisation_id: UUID, payload: MoveIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    organisation = organisation_for(user, organisation_id)
    target = organisation_for(user, payload.to) if payload.to else None
    made = services.move_positions(
        user.actor,
        organisation=organisation,
        target=target,
        day=payload.day,
        position_ids=payload.position_ids,
    )
    return Status(201, present.move(made))


@router.post(
    "/moves/{uuid:move_id}/undo", response=MoveUndone, auth=CHANGE, summary="Annuler un tel changement"
)
def undo_move(request: HttpRequest, move_id: UUID) -> dict[str, int]:
    user = user_of(request)
    undone, left = services.undo_move(user.actor, move=move_for(user, move_id))
    return {"undone": undone, "left": left}
