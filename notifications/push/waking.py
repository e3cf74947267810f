"""The sweep of push: apart from the sending, so that processes which never send do not load its libraries."""

from django.core.cache import cache
from django_q.tasks import async_task

from notifications.push.due import deliveries_are_due, forget_old


def wake() -> None:
    """What the queue forgot, or what was put off, goes out now; what was decided long ago is forgotten."""
    if deliveries_are_due():
        async_task("notifications.push.tasks.drain")
    if cache.add("push-deliveries-tidied", 1, timeout=3600):
        forget_old()
