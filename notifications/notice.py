"""What a domain hands over: a message to members of staff, and how urgent it is."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NoticeText:
    kind: str
    title: str
    body: str = ""
    url: str = ""
    urgency: Literal["normal", "high"] = "normal"
