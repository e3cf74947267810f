"""One verdict at a time, readable from three metres: colour, sign, word, name.

Also its two neighbours: the staff is needed, and the kiosk is out of order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import flet as ft

from kiosk import texts_en, theme
from kiosk import texts_fr as texts
from kiosk.desk import Desk
from kiosk.screens.parts import button, fitted, guarded, mark, text
from kiosk.state import Help, KioskState, Screen, Verdict
from kiosk.theme import Frame
from kiosk.wire import VerdictKind

SIGN = 300
MARGIN = 64
GAP = 64


@dataclass(frozen=True)
class Look:
    ground: str
    ink: str
    icon: ft.IconData
    word: str


def verdict_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    verdict = state.verdict
    assert verdict is not None
    kind = verdict.kind
    look = Look(
        theme.VERDICT_GROUNDS[kind],
        theme.VERDICT_INKS[kind],
        theme.VERDICT_ICONS[kind],
        _word(verdict),
    )
    lines = [*_who(verdict, frame, look.ink), *_why(verdict, state, frame, look.ink)]
    return _sheet(desk, frame, look, lines, below=_below(desk, verdict, frame))


def _own_words(verdict: Verdict) -> ModuleType:
    """The catalog of the guest's own language."""
    return texts_en if verdict.language.startswith("en") else texts


def _word(verdict: Verdict) -> str:
    words = _own_words(verdict)
    if verdict.direction == "out" and verdict.lets_in:
        return str(words.OUT_WORD)
    return str(words.VERDICT_WORDS[verdict.kind])


def _below(desk: Desk, verdict: Verdict, frame: Frame) -> list[ft.Control]:
    """What the staff may still do about it."""
    if desk.undoable(verdict):
        label = texts.UNDO_OUT if verdict.direction == "out" else texts.UNDO
        return [
            button(
                label,
                lambda: desk.undo(verdict.scan_id),
                frame,
                identifier="undo-button",
                icon=ft.Icons.UNDO_ROUNDED,
                size=0.85,
            )
        ]
    if not verdict.lets_in:
        return [
            button(
                texts.OVERRULE,
                desk.overrule,
                frame,
                identifier="override-button",
                icon=ft.Icons.ADMIN_PANEL_SETTINGS_OUTLINED,
                size=0.85,
            )
        ]
    return []


def help_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    reason = state.help or Help.NOT_ON_THE_LIST
    look = Look(theme.HELP_GROUND, theme.WHITE, ft.Icons.SUPPORT_AGENT_ROUNDED, texts.HELP_WORD)
    title = text(
        texts.HELP_TITLES[reason],
        frame.px(58),
        family=theme.EXTRABOLD,
        color=look.ink,
        height=1.1,
        center=frame.portrait,
    )
    detail = text(texts.HELP_DETAIL[reason], frame.px(32), color=look.ink, height=1.3, center=frame.portrait)
    lines: list[ft.Control] = [mark("verdict-name", title, live=True), mark("verdict-reason", detail)]
    if state.held:
        lines += [ft.Container(height=frame.px(12)), _staff_choice(desk, frame)]
    sheet = _sheet(desk, frame, look, lines, foot=" " if state.held else texts.TAP_TO_CONTINUE)
    if state.held:
        sheet.on_click = None  # a choice, not a tap beside it
    return sheet


def _staff_choice(desk: Desk, frame: Frame) -> ft.Control:
    buttons = [
        button(
            texts.HELP_ADMIT, lambda: desk.release(lets_in=True), frame, identifier="help-admit", main=True
        ),
        button(texts.HELP_REFUSE, lambda: desk.release(lets_in=False), frame, identifier="help-refuse"),
    ]
    return ft.Row(list(buttons), spacing=frame.px(16), run_spacing=frame.px(16), wrap=True)


def out_of_order_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    look = Look(theme.INK, theme.WHITE, ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, "")
    center = frame.portrait
    lines: list[ft.Control] = [
        text(
            texts.OUT_OF_ORDER_TITLE,
            frame.px(72),
            family=theme.EXTRABOLD,
            color=look.ink,
            height=1.1,
            center=center,
        ),
        text(texts.OUT_OF_ORDER_DETAIL, frame.px(34), color=theme.MUTED, center=center),
    ]
    sheet = _sheet(desk, frame, look, lines, foot=" ")
    sheet.on_click = None
    sheet.on_long_press = guarded(lambda: desk.show(Screen.SETTINGS))
    return sheet


# words


def _who(verdict: Verdict, frame: Frame, ink: str) -> list[ft.Control]:
    center = frame.portrait
    lines: list[ft.Control] = []
    if verdict.name:
        size = fitted(verdict.name, frame.px(104), _words_width(frame))
        name = text(
            verdict.name, size, family=theme.EXTRABOLD, color=ink, lines=2, height=1.08, center=center
        )
        lines.append(mark("verdict-name", name, live=True))
    if verdict.represents:
        who = _own_words(verdict).represents(verdict.represents)
        lines.append(
            mark(
                "verdict-represents", text(who, frame.px(40), family=theme.SEMIBOLD, color=ink, center=center)
            )
        )
    if verdict.organisation:
        house = text(verdict.organisation, frame.px(40), color=ink, lines=2, center=center)
        lines.append(mark("verdict-organisation", house))
    chips = []
    if verdict.party > 1:
        chips.append(
            mark("verdict-party", _chip(_own_words(verdict).party(verdict.inside, verdict.party), frame, ink))
        )
    if verdict.category:
        chips.append(mark("verdict-category", _chip(verdict.category, frame, ink)))
    if chips:
        row = ft.Row(list(chips), spacing=frame.px(12), run_spacing=frame.px(12), wrap=True)
        row.alignment = ft.MainAxisAlignment.CENTER if center else ft.MainAxisAlignment.START
        lines.append(row)
    return lines


