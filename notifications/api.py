"""The inbox of whoever is signed in; backend/config/api.py mounts it behind the sign-in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from backend.core.http.paging import Page, Paging, page_of
from notifications.queries import notices_for
from notifications.schemas import NoticeOut, ReadOut
from notifications.services import mark_read

router = Router(tags=["avis"])


@router.get("/notices", response=Page[NoticeOut], summary="Mes avis, du plus récent au plus ancien")
def list_notices(request: HttpRequest, paging: Query[Paging], unread: bool = False) -> dict[str, Any]:
    return page_of(notices_for(_user(request), unread_only=unread), paging, lambda notice: notice)


@router.post("/notices/read-all", response=ReadOut, summary="Tout marquer comme lu")
def read_all(request: HttpRequest) -> dict[str, int]:
    return {"read": mark_read(_user(request).actor, user=_user(request))}


@router.post("/notices/{uuid:notice_id}/read", response=ReadOut, summary="Marquer un avis comme lu")
def read_one(request: HttpRequest, notice_id: UUID) -> dict[str, int]:
    return {"read": mark_read(_user(request).actor, user=_user(request), notice_id=notice_id)}


def _user(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
