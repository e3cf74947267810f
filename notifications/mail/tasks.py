"""Sent by the worker. A notice is claimed by a conditional UPDATE, so that it is mailed once."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from backend.core.clock import now
from notifications.models import Notice


def send_notice(notice_id: str) -> None:
    if not Notice.objects.filter(pk=UUID(notice_id), mailed_at=None).update(mailed_at=now()):
        return
    notice = Notice.objects.select_related("user").get(pk=UUID(notice_id))
    link = f"\n\n{settings.BASE_URL}{notice.url}" if notice.url else ""
    EmailMessage(
        subject=notice.title, body=f"{notice.body or notice.title}{link}\n", to=[notice.user.email]
    ).send()
