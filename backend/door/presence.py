"""Who is inside, from what happened at the doors: a pure function of the set of passages (docs/door.md).

The order in which passages become known does not count, only when they happened. So all stations and the server
come to the same state, whatever was uploaded first. vectors/presence.json has cases for every implementation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["double_entry", "revoked_let_in", "declined_let_in", "unknown_let_in"]


@dataclass(frozen=True, slots=True)
class Passage:
    """COUNT people of one guest went in or out: a fact.

    AT is in milliseconds since 1970, UTC, corrected (clock.py); of two at one moment the one with the lower SCAN_ID
    came first. ISSUE is the ticket's, None for a picked name. DECIDED: a supervisor took it upon themselves.
    """

    at: int
    scan_id: str
    direction: Literal["in", "out"] = "in"
    count: int = 1
    gate: str = ""
    zone: str = ""
    verdict: str = "admitted"
    issue: int | None = None
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """INSIDE: how many of the party are there; CAME: how many ever were at once. FIRST: the first entry."""

    inside: int = 0
    came: int = 0
    first: Passage | None = None
    last_at: int | None = None

    @property
    def attendance(self) -> Literal["none", "arrived", "left"]:
        if self.came == 0:
            return "none"
        return "arrived" if self.inside else "left"


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for or against a guest, each with the moment since when (milliseconds; None: it does not)."""

    party: int = 1
    issue: int = 1
    issued_at: int | None = None
    revoked_at: int | None = None
    declined_at: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """Something let in that should not have been: for a supervisor to decide. Known by KIND and SCAN_ID; OTHER is
    the scan that it contradicts."""

    kind: Kind
    scan_id: str
    other: str = ""


def follow(presence: Presence, passage: Passage, party: int) -> Presence:
    """PRESENCE after a PASSAGE that is later than all before. Inside are never more than the PARTY, never fewer
    than nobody: what is beyond is a contradiction, not a presence. Who enters an inner zone is inside; who leaves
    it has not left."""
    if passage.direction == "out":
        gone = 0 if passage.zone else passage.count
        return replace(presence, inside=max(0, presence.inside - gone), last_at=passage.at)
    before = 0 if passage.zone else presence.inside
    inside = max(presence.inside, min(party, before + passage.count))
    return Presence(inside, max(presence.came, inside), presence.first or passage, passage.at)


def fold(passages: Iterable[Passage], party: int) -> Presence:
    """The presence that PASSAGES of one guest add up to, in whatever order they come."""
    presence = Presence()
    for passage in in_order(passages):
        presence = follow(presence, passage, party)
    return presence


def brought_by(passages: Iterable[Passage], party: int) -> dict[Passage, int]:
    """By how many each of the PASSAGES of one guest raised the number of those who came; they add up to it."""
    presence, brought = Presence(), {}
    for passage in in_order(passages):
        after = follow(presence, passage, party)
        brought[passage] = after.came - presence.came
        presence = after
    return brought


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda passage: (passage.at, passage.scan_id))


def in_zones(passages: Iterable[Passage], party: int) -> dict[str, int]:
    """How many of the party are in each inner zone, and under "" how many an outer door counts."""
    inside: dict[str, int] = {}
    for passage in in_order(passages):
        _step(inside, passage, party)
    return inside


def _step(inside: dict[str, int], passage: Passage, party: int) -> None:
    """Who leaves the house has left its zones too: there are never more in a zone than stayed."""
    there = inside.get(passage.zone, 0)
    if passage.direction == "in":
        inside[passage.zone] = min(party, there + passage.count)
        return
    inside[passage.zone] = max(0, there - passage.count)
    if not passage.zone:
        for zone, count in inside.items():
            inside[zone] = min(count, inside[""])


def contradictions(passages: Iterable[Passage], standing: Standing) -> set[Contradiction]:
    """What a supervisor must see among the PASSAGES of one guest."""
    found: set[Contradiction] = set()
    inside: dict[str, int] = {}
    latest: dict[str, str] = {}
    for passage in in_order(passages):
        if passage.direction == "in" and not passage.decided:
            if inside.get(passage.zone, 0) + passage.count > standing.party:
                found.add(Contradiction("double_entry", passage.scan_id, latest.get(passage.zone, "")))
            if kind := _against(passage, standing):
                found.add(Contradiction(kind, passage.scan_id))
        _step(inside, passage, standing.party)
        if passage.direction == "in":
            latest[passage.zone] = passage.scan_id
    return found


def _against(passage: Passage, standing: Standing) -> Kind | None:
    replaced = (
        passage.issue is not None
        and passage.issue != standing.issue
        and (standing.issued_at is None or passage.at >= standing.issued_at)
    )
    if replaced or (standing.revoked_at is not None and passage.at >= standing.revoked_at):
        return "revoked_let_in"
    if standing.declined_at is not None and passage.at >= standing.declined_at:
        return "declined_let_in"
    return None
