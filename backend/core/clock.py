"""The one place that reads the wall clock, so that tests can set it."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, UTC."""
    return timezone.now()
