"""E-mail to a member of staff, for what they want to find there."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from notifications.models import Notice
from notifications.notice import NoticeText


class MailTransport:
    def deliver(self, notices: Sequence[Notice], text: NoticeText) -> None:
        for notice in notices:
            if notice.user.email:
                transaction.on_commit(
                    partial(async_task, "notifications.mail.tasks.send_notice", str(notice.pk))
                )
