"""The inbox of whoever is signed in, and how they are told; backend/config/api.py mounts it behind the sign-in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.core.http.paging import Page, Paging, page_of
from notifications.models import QuietHours
from notifications.queries import kinds_for, notices_for, quiet_hours_of
from notifications.schemas import (
    ChannelChoicesIn,
    NoticeOut,
    NoticePreferencesOut,
    QuietHoursIn,
    QuietHoursOut,
    ReadOut,
)
from notifications.services import choose_channels, end_quiet_hours, keep_quiet_hours, mark_read

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


@router.get("/notices/preferences", response=NoticePreferencesOut, summary="Comment je suis prévenu")
def read_preferences(request: HttpRequest) -> dict[str, Any]:
    return _preferences(_user(request))


@router.patch(
    "/notices/preferences", response=NoticePreferencesOut, summary="Choisir comment je suis prévenu"
)
def change_preferences(request: HttpRequest, body: ChannelChoicesIn) -> dict[str, Any]:
    user = _user(request)
    choices = [(each.kind, each.channel, each.on) for each in body.choices]
    choose_channels(user.actor, user=user, choices=choices)
    return _preferences(user)


@router.post("/notices/quiet-hours", response=QuietHoursOut, summary="Régler mes heures calmes")
def set_quiet_hours(request: HttpRequest, body: QuietHoursIn) -> QuietHours:
    user = _user(request)
    return keep_quiet_hours(user.actor, user=user, **body.dict())


@router.delete("/notices/quiet-hours", response={204: None}, summary="Supprimer mes heures calmes")
def remove_quiet_hours(request: HttpRequest) -> Status[None]:
    end_quiet_hours(_user(request).actor, user=_user(request))
    return Status(204, None)


def _preferences(user: Any) -> dict[str, Any]:
    kinds = [
        {"name": kind.name, "label": kind.label, "group": kind.group}
        | {channel: channel in channels for channel in ("in_app", "push", "mail")}
        for kind, channels in kinds_for(user)
    ]
    return {"kinds": kinds, "quiet_hours": quiet_hours_of(user)}


def _user(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
