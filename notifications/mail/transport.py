"""E-mail to a member of staff, for what can't wait until they open the application."""

from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from notifications.models import Notice
from notifications.notice import NoticeText


class MailTransport:
    def deliver(self, notice: Notice, text: NoticeText) -> None:
        if text.urgency == "high" and notice.user.email:
            transaction.on_commit(partial(async_task, "notifications.mail.tasks.send_notice", str(notice.pk)))
