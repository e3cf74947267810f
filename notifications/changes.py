from typing import ClassVar
from uuid import UUID

from backend.live.change import Change


class NoticePublished(Change):
    kind: ClassVar[str] = "notice_published"
    id: UUID
    notice_kind: str
    title: str
    body: str
    url: str


class NoticesRead(Change):
    kind: ClassVar[str] = "notices_read"
    ids: list[UUID]
