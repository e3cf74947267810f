"""Exports over HTTP (RF-11): what may be chosen, making one, fetching it, and the register of all."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts.exports import queries, templates
from backend.contacts.exports.asking import Wish, ask_export
from backend.contacts.exports.choice import how_many
from backend.contacts.exports.choices import choices_for
from backend.contacts.exports.formats import FORMATS
from backend.contacts.exports.letters.archive import BYTES_AT_MOST
from backend.contacts.present import exports as present
from backend.contacts.schemas.exports import (
    CountOut,
    ExportChoicesOut,
    ExportIn,
    ExportOut,
    ExportWatched,
    TemplateOut,
    TemplatesOut,
    WhoIn,
)
from backend.core.errors import TooLarge
from backend.core.http.paging import Page, Paging, page_of
from backend.live.publish import snapshot

router = Router(tags=["exports"], auth=Right("contacts.export_contacts"))


@router.get("/choices", response=ExportChoicesOut, summary="Ce qu’un export peut contenir")
def read_choices(request: HttpRequest) -> dict[str, Any]:
    return choices_for(user_of(request))


@router.post("/count", response=CountOut, summary="Combien de contacts seraient exportés")
def count_contacts(request: HttpRequest, payload: WhoIn) -> dict[str, int]:
    return {"count": how_many(user_of(request), payload.scope, _criteria(payload))}


@router.post("", response={201: ExportOut}, summary="Exporter des contacts")
def create_export(request: HttpRequest, payload: ExportIn) -> Status[dict[str, Any]]:
    made = ask_export(actor_of(request), user=user_of(request), wish=_wish(payload))
    return Status(201, present.export(made))


@router.get("", response=Page[ExportOut], summary="Mes exports, du plus récent au plus ancien")
def list_exports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(queries.exports_for(user_of(request)), paging, present.export)


@router.get(
    "/register",
    response=Page[ExportOut],
    auth=Right("core.read_trace"),
    summary="Tous les exports : qui a emporté quoi",
)
def read_register(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(queries.register_for(user_of(request)), paging, present.export)


@router.get("/templates", response=TemplatesOut, summary="Les modèles de courrier")
def list_templates(request: HttpRequest) -> dict[str, Any]:
    user = user_of(request)
    names = templates.names_for(user)
    items = [present.template(found, names, user=user) for found in templates.templates_for(user)[:100]]
    return {"items": items, "offered": names.offered()}


@router.post("/templates", response={201: TemplateOut}, summary="Ajouter un modèle de courrier")
def add_template(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    if (file.size or 0) > BYTES_AT_MOST:
        raise TooLarge("Ce modèle dépasse 10 Mo. Allégez ses images.", code="template_too_large")
    user = user_of(request)
    added = templates.add_template(user.actor, user=user, name=file.name or "", content=file.read())
    return Status(201, present.template(added, templates.names_for(user), user=user))


@router.delete("/templates/{uuid:template_id}", response={204: None}, summary="Retirer un modèle de courrier")
def delete_template(request: HttpRequest, template_id: UUID) -> Status[None]:
    user = user_of(request)
    templates.delete_template(user.actor, user=user, template=templates.template_for(user, template_id))
    return Status(204, None)


@router.get("/{uuid:export_id}", response=ExportWatched, summary="Un export")
def read_export(request: HttpRequest, export_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    export, cursor = snapshot(f"user:{user.pk}", lambda: queries.export_for(user, export_id))
    return {**present.export(export), "remarks": queries.remarks_of(export)[:500], "cursor": cursor}


@router.get("/{uuid:export_id}/file", response=None, summary="Télécharger un export")
def download_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    export, content = queries.file_for(user_of(request), export_id)
    response = HttpResponse(content, content_type=FORMATS[export.format].media_type)
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def _wish(payload: ExportIn) -> Wish:
    options = payload.options.model_dump(mode="json", exclude_none=True)
    return Wish(
        scope=payload.who.scope,
        format=payload.format,
        criteria=_criteria(payload.who),
        columns=payload.columns,
        options=options,
        purpose=payload.purpose,
    )


def _criteria(who: WhoIn) -> dict[str, Any]:
    if who.scope == "selection":
        return {"ids": [str(pk) for pk in who.contact_ids]}
    if who.scope == "list":
        return {"list": str(who.list_id)}
    return {"q": who.q} if who.scope == "search" else {}
