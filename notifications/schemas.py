from datetime import datetime
from uuid import UUID

from backend.core.http.schemas import Out


class NoticeOut(Out):
    id: UUID
    kind: str
    title: str
    body: str
    url: str
    created_at: datetime
    read_at: datetime | None


class ReadOut(Out):
    read: int
