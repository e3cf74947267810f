"""Who came is told to the pretix that sold the ticket: each ticket once, under a nonce of its own.

What happened at our door is told as a fact (`force`). A scan can be taken back for some seconds, so nothing is told
before. A worker that dies between telling and noting tells again: pretix knows the nonce.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection

from backend.core.clock import now
from backend.events.models import PretixLink, SourceTicket
from backend.events.pretix.client import Pretix, PretixProblem
from backend.events.pretix.opening import place_of
from backend.events.pretix.waking import PAUSES, due

CLAIM = timedelta(minutes=3)
AT_ONCE, SECONDS = 50, 120.0
_CLAIM = """
UPDATE events_sourceticket SET tell_attempts = tell_attempts + 1, tell_after = %(until)s
 WHERE id IN (SELECT ticket.id FROM events_sourceticket AS ticket
               WHERE ticket.id = ANY(%(ids)s) AND ticket.told_at IS NULL
                 AND (ticket.tell_after IS NULL OR ticket.tell_after <= %(now)s)
               ORDER BY ticket.id FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def tell_all() -> int:
    """How many are told now. One pretix that does not answer holds up no other."""
    sources = due().values_list("source_id", flat=True).distinct()
    return sum(map(_tell, PretixLink.objects.filter(source__in=list(sources))))


def _tell(link: PretixLink) -> int:
    told = 0
    try:
        with Pretix(place_of(link), seconds=SECONDS, patient=False) as pretix:
            while tickets := _claimed(link):
                for place, ticket in enumerate(tickets):
                    try:
                        told += _one(pretix, link, ticket)
                    except PretixProblem as problem:
                        _later(tickets[place:], problem)
                        return told
    except PretixProblem as problem:  # the token
        _later(_claimed(link), problem)
    return told


def _claimed(link: PretixLink) -> list[SourceTicket]:
    moment = now()
    ids = list(due().filter(source=link.source_id).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"ids": ids, "now": moment, "until": moment + CLAIM})
        mine = [row[0] for row in cursor.fetchall()]
    return list(SourceTicket.objects.filter(pk__in=mine).select_related("guest").order_by("pk"))


def _one(pretix: Pretix, link: PretixLink, ticket: SourceTicket) -> int:
    """1: pretix knows it now. What it refuses for good is noted with its reason, and not asked again."""
    assert ticket.guest is not None
    assert ticket.guest.arrived_at is not None
    status, answer = pretix.redeem(
        {
            "secret": ticket.code,
            "source_type": "barcode",
            "lists": [link.checkin_list],
            "type": "entry",
            "datetime": ticket.guest.arrived_at.isoformat(),
            "force": True,
            "ignore_unpaid": True,
            "questions_supported": False,
            "nonce": ticket.pk.hex,
        }
    )
    reason = _reason(status, answer)
    known = answer.get("status") == "ok" or reason == "already_redeemed"
    _note(ticket, told=known, problem="" if known else reason)
    return int(known)


def _reason(status: int, answer: dict[str, Any]) -> str:
    said = answer.get("reason") or answer.get("status")
    return str(said)[:60] if isinstance(said, str) else f"réponse {status}"


def _note(ticket: SourceTicket, *, told: bool, problem: str) -> None:
    moment = now()
    values: dict[str, Any] = {"told_at": moment} if told else {"tell_attempts": len(PAUSES) + 1}
    SourceTicket.objects.filter(pk=ticket.pk).update(
        **values, tell_problem=problem, tell_after=None, updated_at=moment
    )


def _later(tickets: Iterable[SourceTicket], problem: PretixProblem) -> None:
    """Asked again after a while: the one that failed, and those that were to follow."""
    moment = now()
    for place, ticket in enumerate(tickets):
        pause = PAUSES[min(ticket.tell_attempts, len(PAUSES)) - 1]
        attempts = ticket.tell_attempts - (1 if place else 0)  # only the first was tried
        SourceTicket.objects.filter(pk=ticket.pk).update(
            tell_attempts=attempts,
            tell_after=moment + max(pause, timedelta(seconds=problem.after)),
            tell_problem=problem.why[:120],
            updated_at=moment,
        )
