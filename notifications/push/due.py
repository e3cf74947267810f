"""What waits to be pushed, and for how long what was decided is kept."""

from datetime import timedelta

from django.db.models import Q

from backend.core.clock import now
from notifications.models import PushDelivery

STALE = timedelta(minutes=2)  # a process that died in between leaves a claim
TRIES_AT_MOST = 20  # more than any answer asks for: what a worker dies of must not be claimed for ever
KEPT = timedelta(days=7)
_State = PushDelivery.State


def deliveries_are_due() -> bool:
    moment = now()
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=moment - STALE)
    rested = Q(subscription__paused_until=None) | Q(subscription__paused_until__lte=moment)
    waiting = PushDelivery.objects.filter(
        state=_State.WAITING, not_before__lte=moment, attempts__lt=TRIES_AT_MOST
    )
    return waiting.filter(unclaimed, rested).exists()


def forget_old() -> int:
    """What was decided a week ago is of no use to anybody."""
    old = PushDelivery.objects.exclude(state=_State.WAITING).filter(updated_at__lt=now() - KEPT)
    return old.delete()[0]
