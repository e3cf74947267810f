"""Announce a change, in the transaction that makes it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection, transaction

from backend.core.work import Statement, current_work
from backend.live.change import Change
from backend.live.models import Audience

T = TypeVar("T")


def publish(audience: str, change: Change) -> None:
    """Tell AUDIENCE of CHANGE when the current unit of work commits.

    Cursors are allocated at the end of the transaction, audience by audience in the order of their names, all
    changes of one audience in one statement.
    """
    work = current_work()
    waiting = work.gathered("live", audience, partial(_publish, audience))
    waiting.append(change)


def _publish(audience: str, changes: list[Change]) -> Statement | None:
    kinds = [change.kind for change in changes]
    data = [change.model_dump_json() for change in changes]
    sql = "SELECT live_publish(%s, %s, %s::jsonb[], %s)"
    if not settings.REDIS_URL:
        return sql, [audience, kinds, data, settings.LIVE_CHANNEL]
    with connection.cursor() as cursor:
        cursor.execute(sql, [audience, kinds, data, ""])
        number = cursor.fetchone()[0]
    transaction.on_commit(partial(_announce, audience, number))
    return None


def _announce(audience: str, cursor: int) -> None:
    message = {"type": "live.announced", "audience": audience, "cursor": cursor}
    async_to_sync(get_channel_layer().group_send)(group_name(audience), message)


def group_name(audience: str) -> str:
    """The Channels group of AUDIENCE; group names can't hold a colon."""
    return "live." + audience.replace(":", ".")


def cursor_of(audience: str) -> int:
    return Audience.objects.filter(name=audience).values_list("cursor", flat=True).first() or 0


def snapshot(audience: str, read: Callable[[], T], *, tries: int = 4) -> tuple[T, int]:
    """What READ returns, with the cursor of AUDIENCE that it is true at.

    A change and its cursor become visible together, so an unmoved cursor means that nothing was committed
    meanwhile. Where changes come too thick, the older cursor is given: replaying a change that the
    state already holds must do no harm.
    """
    cursor = cursor_of(audience)
    for _ in range(tries):
        state = read()
        after = cursor_of(audience)
        if after == cursor:
            break
        before, cursor = cursor, after
    else:
        cursor = before
    return state, cursor
