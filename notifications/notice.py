"""What a domain hands over: a message to members of staff, and how urgent it is."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NoticeText:
    """KIND is one that the domain registered (notifications/kinds.py); URL an address in the PWA, from its root.

    URGENCY: what is `high` goes out first, and at once by a device that saves its battery (RFC 8030, 5.3); it may
    come through quiet hours where the person lets it.
    ABOUT: on a device, a newer notice of the same kind about the same takes the place of an older one; empty where
    each stands for itself.
    """

    kind: str
    title: str
    body: str = ""
    url: str = ""
    urgency: Literal["normal", "high"] = "normal"
    about: str = ""
