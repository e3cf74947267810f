"""One verdict at a time, readable from three metres: colour, sign, word, name. Also: help wanted, out of order."""

from __future__ import annotations

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import fitted, guarded, mark, text
from kiosk.state import Help, KioskState, Screen, Verdict
from kiosk.theme import Frame
from kiosk.wire import VerdictKind


def verdict_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    verdict = state.verdict
    assert verdict is not None
    width = _words_width(frame)
    lines = [_word(verdict, frame), *_who(verdict, frame, width), *_why(verdict, state, frame)]
    return _sheet(
        desk, frame, theme.VERDICT_GROUNDS[verdict.kind], theme.VERDICT_ICONS[verdict.kind], lines, tap=True
    )


def help_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    reason = state.help or Help.UNREACHABLE
    lines: list[ft.Control] = [
        mark(
            "verdict",
            text(texts.HELP_WORD, frame.px(44), family=theme.SEMIBOLD, color=theme.WHITE),
            live=True,
        ),
        text(texts.HELP_TITLES[reason], frame.px(58), family=theme.EXTRABOLD, color=theme.WHITE, height=1.1),
        mark("verdict-reason", text(texts.HELP_DETAIL[reason], frame.px(32), color=theme.WHITE)),
    ]
    return _sheet(desk, frame, theme.HELP_GROUND, ft.Icons.SUPPORT_AGENT_ROUNDED, lines, tap=True)


def out_of_order_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    lines: list[ft.Control] = [
        text(texts.OUT_OF_ORDER_TITLE, frame.px(72), family=theme.EXTRABOLD, color=theme.WHITE, height=1.1),
        text(texts.OUT_OF_ORDER_DETAIL, frame.px(34), color=theme.WHITE),
    ]
    return _sheet(desk, frame, theme.INK, ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, lines, tap=False)


def _words_width(frame: Frame) -> float:
    return frame.width - frame.px(128) if frame.portrait else frame.width - frame.px(128 + 300 + 56)


def _word(verdict: Verdict, frame: Frame) -> ft.Control:
    word = texts.VERDICT_WORDS[verdict.kind]
    return mark(
        "verdict", text(word, frame.px(64), family=theme.EXTRABOLD, color=theme.WHITE, height=1.0), live=True
    )


def _who(verdict: Verdict, frame: Frame, width: float) -> list[ft.Control]:
    lines: list[ft.Control] = []
    if verdict.name:
        size = fitted(verdict.name, frame.px(100), width)
        name = text(verdict.name, size, family=theme.EXTRABOLD, color=theme.WHITE, lines=2, height=1.08)
        lines.append(mark("verdict-name", name, live=True))
    if verdict.represents:
        who = text(
            texts.represents(verdict.represents), frame.px(40), family=theme.SEMIBOLD, color=theme.WHITE
        )
        lines.append(mark("verdict-represents", who))
    if verdict.organisation:
        lines.append(
            mark("verdict-organisation", text(verdict.organisation, frame.px(40), color=theme.WHITE, lines=2))
        )
    if verdict.category:
        lines.append(_chip(verdict.category, frame))
    return lines


def _chip(words: str, frame: Frame) -> ft.Control:
    chip = ft.Container(
        text(words, frame.px(26), family=theme.SEMIBOLD, color=theme.WHITE),
        border=ft.Border.all(frame.px(2), theme.WHITE),
        border_radius=frame.px(40),
        padding=ft.Padding.symmetric(horizontal=frame.px(22), vertical=frame.px(6)),
    )
    return mark("verdict-category", ft.Row([chip], tight=True))


def _why(verdict: Verdict, state: KioskState, frame: Frame) -> list[ft.Control]:
    sentences = reasons(verdict, state)
    if not sentences:
        return []
    big = frame.px(58 if not verdict.name else 36)
    column = ft.Column(
        [
            text(
                sentence,
                big if n == 0 else frame.px(32),
                family=theme.EXTRABOLD if n == 0 and not verdict.name else theme.SEMIBOLD,
                color=theme.WHITE,
                height=1.15,
            )
            for n, sentence in enumerate(sentences)
        ],
        spacing=frame.px(10),
        tight=True,
    )
    return [ft.Container(height=frame.px(6)), mark("verdict-reason", column, live=True)]


def reasons(verdict: Verdict, state: KioskState) -> list[str]:
    """What the guest and the steward need to know, the main thing first."""
    lead = texts.VERDICT_LEADS[verdict.kind]
    if verdict.kind is VerdictKind.REFUSED:
        return [texts.reason(verdict.reason, verdict.message), lead]
    if verdict.kind is VerdictKind.ALREADY_IN:
        first = texts.first_entry(verdict.first_at, verdict.first_gate, texts.zone(state.event))
        return [first, lead] if first else [verdict.message or lead]
    return [lead]


def _sheet(
    desk: Desk, frame: Frame, color: str, icon: ft.IconData, lines: list[ft.Control], *, tap: bool
) -> ft.Control:
    side = frame.px(300)
    sign = ft.Container(
        ft.Icon(icon, size=side * 0.72, color=color),
        width=side,
        height=side,
        border_radius=side / 2,
        bgcolor=theme.WHITE,
        alignment=ft.Alignment.CENTER,
    )
    words = ft.Column(
        lines,
        spacing=frame.px(16),
        alignment=ft.MainAxisAlignment.CENTER,
        tight=frame.portrait,
        expand=not frame.portrait,
    )
    body: ft.Control
    if frame.portrait:
        body = ft.Column(
            [ft.Row([sign], alignment=ft.MainAxisAlignment.CENTER), words],
            spacing=frame.px(56),
            expand=True,
            alignment=ft.MainAxisAlignment.CENTER,
        )
    else:
        body = ft.Row([sign, words], spacing=frame.px(56), expand=True)
    foot = text(texts.TAP_TO_CONTINUE if tap else " ", frame.px(20), color=theme.WHITE)
    return ft.Container(
        ft.Column([body, foot], expand=True, horizontal_alignment=ft.CrossAxisAlignment.START),
        bgcolor=color,
        expand=True,
        padding=ft.Padding.symmetric(horizontal=frame.px(64), vertical=frame.px(36)),
        on_click=guarded(desk.dismiss) if tap else None,
        on_long_press=None if tap else guarded(lambda: desk.show(Screen.SETTINGS)),
    )
