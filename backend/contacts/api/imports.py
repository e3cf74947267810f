"""Imports over HTTP: the trial run, its rows, its mapping, writing it for good, and undoing it."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts import present
from backend.contacts.imports.commit import start_commit
from backend.contacts.imports.dry_run import start_import
from backend.contacts.imports.lines import BYTES_AT_MOST
from backend.contacts.imports.mapping import delete_mapping, rename_mapping, save_mapping, targets
from backend.contacts.imports.options import change_options
from backend.contacts.imports.refused import XLSX, refused_xlsx
from backend.contacts.imports.undo import start_undo
from backend.contacts.queries import (
    import_for,
    import_mapping_for,
    import_mappings_for,
    import_rows,
    imports_for,
    kept_by_undo,
)
from backend.contacts.schemas import (
    ImportMappingIn,
    ImportMappingOut,
    ImportOptionsIn,
    ImportOut,
    ImportRowOut,
    ImportTargetOut,
    ImportWatched,
    KeptOut,
)
from backend.contacts.sensitive import may_see_sensitive
from backend.core.errors import TooLarge
from backend.core.http.paging import Page, Paging, page_of
from backend.live.publish import snapshot

router = Router(tags=["imports"], auth=Right("contacts.import_contacts"))


@router.post("", response={201: ImportOut}, summary="Essayer un fichier sans rien écrire")
def create_import(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    if (file.size or 0) > BYTES_AT_MOST:
        raise TooLarge("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.", code="file_too_large")
    user = user_of(request)
    batch = start_import(user.actor, author_id=user.pk, file_name=file.name or "", content=file.read())
    return Status(201, present.batch(batch))


@router.get("", response=Page[ImportOut], summary="Les imports, du plus récent au plus ancien")
def list_imports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(imports_for(user_of(request)), paging, present.batch)


@router.get("/targets", response=list[ImportTargetOut], summary="Les champs qu’une colonne peut remplir")
def list_import_targets(request: HttpRequest) -> list[dict[str, Any]]:
    return targets()


@router.get("/mappings", response=list[ImportMappingOut], summary="Les correspondances enregistrées")
def list_import_mappings(request: HttpRequest) -> list[dict[str, Any]]:
    return [present.import_mapping(found) for found in import_mappings_for(user_of(request))]


@router.patch("/mappings/{uuid:mapping_id}", response=ImportMappingOut, summary="Renommer une correspondance")
def change_import_mapping(request: HttpRequest, mapping_id: UUID, data: ImportMappingIn) -> dict[str, Any]:
    mapping = import_mapping_for(user_of(request), mapping_id)
    return present.import_mapping(rename_mapping(actor_of(request), mapping=mapping, name=data.name))


@router.delete("/mappings/{uuid:mapping_id}", response={204: None}, summary="Oublier une correspondance")
def remove_import_mapping(request: HttpRequest, mapping_id: UUID) -> Status[None]:
    delete_mapping(actor_of(request), mapping=import_mapping_for(user_of(request), mapping_id))
    return Status(204, None)


@router.get("/{uuid:import_id}", response=ImportWatched, summary="Un import")
def read_import(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    batch, cursor = snapshot(f"user:{user.pk}", lambda: import_for(user, import_id))
    return {**present.batch(batch), "cursor": cursor}


@router.patch("/{uuid:import_id}", response=ImportOut, summary="Relire le fichier autrement")
def change_import(request: HttpRequest, import_id: UUID, data: ImportOptionsIn) -> dict[str, Any]:
    batch = import_for(user_of(request), import_id)
    return present.batch(change_options(actor_of(request), batch=batch, data=data))


@router.post(
    "/{uuid:import_id}/mapping", response={201: ImportMappingOut}, summary="Enregistrer la correspondance"
)
def keep_import_mapping(request: HttpRequest, import_id: UUID, data: ImportMappingIn) -> Status[Any]:
    batch = import_for(user_of(request), import_id)
    kept = save_mapping(actor_of(request), batch=batch, name=data.name)
    return Status(201, present.import_mapping(kept))


@router.get("/{uuid:import_id}/rows", response=Page[ImportRowOut], summary="Les lignes d’un import")
def list_import_rows(
    request: HttpRequest,
    import_id: UUID,
    paging: Query[Paging],
    outcome: Literal["", "create", "update", "unchanged", "refused", "warning"] = "",
) -> dict[str, Any]:
    user = user_of(request)
    rows, sees = (
        import_rows(import_for(user, import_id), outcome=outcome, query=paging.q),
        may_see_sensitive(user),
    )
    return page_of(rows, paging, lambda row: present.import_row(row, sees))


@router.get("/{uuid:import_id}/refused.xlsx", summary="Les lignes refusées, à corriger et à recharger")
def download_refused(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user = user_of(request)
    batch = import_for(user, import_id)
    answer = HttpResponse(refused_xlsx(batch, sees=may_see_sensitive(user)), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="lignes-refusees.xlsx"'
    return answer


@router.post("/{uuid:import_id}/commit", response={202: ImportOut}, summary="Écrire l’import dans la base")
def commit_import(request: HttpRequest, import_id: UUID) -> Status[dict[str, Any]]:
    batch = import_for(user_of(request), import_id)
    return Status(202, present.batch(start_commit(actor_of(request), batch=batch)))


@router.post("/{uuid:import_id}/undo", response={202: ImportOut}, summary="Annuler tout l’import")
def undo_import(request: HttpRequest, import_id: UUID) -> Status[dict[str, Any]]:
    batch = import_for(user_of(request), import_id)
    return Status(202, present.batch(start_undo(actor_of(request), batch=batch)))


@router.get(
    "/{uuid:import_id}/kept", response=Page[KeptOut], summary="Ce qu’une annulation a gardé, et pourquoi"
)
def list_kept(request: HttpRequest, import_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(kept_by_undo(import_for(user_of(request), import_id)), paging, present.kept_record)
