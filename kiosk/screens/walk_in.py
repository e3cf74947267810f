"""Somebody without an invitation: three fields, and in."""

from __future__ import annotations

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import button, card, field, ground, labelled, mark, text
from kiosk.state import KioskState, Screen
from kiosk.theme import Frame

Fields = tuple[ft.TextField, ft.TextField, ft.TextField]


@ft.component
def WalkInScreen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    missing, miss = ft.use_state(False)
    fields: Fields = ft.use_memo(lambda: _fields(frame), [frame])
    name, house, host = fields

    def admit() -> None:
        if not (name.value or "").strip():
            miss(True)
            return
        desk.spawn(desk.walk_in(name.value or "", house.value or "", host.value or ""))

    buttons = ft.Row(
        [
            button(texts.CANCEL, lambda: desk.show(Screen.SEARCH), frame, identifier="walk-in-back"),
            button(texts.WALK_IN_YES, admit, frame, identifier="walk-in-admit", main=True),
        ],
        spacing=frame.px(16),
        alignment=ft.MainAxisAlignment.END,
    )
    error = text(texts.WALK_IN_MISSING, frame.px(22), color=theme.OFFLINE)
    form = ft.Column(
        [
            text(texts.WALK_IN_TITLE, frame.px(36), family=theme.EXTRABOLD),
            labelled(texts.WALK_IN_NAME, mark("walk-in-name", name), frame),
            labelled(texts.WALK_IN_ORGANISATION, mark("walk-in-organisation", house), frame),
            labelled(texts.WALK_IN_HOST, mark("walk-in-host", host), frame),
            *([mark("walk-in-error", error, live=True)] if missing else []),
            buttons,
        ],
        spacing=frame.px(16),
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    sheet = card(form, frame, padding=36)
    sheet.width = min(frame.width - frame.px(64), frame.px(720))
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


def _fields(frame: Frame) -> Fields:
    def one(*, first: bool = False) -> ft.TextField:
        return field(frame, hint="", on_submit=lambda: None, size=28, autofocus=first)

    return one(first=True), one(), one()
