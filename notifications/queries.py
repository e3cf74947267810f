from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from notifications.kinds import CHANNELS, Channel, NoticeKind, listed_kinds
from notifications.models import ChannelChoice, Notice, QuietHours


def notices_for(user: Any, *, unread_only: bool = False) -> QuerySet[Notice]:
    """The inbox of USER, newest first; nobody reads another's."""
    notices = Notice.objects.filter(user=user).order_by("-created_at")
    return notices.filter(read_at=None) if unread_only else notices


def channels_of(users: Iterable[UUID], kind: NoticeKind) -> dict[UUID, frozenset[Channel]]:
    """By which ways each of USERS hears of KIND: what they decided, and else the kind's defaults."""
    chosen: dict[UUID, dict[str, bool]] = defaultdict(dict)
    wanted = list(users)
    if kind.listed:
        rows = ChannelChoice.objects.filter(user__in=wanted, kind=kind.name)
        for user, channel, on in rows.values_list("user_id", "channel", "on"):
            chosen[user][channel] = on
    return {
        user: frozenset(each for each in CHANNELS if chosen[user].get(each, kind.comes_by(each)))
        for user in wanted
    }


def kinds_for(user: Any) -> list[tuple[NoticeKind, frozenset[Channel]]]:
    """The kinds that may come to USER, with the ways by which each does."""
    rows = ChannelChoice.objects.filter(user=user).values_list("kind", "channel", "on")
    chosen = {(kind, channel): on for kind, channel, on in rows}
    return [
        (
            kind,
            frozenset(each for each in CHANNELS if chosen.get((kind.name, each), kind.comes_by(each))),
        )
        for kind in listed_kinds()
        if not kind.right or user.has_perm(kind.right)
    ]


def quiet_hours_of(user: Any) -> QuietHours | None:
    return QuietHours.objects.filter(user=user).first()
