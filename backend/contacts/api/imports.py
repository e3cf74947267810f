"""Imports over HTTP: the trial run, its rows, and writing it for good."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Query, Router, Status, UploadedFile

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts import present
from backend.contacts.imports.commit import start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.lines import BYTES_AT_MOST
from backend.contacts.queries import import_for, import_rows, imports_for
from backend.contacts.schemas import ImportOut, ImportRowOut, ImportWatched
from backend.core.errors import TooLarge
from backend.core.http.paging import Page, Paging, page_of
from backend.live.publish import snapshot

router = Router(tags=["imports"], auth=Right("contacts.import_contacts"))


@router.post("", response={201: ImportOut}, summary="Essayer un fichier sans rien écrire")
def create_import(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    if (file.size or 0) > BYTES_AT_MOST:
        raise TooLarge("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.", code="file_too_large")
    user = user_of(request)
    batch = try_import(user.actor, author_id=user.pk, file_name=file.name or "", content=file.read())
    return Status(201, present.batch(batch))


@router.get("", response=Page[ImportOut], summary="Les imports, du plus récent au plus ancien")
def list_imports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(imports_for(user_of(request)), paging, present.batch)


@router.get("/{uuid:import_id}", response=ImportWatched, summary="Un import")
def read_import(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    batch, cursor = snapshot(f"user:{user.pk}", lambda: import_for(user, import_id))
    return {**present.batch(batch), "cursor": cursor}


@router.get("/{uuid:import_id}/rows", response=Page[ImportRowOut], summary="Les lignes d’un import")
def list_import_rows(
    request: HttpRequest,
    import_id: UUID,
    paging: Query[Paging],
    outcome: Literal["", "create", "update", "unchanged", "refused", "warning"] = "",
) -> dict[str, Any]:
    rows = import_rows(import_for(user_of(request), import_id), outcome=outcome, query=paging.q)
    return page_of(rows, paging, present.import_row)


@router.post("/{uuid:import_id}/commit", response={202: ImportOut}, summary="Écrire l’import dans la base")
def commit_import(request: HttpRequest, import_id: UUID) -> Status[dict[str, Any]]:
    batch = import_for(user_of(request), import_id)
    return Status(202, present.batch(start_commit(actor_of(request), batch=batch)))
