"""Pairing: a one-time code, typed once by whoever sets the door up."""

from __future__ import annotations

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import button, card, field, ground, labelled, mark, text
from kiosk.state import KioskState, PairingNotice
from kiosk.theme import Frame


@ft.component
def PairingScreen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    code, server = ft.use_memo(lambda: _fields(desk, frame), [frame])
    width = min(frame.width - frame.px(64), frame.px(640))
    form = ft.Column(
        [
            text(texts.PRODUCT, frame.px(22), family=theme.EXTRABOLD, color=theme.ACCENT),
            text(texts.PAIRING_TITLE, frame.px(40), family=theme.EXTRABOLD),
            text(texts.PAIRING_LEAD, frame.px(21), color=theme.MUTED, height=1.35),
            labelled(texts.PAIRING_CODE, mark("pairing-code", code), frame),
            labelled(texts.PAIRING_SERVER, mark("server-field", server), frame),
            *_notice(state, frame),
            button(
                texts.PAIRING_BUSY if state.pairing_busy else texts.PAIRING_BUTTON,
                lambda: desk.spawn(desk.pair(code.value or "", server.value or "")),
                frame,
                identifier="pair-button",
                main=True,
                disabled=state.pairing_busy,
            ),
            *([] if state.notice else [text(texts.PAIRING_HELP, frame.px(18), color=theme.MUTED)]),
        ],
        spacing=frame.px(16),
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    sheet = card(form, frame, padding=36)
    sheet.width = width
    return ground(
        ft.Column(
            [ft.Row([sheet], alignment=ft.MainAxisAlignment.CENTER)],
            alignment=ft.MainAxisAlignment.CENTER,
            scroll=ft.ScrollMode.AUTO,
            expand=True,
        ),
        theme.INK,
        frame,
        padding=16,
    )


def _fields(desk: Desk, frame: Frame) -> tuple[ft.TextField, ft.TextField]:
    def submit() -> None:
        desk.spawn(desk.pair(code.value or "", server.value or ""))

    code = field(
        frame, hint=texts.PAIRING_CODE_HINT, on_submit=submit, size=44, autofocus=True, capitals=True
    )
    server = field(frame, hint=texts.PAIRING_SERVER_HINT, on_submit=submit, value=desk.state.server, size=24)
    return code, server


def _notice(state: KioskState, frame: Frame) -> list[ft.Control]:
    if state.notice is PairingNotice.NONE:
        return []
    calm = state.notice is PairingNotice.UNPAIRED
    color = theme.MUTED if calm else theme.OFFLINE
    icon = ft.Icons.INFO_OUTLINE_ROUNDED if calm else ft.Icons.ERROR_OUTLINE_ROUNDED
    row = ft.Row(
        [
            ft.Icon(icon, size=frame.px(28), color=color),
            ft.Container(text(texts.PAIRING_NOTICES[state.notice], frame.px(20), color=color), expand=True),
        ],
        spacing=frame.px(12),
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return [mark("pairing-error", row, live=True)]
