"""Letters are queued in the transaction that gives the reason for them, then claimed, sent and noted.

At least once: a letter is marked after the mail server took it. A process that dies in between leaves a
claim, which lapses after STALE; the letter then goes out a second time under the same Message-ID. An
invitation that comes twice is a blemish, one that never comes is a fault.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django_q.tasks import async_task

from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.core.work import writing
from backend.mailings.letter import Letter, letter_kind
from backend.mailings.models import Delivery

STALE = timedelta(minutes=10)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
AUTHOR = task("Envoi des courriers")

_CLAIM = """
UPDATE mailings_delivery SET claimed_at = %(now)s, attempts = attempts + 1
 WHERE id IN (SELECT id FROM mailings_delivery
               WHERE status = 'queued' AND (claimed_at IS NULL OR claimed_at < %(stale)s)
                 AND (not_before IS NULL OR not_before <= %(now)s)
               ORDER BY bulk, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewLetter:
    reference: UUID
    recipient: str
    data: Mapping[str, Any] = field(default_factory=dict)


def queue_letters(actor: Actor, *, kind: str, letters: Iterable[NewLetter], bulk: bool = False) -> None:
    """Queue LETTERS of KIND; those of a BULK wait behind single ones. The worker is woken on commit."""
    letter_kind(kind)
    rows = [
        Delivery(
            kind=kind, bulk=bulk, reference=each.reference, recipient=each.recipient, data=dict(each.data)
        )
        for each in letters
    ]
    with writing(actor):
        Delivery.objects.bulk_create(rows, batch_size=1000)
        if rows:
            transaction.on_commit(partial(async_task, "backend.mailings.tasks.drain"))


def letters_are_due() -> bool:
    moment = now()
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=moment - STALE)
    ripe = Q(not_before=None) | Q(not_before__lte=moment)
    return Delivery.objects.filter(unclaimed, ripe, status=Delivery.Status.QUEUED).exists()


def claim_letters(limit: int) -> list[Delivery]:
    """Up to LIMIT due deliveries, claimed for this process: no other one gets them before STALE."""
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": moment, "stale": moment - STALE, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    return list(Delivery.objects.filter(pk__in=ids).order_by("bulk", "id"))


def still_mine(delivery: Delivery) -> bool:
    """Renew the claim; False when it lapsed and another process took the letter."""
    moment = now()
    claim = Delivery.objects.filter(pk=delivery.pk, status="queued", claimed_at=delivery.claimed_at)
    renewed = bool(claim.update(claimed_at=moment))
    delivery.claimed_at = moment if renewed else delivery.claimed_at
    return renewed


def mark_sent(delivery: Delivery) -> None:
    """The mail server took it. Only the holder of the claim writes."""
    if _close(delivery, Delivery.Status.SENT, sent_at=now()):
        letter_kind(delivery.kind).sent(as_letter(delivery))


def mark_failed(delivery: Delivery, reason: str) -> None:
    """It will never arrive, for REASON (French)."""
    if _close(delivery, Delivery.Status.FAILED, error=reason[:300]):
        letter_kind(delivery.kind).failed(as_letter(delivery), reason[:300])


def mark_dropped(delivery: Delivery) -> None:
    """It has lost its purpose: the guest was withdrawn, the event cancelled."""
    reason = "L’envoi n’avait plus lieu d’être."
    if _close(delivery, Delivery.Status.DROPPED, error=reason):
        letter_kind(delivery.kind).failed(as_letter(delivery), reason)


def put_off(delivery: Delivery, reason: str) -> None:
    """Try again later, each time after a longer pause; after the last one it has failed."""
    if delivery.attempts > len(PAUSES):
        mark_failed(delivery, f"Abandonné après {delivery.attempts} essais. {reason}")
        return
    later = now() + PAUSES[delivery.attempts - 1]
    Delivery.objects.filter(pk=delivery.pk, status="queued", claimed_at=delivery.claimed_at).update(
        claimed_at=None, not_before=later, error=reason[:300]
    )


def release(delivery: Delivery) -> None:
    """Give the claim back untouched."""
    Delivery.objects.filter(pk=delivery.pk, status="queued", claimed_at=delivery.claimed_at).update(
        claimed_at=None, attempts=max(delivery.attempts - 1, 0)
    )


def as_letter(delivery: Delivery) -> Letter:
    return Letter(delivery.pk, delivery.reference, delivery.recipient, delivery.data)


def wake() -> None:
    """What the queue forgot, or what was put off, goes out now."""
    if letters_are_due():
        async_task("backend.mailings.tasks.drain")


def _close(delivery: Delivery, status: Delivery.Status, **values: Any) -> bool:
    mine = Delivery.objects.filter(pk=delivery.pk, status="queued", claimed_at=delivery.claimed_at)
    return bool(mine.update(status=status, **{"error": "", **values}))
