"""The ways a notice reaches a person. A new one is a folder beside in_app/ and mail/, and a line here."""

from typing import Protocol

from notifications.in_app.transport import InAppTransport
from notifications.mail.transport import MailTransport
from notifications.models import Notice
from notifications.notice import NoticeText


class Transport(Protocol):
    def deliver(self, notice: Notice, text: NoticeText) -> None:
        """Hand NOTICE on, inside the transaction that created it; slow work is left to the queue."""


TRANSPORTS: tuple[Transport, ...] = (InAppTransport(), MailTransport())
