"""Web push: a delivery a device is noted with the notice; the worker hands it over (push/tasks.py)."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from backend.core.clock import now
from notifications.kinds import kind_named
from notifications.models import Notice, PushDelivery, PushSubscription
from notifications.notice import NoticeText
from notifications.push.payload import topic_of


class PushTransport:
    def deliver(self, notices: Sequence[Notice], text: NoticeText) -> None:
        devices = PushSubscription.objects.filter(user__in=[notice.user_id for notice in notices])
        owners = {(device.user_id, device.pk) for device in devices.only("user_id")}
        moment = now()
        rows = [
            PushDelivery(
                notice=notice,
                subscription_id=device,
                topic=topic_of(notice.kind, notice.pk, text.about),
                high=text.urgency == "high",
                not_before=moment,
                expires_at=moment + kind_named(notice.kind).useful_for,
            )
            for notice in notices
            for owner, device in sorted(owners)
            if owner == notice.user_id
        ]
        PushDelivery.objects.bulk_create(rows)
        if rows:
            transaction.on_commit(partial(async_task, "notifications.push.tasks.drain"))
