"""Tell members of staff, and note what they have read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFound
from backend.core.work import writing
from backend.live.publish import publish
from notifications.changes import NoticesRead
from notifications.models import Notice
from notifications.notice import NoticeText
from notifications.transports import TRANSPORTS


def notify(actor: Actor, *, users: Iterable[Any], text: NoticeText) -> list[Notice]:
    """One notice a user, through every transport, in the transaction that is open or in its own."""
    with writing(actor):
        notices = [
            Notice.objects.create(user=user, kind=text.kind, title=text.title, body=text.body, url=text.url)
            for user in users
        ]
        for notice in notices:
            for transport in TRANSPORTS:
                transport.deliver(notice, text)
    return notices


def mark_read(actor: Actor, *, user: Any, notice_id: UUID | None = None) -> int:
    """Mark one notice of USER, or all of them, as read; says how many were not.

    Raises:
        NotFound: USER has no such notice.
    """
    mine = Notice.objects.filter(user=user)
    if notice_id is not None:
        mine = mine.filter(pk=notice_id)
        if not mine.exists():
            raise NotFound
    with writing(actor):
        ids = list(mine.filter(read_at=None).values_list("pk", flat=True))
        Notice.objects.filter(pk__in=ids).update(read_at=now())
        if ids:
            publish(f"user:{user.pk}", NoticesRead(ids=ids[:500]))
    return len(ids)
