"""The state machine: waiting, reading, verdict, help, out of order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.state import (
    ADMITTED_SECONDS,
    RECENT_KEPT,
    CameraStatus,
    Help,
    KioskState,
    PairingNotice,
    Phase,
    Screen,
    Verdict,
    verdict_from,
)
from kiosk.wire import FoundGuest, Identity, ScanResult, VerdictKind
from tests.kiosk.fake_server import FakeServer

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
IDENTITY = Identity.model_validate(FakeServer().identity())
WAITING = (
    KioskState(camera=CameraStatus.RUNNING)
    .paired_with(IDENTITY, "https://e.fr")
    .counted(admitted=2, to_send=0, problems=0)
)


def verdict(kind: VerdictKind = VerdictKind.ADMITTED) -> Verdict:
    return Verdict(kind, NOW, name="Zoé Lefèvre")


def test_starts_unpaired_and_reads_nothing() -> None:
    state = KioskState()
    assert state.phase is Phase.PAIRING
    assert not state.scans


def test_pairing_keeps_the_camera_and_shows_what_the_journal_counted() -> None:
    assert (WAITING.phase, WAITING.camera, WAITING.admitted) == (Phase.WAITING, CameraStatus.RUNNING, 2)
    assert WAITING.scans


def test_a_verdict_comes_and_goes() -> None:
    shown = WAITING.reading().decided(verdict())
    assert (shown.phase, shown.recent) == (Phase.VERDICT, (verdict(),))
    gone = shown.dismissed()
    assert (gone.phase, gone.verdict, gone.recent) == (Phase.WAITING, None, (verdict(),))


def test_a_new_verdict_replaces_the_one_on_screen_at_once() -> None:
    first = WAITING.decided(verdict())
    second = first.reading().decided(verdict(VerdictKind.REFUSED))
    assert second.verdict == verdict(VerdictKind.REFUSED)
    assert second.shown == first.shown + 1  # so that the first one's timer closes nothing


def test_only_the_last_eight_are_kept() -> None:
    state = WAITING
    for _ in range(12):
        state = state.decided(verdict())
    assert len(state.recent) == RECENT_KEPT == 8


def test_help_is_no_verdict_and_is_not_listed() -> None:
    state = WAITING.reading().needs_help(Help.NOT_ON_THE_LIST)
    assert (state.phase, state.verdict, state.recent, state.admitted) == (Phase.HELP, None, (), 2)
    assert state.dismissed().phase is Phase.WAITING


def test_dismissing_nothing_changes_nothing() -> None:
    assert WAITING.dismissed() is WAITING
    assert WAITING.reading().dismissed().phase is Phase.READING


def test_out_of_order_reads_nothing_and_hides_late_answers() -> None:
    closed = WAITING.reading().out_of_order()
    assert not closed.scans
    late = closed.decided(verdict())
    assert (late.phase, late.recent) == (Phase.OUT_OF_ORDER, (verdict(),))
    assert closed.needs_help(Help.NOT_ON_THE_LIST).phase is Phase.OUT_OF_ORDER
    assert late.back_in_order().phase is Phase.WAITING


def test_revocation_forgets_everything_but_the_address() -> None:
    state = WAITING.decided(verdict()).unpaired(PairingNotice.REVOKED)
    assert state == KioskState(
        server="https://e.fr", camera=CameraStatus.RUNNING, notice=PairingNotice.REVOKED, phase=Phase.PAIRING
    )


def test_settings_stop_the_scanner_and_search_does_not() -> None:
    assert not WAITING.showing(Screen.SETTINGS).scans
    assert WAITING.showing(Screen.SEARCH).scans


def test_a_verdict_closes_the_search() -> None:
    guest = FoundGuest(id="1", name="Zoé Lefèvre")
    searching = WAITING.showing(Screen.SEARCH).searching("zo").found("zo", (guest,)).choosing(guest)
    assert searching.search.chosen == guest
    state = searching.decided(verdict())
    assert (state.screen, state.search.query, state.search.chosen) == (Screen.SCAN, "", None)


def test_an_answer_to_an_older_query_is_ignored() -> None:
    state = WAITING.searching("zo").searching("zoe")
    assert state.found("zo", (FoundGuest(id="1", name="Zora"),)) is state
    assert state.search_failed("zo") is state
    assert state.search_failed("zoe").search.failed


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_admission_goes_faster_than_the_rest(kind: VerdictKind) -> None:
    assert verdict(kind).seconds == (ADMITTED_SECONDS if kind is VerdictKind.ADMITTED else 8.0)
    assert verdict(kind).lets_in == (kind in (VerdictKind.ADMITTED, VerdictKind.ATTENTION))


def test_verdict_from_the_wire() -> None:
    result = ScanResult.model_validate(
        {
            "scan_id": "x",
            "verdict": "already_in",
            "reason": "already_in",
            "guest": {
                "id": "1",
                "name": "Ibrahim Čapek",
                "organisation": None,
                "represents": {"name": "Hélène"},
            },
            "first_at": "2026-11-21T18:00:00+01:00",
            "something_newer": 1,
        }
    )
    made = verdict_from(result, NOW)
    assert (made.name, made.organisation, made.represents) == ("Ibrahim Čapek", "", "Hélène")
    assert made.first_at is not None
    assert made.first_at.hour == 18


STEPS: dict[str, Callable[[KioskState], KioskState]] = {
    "reading": lambda s: s.reading(),
    "admitted": lambda s: s.decided(verdict()),
    "help": lambda s: s.needs_help(Help.NO_LIST),
    "dismiss": lambda s: s.dismissed(),
    "search": lambda s: s.showing(Screen.SEARCH),
    "settings": lambda s: s.showing(Screen.SETTINGS),
    "out": lambda s: s.out_of_order(),
    "in": lambda s: s.back_in_order(),
    "unpair": lambda s: s.unpaired(PairingNotice.UNPAIRED),
    "pair": lambda s: s.paired_with(IDENTITY, "https://e.fr"),
}


@given(st.lists(st.sampled_from(sorted(STEPS))))
def test_whatever_happens_the_screen_has_what_it_draws(steps: list[str]) -> None:
    state = WAITING
    for step in steps:
        state = STEPS[step](state)
        assert (state.phase is Phase.VERDICT) <= (state.verdict is not None)
        assert (state.phase is Phase.HELP) <= (state.help is not None)
        assert len(state.recent) <= RECENT_KEPT
        if not state.paired:
            assert not state.scans
