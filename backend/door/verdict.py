"""Who may come in. Reason codes never change: kiosks, exports and scripts rely on them.

`attention` lets the guest in and asks a steward to look; `already_in` and `refused` do not. Times are milliseconds
since 1970, UTC. The same cases are in vectors/verdicts.json, which the server, the kiosk and the PWA run.
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
Answer = Literal["none", "yes", "no", "represented", "waitlisted", "withdrawn"]
Direction = Literal["in", "out"]
LETS_IN = ("admitted", "attention")
_REFUSED_BY_ANSWER: dict[str, Reason] = {
    "no": "declined",
    "withdrawn": "declined",
    "represented": "represented",
    "waitlisted": "not_confirmed",
}


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """What the verdict depends on. `issue` is the current one of the ticket, `party` how many it lets in, `inside`
    how many of them are there now."""

    right_event: bool
    event_cancelled: bool
    answer: Answer
    attention: bool
    revoked: bool
    issue: int
    category: str = ""
    party: int = 1
    inside: int = 0


@dataclass(frozen=True, slots=True)
class GateFacts:
    """A gate: whom it lets through (no categories: everybody), when, and how many more have room inside."""

    categories: frozenset[str] = frozenset()
    opens_at: int | None = None
    closes_at: int | None = None
    room_left: int | None = None
    device_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """COUNT is how many people come in, or go out; nobody where the guest stays out."""

    name: VerdictName
    reason: Reason = ""
    count: int = 0

    @property
    def lets_in(self) -> bool:
        return self.name in LETS_IN


_ANYWHERE = GateFacts()


def judge(
    guest: GuestFacts | None,
    *,
    issue: int | None,
    at: int = 0,
    direction: Direction = "in",
    count: int | None = None,
    gate: GateFacts = _ANYWHERE,
) -> Verdict:
    """The verdict on GUEST (None: nobody has this ticket) at the moment AT.

    ISSUE is the one scanned, None for a name picked by a steward. COUNT is how many of the party are there; None
    means all who are still awaited, or, on the way out, all who are inside.
    """
    if reason := _refusal(guest, issue, gate):
        return Verdict("refused", reason)
    assert guest is not None
    if direction == "out":
        return Verdict("admitted", "", min(count or guest.inside, guest.inside))
    if reason := _at_this_gate(guest, at, gate):
        return Verdict("refused", reason)
    awaited = guest.party - guest.inside
    if awaited <= 0:
        return Verdict("already_in", "already_in" if guest.party == 1 else "party_full")
    coming = awaited if count is None else count
    if coming > awaited:
        return Verdict("refused", "party_full")
    if gate.room_left is not None and coming > gate.room_left:
        return Verdict("refused", "quota_full")
    if guest.attention:
        return Verdict("attention", "", coming)
    if guest.answer == "none":
        return Verdict("attention", "not_confirmed", coming)
    return Verdict("admitted", "", coming)


def _refusal(guest: GuestFacts | None, issue: int | None, gate: GateFacts) -> Reason:
    """Why GUEST neither enters nor leaves here, the plainest reason first; "" when nothing speaks against it."""
    if not gate.device_allowed:
        return "device_not_allowed"
    if guest is None:
        return "unknown"
    if not guest.right_event:
        return "wrong_event"
    if guest.event_cancelled:
        return "cancelled"
    if guest.revoked or (issue is not None and issue != guest.issue):
        return "revoked"
    return _REFUSED_BY_ANSWER.get(guest.answer, "")


def _at_this_gate(guest: GuestFacts, at: int, gate: GateFacts) -> Reason:
    if gate.categories and guest.category not in gate.categories:
        return "wrong_gate"
    if gate.opens_at is not None and at < gate.opens_at:
        return "too_early"
    return "too_late" if gate.closes_at is not None and at >= gate.closes_at else ""
