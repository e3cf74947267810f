"""The sweep of webhooks: apart from the sending, so that processes which never send do not load its libraries."""

from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q
from django_q.tasks import async_task

from backend.core.clock import now
from backend.webhooks.models import Delivery

STALE = timedelta(minutes=2)  # a process that died in between leaves a claim
KEPT = timedelta(days=7)


def wake() -> None:
    """What is due goes out now; what was decided a week ago is forgotten."""
    moment = now()
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=moment - STALE)
    if Delivery.objects.filter(unclaimed, state="waiting", not_before__lte=moment).exists():
        async_task("backend.webhooks.tasks.drain")
    if cache.add("webhooks-tidied", 1, timeout=3600):
        Delivery.objects.exclude(state="waiting").filter(updated_at__lt=moment - KEPT).delete()
