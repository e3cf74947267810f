"""The inbox inside the application: the row is the delivery, a live change moves the bell."""

from collections.abc import Sequence

from backend.live.publish import publish
from notifications.changes import NoticePublished
from notifications.models import Notice
from notifications.notice import NoticeText


class InAppTransport:
    def deliver(self, notices: Sequence[Notice], text: NoticeText) -> None:
        for notice in notices:
            change = NoticePublished(
                id=notice.pk, notice_kind=notice.kind, title=notice.title, body=notice.body, url=notice.url
            )
            publish(f"user:{notice.user_id}", change)
