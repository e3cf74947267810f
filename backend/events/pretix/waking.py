"""The sweep of pretix links: apart from the talking, so that who never talks loads no library for it."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_q.tasks import async_task

from backend.core.clock import now
from backend.events.models import PretixLink, SourceTicket

SETTLED = timedelta(seconds=30)
LATEST = timedelta(days=7)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1_440, 1_440))
STALE = timedelta(minutes=12)
KEPT = timedelta(days=1)
State = PretixLink.State


def wake() -> None:
    """Who came and is not told goes out now; what was left lying is tidied."""
    if not PretixLink.objects.exists():
        return
    tidy()
    if due().exists():
        async_task("backend.events.pretix.telling.tell_all", q_options={"save": False})


def due() -> "QuerySet[SourceTicket]":
    """Tickets whose guest came, and whose source asked to hear of it and has not."""
    moment = now()
    asked = PretixLink.objects.filter(source=OuterRef("source"), checkin_list__isnull=False)
    waits = Q(tell_after=None) | Q(tell_after__lte=moment)
    return SourceTicket.objects.filter(
        waits,
        Exists(asked),
        told_at=None,
        tell_attempts__lte=len(PAUSES),
        guest__arrived_at__lt=moment - SETTLED,
        source__event__ends_at__gt=moment - LATEST,
    ).exclude(code="")


def tidy() -> None:
    """A reading that never ended is given up; what nobody took over for a day is forgotten."""
    moment = now()
    stuck = PretixLink.objects.filter(state=State.FETCHING, asked_at__lt=moment - STALE)
    stuck.update(state=State.FAILED, problem="La lecture s’est interrompue. Recommencez.", updated_at=moment)
    left = PretixLink.objects.filter(state=State.READY, fetched_at__lt=moment - KEPT)
    left.update(state=State.IDLE, rows=None, updated_at=moment)
