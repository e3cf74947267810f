"""What the kiosk shows: one immutable state and its transitions. Pure: no clock, no network, no screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kiosk.wire import Device, EventBrief, FoundGuest, Identity, ScanResult, VerdictKind

RECENT_KEPT = 8
ADMITTED_SECONDS = 4.0
OTHER_SECONDS = 8.0


class Phase(StrEnum):
    PAIRING = "pairing"
    WAITING = "waiting"
    READING = "reading"
    VERDICT = "verdict"
    HELP = "help"
    OUT_OF_ORDER = "out_of_order"


class Screen(StrEnum):
    """What is under a verdict; it comes back once the verdict has gone."""

    SCAN = "scan"
    SEARCH = "search"
    SETTINGS = "settings"


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

    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server_error"
    NOT_ALLOWED = "not_allowed"
    CONFLICT = "conflict"


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

    @property
    def lets_in(self) -> bool:
        return self.kind in (VerdictKind.ADMITTED, VerdictKind.ATTENTION)

    @property
    def seconds(self) -> float:
        return ADMITTED_SECONDS if self.kind is VerdictKind.ADMITTED else OTHER_SECONDS


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
    unanswered: int = 0
    """Scans in the journal to which the server never answered."""
    admitted: int = 0
    recent: tuple[Verdict, ...] = ()
    verdict: Verdict | None = None
    help: Help | None = None
    shown: int = 0
    """Grows with each verdict or call for help, so that a late timer can't close the next one."""
    camera: CameraStatus = CameraStatus.NONE
    notice: PairingNotice = PairingNotice.NONE
    pairing_busy: bool = False
    search: Search = Search()

    @property
    def paired(self) -> bool:
        return self.device is not None

    @property
    def scans(self) -> bool:
        """Whether a code held before the kiosk is to be read."""
        return self.paired and self.phase is not Phase.OUT_OF_ORDER and self.screen is not Screen.SETTINGS

    # pairing

    def pairing_started(self) -> KioskState:
        return replace(self, pairing_busy=True, notice=PairingNotice.NONE)

    def pairing_failed(self, notice: PairingNotice) -> KioskState:
        return replace(self, pairing_busy=False, notice=notice)

    def paired_with(
        self, identity: Identity, server: str, admitted: int = 0, unanswered: int = 0
    ) -> KioskState:
        return KioskState(
            phase=Phase.WAITING,
            server=server,
            device=identity.device,
            event=identity.event,
            admitted=admitted,
            unanswered=unanswered,
            camera=self.camera,
        )

    def unpaired(self, notice: PairingNotice) -> KioskState:
        return KioskState(server=self.server, camera=self.camera, notice=notice)

    def identified(self, identity: Identity) -> KioskState:
        return replace(self, device=identity.device, event=identity.event)

    # scans

    def reading(self) -> KioskState:
        return replace(self, phase=Phase.READING, verdict=None, help=None)

    def decided(self, verdict: Verdict, *, admitted: int) -> KioskState:
        """`admitted` is counted from the journal: an answer heard twice is one admission."""
        return replace(
            self,
            phase=self._unless_closed(Phase.VERDICT),
            screen=Screen.SCAN,
            search=Search(),
            verdict=verdict,
            help=None,
            shown=self.shown + 1,
            admitted=admitted,
            recent=(verdict, *self.recent)[:RECENT_KEPT],
        )

    def needs_help(self, reason: Help) -> KioskState:
        return replace(
            self,
            phase=self._unless_closed(Phase.HELP),
            screen=Screen.SCAN,
            search=Search(),
            verdict=None,
            help=reason,
            shown=self.shown + 1,
        )

    def _unless_closed(self, phase: Phase) -> Phase:
        """An answer that comes after the staff closed the kiosk is counted and not shown."""
        return Phase.OUT_OF_ORDER if self.phase is Phase.OUT_OF_ORDER else phase

    def dismissed(self) -> KioskState:
        if self.phase not in (Phase.VERDICT, Phase.HELP):
            return self
        return replace(self, phase=Phase.WAITING, verdict=None, help=None)

    # surroundings

    def linked(self, link: Link) -> KioskState:
        return replace(self, link=link)

    def counted(self, *, unanswered: int) -> KioskState:
        return replace(self, unanswered=unanswered)

    def camera_is(self, status: CameraStatus) -> KioskState:
        return replace(self, camera=status)

    def out_of_order(self) -> KioskState:
        return replace(self, phase=Phase.OUT_OF_ORDER, screen=Screen.SCAN, verdict=None, help=None)

    def back_in_order(self) -> KioskState:
        phase = Phase.WAITING if self.paired else Phase.PAIRING
        return replace(self, phase=phase, screen=Screen.SCAN)

    def showing(self, screen: Screen) -> KioskState:
        return replace(self, screen=screen, search=Search())

    # name search

    def searching(self, query: str) -> KioskState:
        return replace(self, search=Search(query=query, results=self.search.results, busy=True))

    def query_too_short(self, query: str) -> KioskState:
        return replace(self, search=Search(query=query))

    def found(self, query: str, results: tuple[FoundGuest, ...]) -> KioskState:
        return self if query != self.search.query else replace(self, search=Search(query, results))

    def search_failed(self, query: str) -> KioskState:
        return self if query != self.search.query else replace(self, search=Search(query, failed=True))

    def choosing(self, guest: FoundGuest | None) -> KioskState:
        return replace(self, search=replace(self.search, chosen=guest))


def verdict_from(result: ScanResult, at: datetime) -> Verdict:
    guest = result.guest
    return Verdict(
        kind=result.verdict,
        at=at,
        name=guest.name if guest else "",
        organisation=guest.organisation if guest else "",
        category=guest.category if guest else "",
        represents=guest.represents if guest else "",
        reason=result.reason or "",
        message=result.message,
        first_at=result.first_at,
        first_gate=result.first_gate,
        replayed=result.replayed,
    )
