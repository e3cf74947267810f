"""Send what is due, in batches through one SMTP connection."""

import logging
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.mail import get_connection

from backend.core.work import writing
from backend.mailings import services
from backend.mailings.letter import Composed, letter_kind
from backend.mailings.mime import LetterMessage
from backend.mailings.models import Delivery

log = logging.getLogger(__name__)
BATCH = 20


class ServerDown(Exception):
    """The mail server can't be reached, or wants none of our mail now."""


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: str
    for_good: bool


@contextmanager
def mail_server() -> Iterator[Any]:
    """One open connection. Raises ServerDown."""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's exceptions are OSErrors too
        raise ServerDown(type(error).__name__) from error
    try:
        yield connection
    finally:
        connection.close()


def send_batch(connection: Any, limit: int = BATCH) -> int:
    """Claim and send up to LIMIT letters; how many were claimed.

    Raises:
        ServerDown: the letters that were not tried are free again.
    """
    claimed = services.claim_letters(limit)
    waiting = list(claimed)
    try:
        for kind, group in groupby(claimed, key=lambda delivery: delivery.kind):
            _send_kind(connection, kind, list(group), waiting)
    except ServerDown:
        for delivery in waiting:
            services.release(delivery)
        raise
    return len(claimed)


def _send_kind(connection: Any, kind: str, group: Sequence[Delivery], waiting: list[Delivery]) -> None:
    letters = [services.as_letter(delivery) for delivery in group]
    try:
        composed = letter_kind(kind).compose(letters)
    except Exception:  # one letter that can't be composed must not hold up the others for ever
        log.exception("Letters of kind %s can't be composed.", kind)
        for delivery in group:
            waiting.remove(delivery)
            services.put_off(delivery, "Le courrier n’a pas pu être composé.")
        return
    for delivery in group:
        waiting.remove(delivery)
        if services.still_mine(delivery):
            _send(connection, delivery, composed)
    letter_kind(kind).batch_done(letters)


def _send(connection: Any, delivery: Delivery, composed: Mapping[UUID, Composed]) -> None:
    if delivery.pk not in composed:
        with writing(services.AUTHOR):
            services.mark_dropped(delivery)
        return
    try:
        refusal = hand_over(connection, delivery, composed[delivery.pk])
    except ServerDown:
        services.put_off(delivery, "Le serveur de messagerie ne répond plus.")
        raise
    with writing(services.AUTHOR):
        if refusal is None:
            services.mark_sent(delivery)
        elif refusal.for_good:
            services.mark_failed(delivery, refusal.reason)
        else:
            services.put_off(delivery, refusal.reason)


def hand_over(connection: Any, delivery: Delivery, composed: Composed) -> Refusal | None:
    """Give one letter to the mail server; None when it took it. Raises ServerDown."""
    try:
        message = LetterMessage(composed, to=delivery.recipient, delivery_id=delivery.pk, bulk=delivery.bulk)
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = next(iter(error.recipients.values()))
        return Refusal(f"L’adresse est refusée par son serveur (code {code}).", for_good=code >= 500)
    except smtplib.SMTPSenderRefused as error:
        return Refusal(f"Notre adresse d’expéditeur est refusée (code {error.smtp_code}).", for_good=False)
    except smtplib.SMTPDataError as error:
        reason = f"Le message est refusé par le serveur (code {error.smtp_code})."
        return Refusal(reason, for_good=error.smtp_code >= 500)
    except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError):
        return Refusal("Cette adresse ne peut pas être écrite dans un courrier électronique.", for_good=True)
    except OSError as error:
        raise ServerDown(type(error).__name__) from error
    return None
