"""The worker's part: what is due is claimed, posted several at a time, and noted. At least once, never lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django_q.tasks import async_task

from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.webhooks.models import Delivery, Endpoint
from backend.webhooks.sending import Outcome, post
from backend.webhooks.waking import STALE

AT_ONCE, LANES, LONGEST_RUN = 32, 8, 120.0
AUTHOR = task("Envoi vers d’autres systèmes")
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""About three days in all, as Standard Webhooks advises."""
_CLAIM = """
UPDATE webhooks_delivery SET claimed_at = %(now)s, attempts = attempts + 1
 WHERE id IN (SELECT delivery.id FROM webhooks_delivery delivery
                JOIN webhooks_endpoint endpoint ON endpoint.id = delivery.endpoint_id
               WHERE delivery.state = 'waiting' AND delivery.not_before <= %(now)s
                 AND (delivery.claimed_at IS NULL OR delivery.claimed_at < %(stale)s)
                 AND (endpoint.active OR delivery.kind = 'test')
               ORDER BY delivery.not_before, delivery.id LIMIT %(limit)s FOR UPDATE OF delivery SKIP LOCKED)
RETURNING id
"""


def drain() -> int:
    """Tell all that is due; how many were posted. Two at the same time share the work."""
    posted, until = 0, time.monotonic() + LONGEST_RUN
    while deliveries := _claim():
        with ThreadPoolExecutor(max_workers=min(LANES, len(deliveries))) as lanes:
            for delivery, outcome in zip(deliveries, lanes.map(post, deliveries), strict=True):
                _note(delivery, outcome)
        posted += len(deliveries)
        if time.monotonic() > until:
            async_task("backend.webhooks.tasks.drain")
            break
    return posted


def _claim() -> list[Delivery]:
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": moment, "stale": moment - STALE, "limit": AT_ONCE})
        ids = [row[0] for row in cursor.fetchall()]
    return list(Delivery.objects.filter(pk__in=ids).select_related("endpoint").order_by("not_before", "id"))


def _note(delivery: Delivery, outcome: Outcome) -> None:
    """What became of it, as long as the claim is ours: it may have lapsed, and another process taken it."""
    mine = Delivery.objects.filter(pk=delivery.pk, state="waiting", claimed_at=delivery.claimed_at)
    told = {"status": outcome.status, "why": outcome.why, "claimed_at": None, "updated_at": now()}
    endpoint = Endpoint.objects.filter(pk=delivery.endpoint_id)
    if outcome.taken:
        mine.update(state=Delivery.State.TAKEN, **told)
        endpoint.update(succeeded_at=now(), failures=0)
        return
    endpoint.update(failures=F("failures") + 1)
    if outcome.gone:
        with writing(AUTHOR):
            endpoint.update(
                active=False, stopped_because="Le destinataire a répondu qu’il n’existe plus (410)."
            )
    if outcome.gone or delivery.kind == "test" or delivery.attempts > len(PAUSES):
        mine.update(state=Delivery.State.FAILED, **told)
    else:
        mine.update(not_before=now() + PAUSES[delivery.attempts - 1], **told)
