"""What the kiosk shows: one immutable state and its transitions. Pure: no clock, no network, no screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from kiosk.alone import Judgement
from kiosk.wire import Device, EventBrief, FoundGuest, Identity, ScannedGuest, ScanResult, VerdictKind

RECENT_KEPT = 8
ADMITTED_SECONDS = 4.0
OTHER_SECONDS = 8.0


class Phase(StrEnum):
    PAIRING = "pairing"
    WAITING = "waiting"
    READING = "reading"
    VERDICT = "verdict"
    HELP = "help"
    PARTY = "party"
    """A ticket for several: how many come?"""
    OUT_OF_ORDER = "out_of_order"


class Screen(StrEnum):
    """What is under a verdict; it comes back once the verdict has gone."""

    SCAN = "scan"
    SEARCH = "search"
    SETTINGS = "settings"
    WALK_IN = "walk_in"
    OVERRIDE = "override"
    READINESS = "readiness"


class Link(StrEnum):
    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"


class CameraStatus(StrEnum):
    NONE = "none"
    OPENING = "opening"
    RUNNING = "running"
    LOST = "lost"


class Help(StrEnum):
    """Why the staff is needed although nobody was refused."""

    NOT_ON_THE_LIST = "not_on_the_list"
    """Signed by us, and not on the roster of this kiosk."""
    NO_LIST = "no_list"
    """This kiosk has no roster yet."""


class PairingNotice(StrEnum):
    NONE = ""
    CODE_UNKNOWN = "code_unknown"
    CODE_SHORT = "code_short"
    TOO_MANY = "too_many"
    SERVER_MISSING = "server_missing"
    SERVER_INVALID = "server_invalid"
    UNREACHABLE = "unreachable"
    NOT_ENTREGENT = "not_entregent"
    REVOKED = "revoked"
    UNPAIRED = "unpaired"


@dataclass(frozen=True)
class Verdict:
    kind: VerdictKind
    at: datetime
    name: str = ""
    organisation: str = ""
    category: str = ""
    represents: str = ""
    reason: str = ""
    message: str = ""
    first_at: datetime | None = None
    first_gate: str = ""
    replayed: bool = False
    scan_id: str = ""
    language: str = "fr"
    party: int = 1
    inside: int = 0
    count: int = 1
    direction: str = "in"
    alone: bool = False
    """The kiosk decided by itself."""
    undo_until: float = 0.0
    """Up to when the staff may take it back without a reason, on the loop's clock."""
    undone: bool = False
    guest_id: str = ""

    @property
    def lets_in(self) -> bool:
        return self.kind in (VerdictKind.ADMITTED, VerdictKind.ATTENTION)

    def undoable_until(self, moment: float) -> Verdict:
        return replace(self, undo_until=moment if self.lets_in and self.scan_id else 0.0)

    def overruled(self, scan_id: str, at: datetime, count: int) -> Verdict:
        """The same guest, let in by a supervisor."""
        return replace(
            self,
            kind=VerdictKind.ADMITTED,
            at=at,
            scan_id=scan_id,
            count=count,
            reason="by_a_supervisor",
            alone=True,
        )

    @classmethod
    def by_the_staff(cls, scan_id: str, at: datetime) -> Verdict:
        """Let in although this kiosk's roster does not have them."""
        return cls(VerdictKind.ADMITTED, at, reason="by_the_staff", scan_id=scan_id, alone=True)

    @property
    def seconds(self) -> float:
        return ADMITTED_SECONDS if self.kind is VerdictKind.ADMITTED else OTHER_SECONDS


class OverrideNotice(StrEnum):
    NONE = ""
    NO_PIN = "no_pin"
    """The event has none, or this kiosk never heard of it."""
    WRONG = "wrong"
    CLOSED = "closed"
    """Too many wrong ones."""


@dataclass(frozen=True)
class Party:
    """A party at the door, of whom INSIDE are there already."""

    name: str
    size: int
    inside: int

    @property
    def awaited(self) -> int:
        return self.size - self.inside


@dataclass(frozen=True)
class Search:
    query: str = ""
    results: tuple[FoundGuest, ...] = ()
    busy: bool = False
    failed: bool = False
    chosen: FoundGuest | None = None
    """The guest whose admission is being confirmed."""


