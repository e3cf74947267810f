"""The ways a notice reaches a person. A new one is a folder beside in_app/ and mail/, and a line here."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from notifications.in_app.transport import InAppTransport
from notifications.kinds import Channel
from notifications.mail.transport import MailTransport
from notifications.models import Notice
from notifications.notice import NoticeText
from notifications.push.transport import PushTransport


class Transport(Protocol):
    def deliver(self, notices: Sequence[Notice], text: NoticeText) -> None:
        """Hand NOTICES of TEXT on, inside the transaction that created them; slow work is left to the queue."""


TRANSPORTS: Mapping[Channel, Transport] = {
    "in_app": InAppTransport(),
    "mail": MailTransport(),
    "push": PushTransport(),
}
