"""For the staff, behind a long press: how the kiosk is, sounds, out of order, unpairing."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.client import APP_VERSION
from kiosk.desk import Desk
from kiosk.screens.parts import button, card, ground, mark, text
from kiosk.screens.search import veil
from kiosk.state import KioskState, Phase, Screen
from kiosk.theme import Frame
from kiosk.wire import VerdictKind


@ft.component
def SettingsScreen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    asking, ask = ft.use_state(False)
    page = ground(
        ft.Column(
            [
                text(texts.SETTINGS_TITLE, frame.px(36), family=theme.EXTRABOLD),
                _facts(desk, state, frame),
                _sounds(desk, frame),
                _actions(desk, state, frame, lambda: ask(True)),
            ],
            spacing=frame.px(24),
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        theme.INK,
        frame,
    )
    layers: list[ft.Control] = [page]
    if asking:
        layers.append(_unpair(desk, frame, lambda: ask(False)))
    return ft.Stack(layers, fit=ft.StackFit.EXPAND, expand=True)


def _facts(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    rows: list[ft.Control] = [_fact(label, value, frame) for label, value in facts(desk, state)]
    half = len(rows) if frame.portrait else (len(rows) + 1) // 2
    columns: list[ft.Control] = [
        ft.Column(part, spacing=frame.px(10), tight=True, expand=True)
        for part in (rows[:half], rows[half:])
        if part
    ]
    both = ft.Row(columns, spacing=frame.px(32), vertical_alignment=ft.CrossAxisAlignment.START)
    return mark("settings-facts", card(both, frame))


def facts(desk: Desk, state: KioskState) -> list[tuple[str, str]]:
    device, event = state.device, state.event
    totals = desk.totals()
    return [
        (texts.SETTINGS_DEVICE, device.name if device else ""),
        (texts.SETTINGS_GATE, device.gate if device else ""),
        (texts.SETTINGS_DIRECTION, texts.DIRECTIONS[state.direction]),
        (texts.SETTINGS_EVENT, event.title if event else ""),
        (texts.SETTINGS_SERVER, state.server),
        (texts.SETTINGS_LINK, texts.LINK_WORDS[state.link]),
        (texts.SETTINGS_CAMERA, texts.CAMERA_WORDS[state.camera]),
        (texts.SETTINGS_DECODERS, ", ".join(desk.cascade.names) or texts.NONE_DECODERS),
        (
            texts.SETTINGS_JOURNAL,
            texts.journal(totals.scans, totals.admitted, totals.to_send, totals.problems),
        ),
        (texts.SETTINGS_VERSION, APP_VERSION),
    ]


def _fact(label: str, value: str, frame: Frame) -> ft.Control:
    return ft.Row(
        [
            ft.Container(text(label, frame.px(20), color=theme.MUTED), width=frame.px(130)),
            ft.Container(text(value or "—", frame.px(20), family=theme.SEMIBOLD, lines=2), expand=True),
        ],
        spacing=frame.px(16),
    )


def _sounds(desk: Desk, frame: Frame) -> ft.Control:
    def test(kind: VerdictKind) -> ft.Control:
        return button(
            texts.VERDICT_WORDS[kind],
            lambda: desk.play(kind.value),
            frame,
            identifier=f"sound-{kind.value}",
            icon=theme.VERDICT_ICONS[kind],
        )

    row = ft.Row(
        [test(kind) for kind in VerdictKind], spacing=frame.px(12), wrap=True, run_spacing=frame.px(12)
    )
    title = text(texts.SETTINGS_SOUNDS, frame.px(20), family=theme.SEMIBOLD, color=theme.MUTED)
    return ft.Column([title, row], spacing=frame.px(12), tight=True)


def _actions(desk: Desk, state: KioskState, frame: Frame, unpair: Callable[[], None]) -> ft.Control:
    out = state.phase is Phase.OUT_OF_ORDER
    return ft.Row(
        [
            button(
                texts.SETTINGS_BACK,
                lambda: desk.show(Screen.SCAN),
                frame,
                identifier="settings-back",
                icon=ft.Icons.ARROW_BACK_ROUNDED,
                main=True,
            ),
            button(
                texts.SETTINGS_IN if out else texts.SETTINGS_OUT,
                lambda: desk.set_out_of_order(not out),
                frame,
                identifier="out-of-order-button",
            ),
            button(
                texts.SETTINGS_ENTRY if state.direction == "out" else texts.SETTINGS_EXIT,
                desk.turn_round,
                frame,
                identifier="direction-button",
            ),
            button(
                texts.READINESS_BUTTON,
                lambda: desk.show(Screen.READINESS),
                frame,
                identifier="readiness-button",
                icon=ft.Icons.CHECKLIST_ROUNDED,
            ),
            *(
                [button(texts.SETTINGS_RETRY, desk.retry_problems, frame, identifier="retry-button")]
                if state.problems
                else []
            ),
            button(texts.SETTINGS_UNPAIR, unpair, frame, identifier="unpair-button"),
        ],
        spacing=frame.px(12),
        run_spacing=frame.px(12),
        wrap=True,
    )


def _unpair(desk: Desk, frame: Frame, cancel: Callable[[], None]) -> ft.Control:
    buttons = ft.Row(
        [
            button(texts.CANCEL, cancel, frame, identifier="unpair-cancel"),
            button(
                texts.SETTINGS_UNPAIR_YES,
                lambda: desk.spawn(desk.unpair()),
                frame,
                identifier="unpair-confirm",
                danger=True,
            ),
        ],
        spacing=frame.px(16),
        alignment=ft.MainAxisAlignment.END,
    )
    sheet = card(
        ft.Column(
            [
                text(texts.SETTINGS_UNPAIR_ASK, frame.px(34), family=theme.EXTRABOLD),
                text(texts.SETTINGS_UNPAIR_DETAIL, frame.px(22), color=theme.MUTED),
                ft.Container(height=frame.px(8)),
                buttons,
            ],
            spacing=frame.px(12),
            tight=True,
        ),
        frame,
        padding=40,
    )
    sheet.width = min(frame.width - frame.px(96), frame.px(760))
    return veil(sheet)