@dataclass(frozen=True)
class KioskState:
    phase: Phase = Phase.PAIRING
    screen: Screen = Screen.SCAN
    server: str = ""
    device: Device | None = None
    event: EventBrief | None = None
    link: Link = Link.UNKNOWN
    to_send: int = 0
    """Scans that the server has not heard of yet."""
    problems: int = 0
    """Scans that it did not take: set apart."""
    admitted: int = 0
    recent: tuple[Verdict, ...] = ()
    verdict: Verdict | None = None
    help: Help | None = None
    held: str = ""
    """The scan on which the staff has to decide."""
    shown: int = 0
    """Grows with each verdict or call for help, so that a late timer can't close the next one."""
    camera: CameraStatus = CameraStatus.NONE
    notice: PairingNotice = PairingNotice.NONE
    pairing_busy: bool = False
    search: Search = Search()
    party: Party | None = None
    direction: Literal["in", "out"] = "in"
    overruling: Verdict | None = None
    """The verdict that a supervisor is about to overrule."""
    override_notice: OverrideNotice = OverrideNotice.NONE
    testing: bool = False
    """The next code is a trial: nothing is recorded."""
    ticks: int = 0
    """Grows when the screen must be drawn anew although nothing else changed."""

    @property
    def paired(self) -> bool:
        return self.device is not None

    @property
    def scans(self) -> bool:
        """Whether a code held before the kiosk is to be read."""
        closed = self.screen in (Screen.SETTINGS, Screen.OVERRIDE, Screen.WALK_IN, Screen.READINESS)
        return self.paired and self.phase is not Phase.OUT_OF_ORDER and (not closed or self.testing)

    # pairing

    def pairing_started(self) -> KioskState:
        return replace(self, pairing_busy=True, notice=PairingNotice.NONE)

    def pairing_failed(self, notice: PairingNotice) -> KioskState:
        return replace(self, pairing_busy=False, notice=notice)

    def paired_with(self, identity: Identity, server: str) -> KioskState:
        return KioskState(
            phase=Phase.WAITING,
            server=server,
            device=identity.device,
            event=identity.event,
            camera=self.camera,
            direction=self.direction,
        )

    def unpaired(self, notice: PairingNotice) -> KioskState:
        return KioskState(server=self.server, camera=self.camera, notice=notice)

    def identified(self, identity: Identity) -> KioskState:
        return replace(self, device=identity.device, event=identity.event)

    # scans

    def reading(self) -> KioskState:
        return replace(self, phase=Phase.READING, verdict=None, help=None, party=None)

    def waiting(self) -> KioskState:
        """After a code that could not be judged at all."""
        phase = Phase.WAITING if self.phase in (Phase.READING, Phase.PARTY) else self.phase
        return replace(self, phase=phase, party=None)

    def asks_party(self, party: Party) -> KioskState:
        return replace(self, phase=Phase.PARTY, party=party, shown=self.shown + 1)

    def undone(self, scan_id: str) -> KioskState:
        """The staff took it back: said so in the list, and gone from the screen."""
        recent = tuple(
            replace(each, undone=True) if each.scan_id == scan_id else each for each in self.recent
        )
        shows = self.verdict is not None and self.verdict.scan_id == scan_id
        return replace(self.dismissed() if shows else self, recent=recent)

    def ticked(self) -> KioskState:
        return replace(self, ticks=self.ticks + 1)

    # supervisor, exits, trials

    def overrules(self, verdict: Verdict) -> KioskState:
        return replace(
            self.dismissed(),
            screen=Screen.OVERRIDE,
            overruling=verdict,
            override_notice=OverrideNotice.NONE,
        )

    def override_failed(self, notice: OverrideNotice) -> KioskState:
        return replace(self, override_notice=notice)

    def facing(self, direction: Literal["in", "out"]) -> KioskState:
        return replace(self, direction=direction)

    def trying(self, testing: bool) -> KioskState:
        return replace(self, testing=testing)

    def decided(self, verdict: Verdict) -> KioskState:
        return replace(
            self,
            phase=self._unless_closed(Phase.VERDICT),
            screen=Screen.SCAN,
            search=Search(),
            verdict=verdict,
            help=None,
            shown=self.shown + 1,
            held="",
            party=None,
            recent=(verdict, *self.recent)[:RECENT_KEPT],
        )

    def needs_help(self, reason: Help, held: str = "") -> KioskState:
        """HELD is the scan on which the staff decides."""
        return replace(
            self,
            phase=self._unless_closed(Phase.HELP),
            screen=Screen.SCAN,
            search=Search(),
            verdict=None,
            help=reason,
            held=held,
            shown=self.shown + 1,
        )

    def _unless_closed(self, phase: Phase) -> Phase:
        """An answer that comes after the staff closed the kiosk is counted and not shown."""
        return Phase.OUT_OF_ORDER if self.phase is Phase.OUT_OF_ORDER else phase

    def dismissed(self) -> KioskState:
        if self.phase not in (Phase.VERDICT, Phase.HELP, Phase.PARTY):
            return self
        return replace(self, phase=Phase.WAITING, verdict=None, help=None, held="", party=None)

    # surroundings

    def linked(self, link: Link) -> KioskState:
        return replace(self, link=link)

    def counted(self, *, admitted: int, to_send: int, problems: int) -> KioskState:
        """From the outbox: an answer heard twice is one admission."""
        return replace(self, admitted=admitted, to_send=to_send, problems=problems)

    def camera_is(self, status: CameraStatus) -> KioskState:
        return replace(self, camera=status)

    def out_of_order(self) -> KioskState:
        return replace(self, phase=Phase.OUT_OF_ORDER, screen=Screen.SCAN, verdict=None, help=None)

    def back_in_order(self) -> KioskState:
        phase = Phase.WAITING if self.paired else Phase.PAIRING
        return replace(self, phase=phase, screen=Screen.SCAN)

    def showing(self, screen: Screen) -> KioskState:
        return replace(self, screen=screen, search=Search(), overruling=None, testing=False)

    # name search

    def searching(self, query: str, here: tuple[FoundGuest, ...] = ()) -> KioskState:
        """HERE: whom this kiosk knows; else what was found before stays until there is more."""
        return replace(self, search=Search(query=query, results=here or self.search.results, busy=True))

    def query_too_short(self, query: str) -> KioskState:
        return replace(self, search=Search(query=query))

    def found(self, query: str, results: tuple[FoundGuest, ...]) -> KioskState:
        """Whom the staff has already chosen stays chosen."""
        if query != self.search.query:
            return self
        return replace(self, search=Search(query, results, chosen=self.search.chosen))

    def search_failed(self, query: str) -> KioskState:
        return self if query != self.search.query else replace(self, search=Search(query, failed=True))

    def choosing(self, guest: FoundGuest | None) -> KioskState:
        return replace(self, search=replace(self.search, chosen=guest))


