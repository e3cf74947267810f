"""Which deliveries are due, and what became of them. They are in a table: the queue only wakes the worker."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet

from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from notifications.models import PushDelivery, PushSubscription
from notifications.push.due import STALE, TRIES_AT_MOST
from notifications.push.sending import Fate, Outcome

AUTHOR = task("Envoi des avis")
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600))
SLOWEST = timedelta(hours=1)  # what we wait for at most when a push service asks us to
USUAL = timedelta(minutes=1)  # and where it does not say how long
_State = PushDelivery.State

_CLAIM = """
UPDATE notifications_pushdelivery SET claimed_at = %(now)s, attempts = attempts + 1
 WHERE id IN (SELECT delivery.id FROM notifications_pushdelivery delivery
                JOIN notifications_pushsubscription device ON device.id = delivery.subscription_id
               WHERE delivery.state = 'waiting' AND delivery.not_before <= %(now)s
                 AND delivery.attempts < %(tries)s
                 AND (delivery.claimed_at IS NULL OR delivery.claimed_at < %(stale)s)
                 AND (device.paused_until IS NULL OR device.paused_until <= %(now)s)
               ORDER BY delivery.high DESC, delivery.id LIMIT %(limit)s FOR UPDATE OF delivery SKIP LOCKED)
RETURNING id
"""


def claim_deliveries(limit: int) -> list[PushDelivery]:
    """Up to LIMIT due deliveries, urgent ones first, claimed: no other process gets them before STALE."""
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, {"now": moment, "stale": moment - STALE, "limit": limit, "tries": TRIES_AT_MOST}
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = PushDelivery.objects.filter(pk__in=ids).select_related("notice__user", "subscription")
    return list(rows.order_by("-high", "id"))


def hold(delivery: PushDelivery, until: datetime) -> None:
    """Quiet hours: no try was made, and one is made at their end."""
    _mine(delivery).update(
        not_before=until, held=True, claimed_at=None, attempts=F("attempts") - 1, updated_at=now()
    )


def leave_to_inbox(delivery: PushDelivery) -> None:
    _mine(delivery).update(state=_State.LEFT, claimed_at=None, updated_at=now())


def note(deliveries: list[PushDelivery], outcome: Outcome) -> None:
    """What became of the one message that stood for DELIVERIES, all of one device."""
    device = PushSubscription.objects.filter(pk=deliveries[0].subscription_id)
    if outcome.fate is Fate.TAKEN:
        device.update(succeeded_at=now(), failures=0, paused_until=None)
    elif outcome.fate is Fate.GONE:
        with writing(AUTHOR):
            device.delete()
        return
    elif outcome.fate is Fate.SLOW_DOWN:
        device.update(paused_until=now() + min(outcome.wait or USUAL, SLOWEST))
    else:
        device.update(failures=F("failures") + 1)
    for delivery in deliveries:
        _note_one(delivery, outcome)


def _note_one(delivery: PushDelivery, outcome: Outcome) -> None:
    again = outcome.fate in (Fate.LATER, Fate.SLOW_DOWN) and delivery.attempts <= len(PAUSES)
    if outcome.fate is Fate.TAKEN:
        _mine(delivery).update(state=_State.TAKEN, taken_at=now(), updated_at=now())
    elif again:
        pause = (
            min(outcome.wait or USUAL, SLOWEST)
            if outcome.fate is Fate.SLOW_DOWN
            else PAUSES[delivery.attempts - 1]
        )
        _mine(delivery).update(not_before=now() + pause, claimed_at=None, updated_at=now())
    else:
        _mine(delivery).update(state=_State.FAILED, claimed_at=None, updated_at=now())


def _mine(delivery: PushDelivery) -> QuerySet[PushDelivery]:
    """DELIVERY as long as the claim is ours: it may have lapsed, and another process taken it."""
    return PushDelivery.objects.filter(pk=delivery.pk, state=_State.WAITING, claimed_at=delivery.claimed_at)
