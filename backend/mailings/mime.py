"""A composed letter as MIME: mixed[related[alternative[text, html], inline pictures], attachments]."""

from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart

from backend.mailings.letter import Attachment, Composed

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


def message_id(delivery_id: UUID) -> str:
    """The same at every attempt, so that a letter sent twice after a crash is recognised as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{delivery_id}@{domain}>"


class LetterMessage(EmailMultiAlternatives):
    """Django's message, with pictures that belong to the HTML beside it (RFC 2387)."""

    def __init__(self, composed: Composed, *, to: str, delivery_id: UUID, bulk: bool) -> None:
        headers = {"Message-ID": message_id(delivery_id), **({} if bulk else AUTOMATIC)}
        reply_to = [composed.reply_to] if composed.reply_to else None
        super().__init__(composed.subject, composed.text, to=[to], headers=headers, reply_to=reply_to)
        self.attach_alternative(composed.html, "text/html")
        for each in composed.attachments:
            self.attach(each.name, each.content, each.media_type)
        self._inline = composed.inline

    def _create_alternatives(self, msg: Any) -> Any:
        letter = super()._create_alternatives(msg)  # type: ignore[misc]
        if not self._inline:
            return letter
        related = SafeMIMEMultipart(_subtype="related", encoding=settings.DEFAULT_CHARSET)
        related.attach(letter)
        for picture in self._inline:
            related.attach(_picture(picture))
        return related


def _picture(picture: Attachment) -> MIMEBase:
    part = MIMEImage(picture.content, picture.media_type.partition("/")[2])
    part["Content-ID"] = f"<{picture.name}>"
    part["Content-Disposition"] = f'inline; filename="{picture.name}"'
    return part
