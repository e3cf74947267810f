"""The one place that reads the wall clock, so that tests can set it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, UTC."""
    return timezone.now()


def today() -> date:
    """The day it is in France."""
    return timezone.localdate(now())
