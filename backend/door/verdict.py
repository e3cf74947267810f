"""Who may come in. Reason codes never change: kiosks, exports and scripts rely on them.

`attention` lets the guest in and asks a steward to look; `already_in` and `refused` do not.
"""

from dataclasses import dataclass
from typing import Literal

VerdictName = Literal["admitted", "already_in", "attention", "refused"]
Reason = Literal[
    "",
    "unknown",
    "revoked",
    "not_confirmed",
    "declined",
    "represented",
    "cancelled",
    "wrong_event",
    "wrong_gate",
    "too_early",
    "too_late",
    "already_in",
    "party_full",
    "quota_full",
    "ambiguous",
    "device_not_allowed",
]
Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """What the verdict depends on. `issue` is the current one of the ticket."""

    right_event: bool
    event_cancelled: bool
    answer: Literal["none", "yes", "no", "represented"]
    attendance: Literal["none", "arrived", "left"]
    attention: bool
    revoked: bool
    issue: int


@dataclass(frozen=True, slots=True)
class Verdict:
    name: VerdictName
    reason: Reason = ""

    @property
    def lets_in(self) -> bool:
        return self.name in ("admitted", "attention")


def judge(guest: GuestFacts | None, *, issue: int | None, direction: Direction = "in") -> Verdict:
    """The verdict on GUEST (None: nobody has this ticket). ISSUE is the one scanned, None for a name typed in."""
    if guest is None:
        return Verdict("refused", "unknown")
    if refusal := _refusal(guest, issue):
        return Verdict("refused", refusal)
    if direction == "out":
        return Verdict("admitted")
    if guest.attendance == "arrived":
        return Verdict("already_in", "already_in")
    if guest.attention:
        return Verdict("attention")
    if guest.answer == "none":
        return Verdict("attention", "not_confirmed")
    return Verdict("admitted")


def _refusal(guest: GuestFacts, issue: int | None) -> Reason:
    """Why GUEST stays out, the plainest reason first; "" when nothing speaks against it."""
    if not guest.right_event:
        return "wrong_event"
    if guest.event_cancelled:
        return "cancelled"
    if guest.revoked or (issue is not None and issue != guest.issue):
        return "revoked"
    if guest.answer == "no":
        return "declined"
    return "represented" if guest.answer == "represented" else ""