def _words_width(frame: Frame) -> float:
    aside = 0 if frame.portrait else SIGN + GAP
    return frame.width - frame.px(2 * MARGIN + aside)


def _chip(words: str, frame: Frame, ink: str) -> ft.Control:
    chip = ft.Container(
        text(words, frame.px(26), family=theme.SEMIBOLD, color=ink),
        border=ft.Border.all(frame.px(2), ink),
        border_radius=frame.px(40),
        padding=ft.Padding.symmetric(horizontal=frame.px(22), vertical=frame.px(6)),
    )
    return ft.Row([chip], tight=True)


def _why(verdict: Verdict, state: KioskState, frame: Frame, ink: str) -> list[ft.Control]:
    sentences = reasons(verdict, state)
    first = frame.px(36 if verdict.name else 62)
    family = theme.SEMIBOLD if verdict.name else theme.EXTRABOLD
    column = ft.Column(
        [
            text(
                sentence,
                first if n == 0 else frame.px(32),
                family=family if n == 0 else theme.REGULAR,
                color=ink,
                height=1.15,
                center=frame.portrait,
            )
            for n, sentence in enumerate(sentences)
        ],
        spacing=frame.px(10),
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER if frame.portrait else ft.CrossAxisAlignment.START,
    )
    return [ft.Container(height=frame.px(4)), mark("verdict-reason", column, live=True)]


def reasons(verdict: Verdict, state: KioskState) -> list[str]:
    """What the guest and the steward need to know, the main thing first."""
    words = _own_words(verdict)
    lead = words.VERDICT_LEADS[verdict.kind]
    if verdict.lets_in:
        return [_let_in(verdict, words, lead)]
    if verdict.kind is VerdictKind.REFUSED:
        own = texts.reason(verdict.reason, verdict.message)
        if words is not texts:  # the guest's language for the guest, French for the steward
            return [words.REASONS.get(verdict.reason, words.REASON_DEFAULT), own]
        return [own, lead]
    if verdict.reason == "party_full":
        return [words.REASONS["party_full"]]
    first = words.first_entry(verdict.first_at, verdict.first_gate, texts.zone(state.event))
    return [first, lead] if first else [verdict.message or lead]


def _let_in(verdict: Verdict, words: ModuleType, lead: str) -> str:
    if verdict.direction == "out":
        return str(words.OUT_LEAD) if verdict.count else texts.OUT_OF_NOBODY
    return {"by_the_staff": texts.BY_THE_STAFF, "by_a_supervisor": texts.BY_A_SUPERVISOR}.get(
        verdict.reason, lead
    )


# layout


def _sheet(
    desk: Desk,
    frame: Frame,
    look: Look,
    lines: list[ft.Control],
    foot: str = texts.TAP_TO_CONTINUE,
    below: Sequence[ft.Control] = (),
) -> ft.Container:
    words = ft.Column(
        lines,
        spacing=frame.px(16),
        alignment=ft.MainAxisAlignment.CENTER,
        tight=frame.portrait,
        expand=None if frame.portrait else True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER if frame.portrait else ft.CrossAxisAlignment.START,
    )
    body = _upright(frame, look, words) if frame.portrait else _across(frame, look, words)
    foot_line = ft.Row(
        [text(foot, frame.px(20), color=look.ink), *below],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN if below else ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(
        ft.Column([body, foot_line], expand=True),
        bgcolor=look.ground,
        expand=True,
        padding=ft.Padding.symmetric(horizontal=frame.px(MARGIN), vertical=frame.px(32)),
        on_click=guarded(desk.dismiss),
    )


def _across(frame: Frame, look: Look, words: ft.Control) -> ft.Control:
    return ft.Row(
        [_sign(frame, look), words],
        spacing=frame.px(GAP),
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _upright(frame: Frame, look: Look, words: ft.Control) -> ft.Control:
    return ft.Column(
        [_sign(frame, look), words],
        spacing=frame.px(56),
        expand=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _sign(frame: Frame, look: Look) -> ft.Control:
    """The verdict itself, always in the same place: a disc with its sign, and the word beneath."""
    side = frame.px(SIGN * 0.88)
    disc = ft.Container(
        ft.Icon(look.icon, size=side * 0.72, color=look.ground),
        width=side,
        height=side,
        border_radius=side / 2,
        bgcolor=look.ink,
        alignment=ft.Alignment.CENTER,
    )
    lines: list[ft.Control] = [disc]
    if look.word:
        size = fitted(look.word, frame.px(60), frame.px(SIGN), lines=2)
        word = text(look.word, size, family=theme.EXTRABOLD, color=look.ink, height=1.05, center=True)
        lines.append(mark("verdict", word, live=True))
    return ft.Container(
        ft.Column(
            lines,
            spacing=frame.px(24),
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        width=frame.px(SIGN),
    )