def verdict_from(result: ScanResult, at: datetime, direction: str = "in") -> Verdict:
    """What the server said."""
    return Verdict(
        kind=result.verdict,
        at=at,
        reason=result.reason or "",
        message=result.message,
        first_at=result.first_at,
        first_gate=result.first_gate,
        replayed=result.replayed,
        scan_id=result.scan_id,
        count=result.count,
        direction=direction,
        **_of_guest(result.guest),
    )


def verdict_alone(judgement: Judgement, scan_id: str, at: datetime, direction: str = "in") -> Verdict:
    """What the kiosk came to by itself."""
    return Verdict(
        kind=VerdictKind(judgement.alone.verdict),
        at=at,
        reason=judgement.alone.reason,
        first_at=judgement.first_at,
        first_gate=judgement.first_gate,
        scan_id=scan_id,
        count=judgement.alone.count,
        direction=direction,
        alone=True,
        **_of_guest(judgement.guest),
    )


def _of_guest(guest: ScannedGuest | None) -> dict[str, Any]:
    if guest is None:
        return {}
    facts = {
        name: getattr(guest, name) for name in ("name", "organisation", "category", "represents", "party")
    }
    return {**facts, "guest_id": guest.id, "inside": guest.inside or 0, "language": guest.language or "fr"}
