"""Two workers at the same time share what is due: each notice goes out once (CARD-5)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from backend.core.actor import task
from notifications.models import PushDelivery
from notifications.notice import NoticeText
from notifications.push.tasks import drain
from notifications.services import notify
from tests.notifications.push_service import PushService

pytestmark = pytest.mark.django_db(transaction=True)
NOTICES = 40


def test_each_notice_goes_out_once(
    cast: Any, service: PushService, subscribe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.push.transport.async_task", lambda *_: None)
    monkeypatch.setattr("notifications.push.tasks.AT_ONCE", 3)
    subscribe(cast.editor)
    for number in range(NOTICES):
        notify(
            task("essai"),
            users=[cast.editor],
            text=NoticeText(kind="export_failed", title=str(number), url="/exports"),
        )

    together = Barrier(3)

    def work(_: int) -> int:
        try:
            together.wait(timeout=20)
            return drain()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        went = list(workers.map(work, range(3)))
    assert sum(went) == NOTICES
    assert sorted(service.titles, key=int) == [str(number) for number in range(NOTICES)]
    assert set(PushDelivery.objects.values_list("state", "attempts")) == {("taken", 1)}
