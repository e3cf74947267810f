from typing import Any

from django.db.models import QuerySet

from notifications.models import Notice


def notices_for(user: Any, *, unread_only: bool = False) -> QuerySet[Notice]:
    """The inbox of USER, newest first; nobody reads another's."""
    notices = Notice.objects.filter(user=user).order_by("-created_at")
    return notices.filter(read_at=None) if unread_only else notices
