"""A supervisor lets in whom the kiosk refused: a PIN, and why."""

from __future__ import annotations

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import button, card, field, ground, labelled, mark, text
from kiosk.state import KioskState, OverrideNotice, Screen
from kiosk.theme import Frame


@ft.component
def OverrideScreen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    reason, choose = ft.use_state(0)
    pin = ft.use_memo(lambda: _pin(frame), [frame])
    name = state.overruling.name if state.overruling else ""
    possible = state.override_notice is not OverrideNotice.NO_PIN
    form = ft.Column(
        [
            text(texts.OVERRIDE_TITLE, frame.px(36), family=theme.EXTRABOLD),
            text(name or texts.UNKNOWN_GUEST, frame.px(26), color=theme.MUTED, lines=1),
            *([labelled(texts.OVERRIDE_REASON, _reasons(reason, choose, frame), frame)] if possible else []),
            *([labelled(texts.OVERRIDE_PIN, mark("override-pin", pin), frame)] if possible else []),
            *_notice(state, frame),
            _buttons(desk, pin, texts.OVERRIDE_REASONS[reason], frame, possible=possible),
        ],
        spacing=frame.px(18),
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    sheet = card(form, frame, padding=36)
    sheet.width = min(frame.width - frame.px(64), frame.px(820))
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


def _pin(frame: Frame) -> ft.TextField:
    made = field(frame, hint="", on_submit=lambda: None, size=36, autofocus=True)
    made.password = True
    made.keyboard_type = ft.KeyboardType.NUMBER
    return made


def _reasons(chosen: int, choose: object, frame: Frame) -> ft.Control:
    def one(number: int, words: str) -> ft.Control:
        return button(
            words,
            lambda: choose(number),  # type: ignore[operator]
            frame,
            identifier=f"override-reason-{number}",
            icon=ft.Icons.RADIO_BUTTON_CHECKED_ROUNDED
            if number == chosen
            else ft.Icons.RADIO_BUTTON_UNCHECKED_ROUNDED,
        )

    rows = [one(number, words) for number, words in enumerate(texts.OVERRIDE_REASONS)]
    return ft.Row(rows, spacing=frame.px(12), run_spacing=frame.px(12), wrap=True)


def _notice(state: KioskState, frame: Frame) -> list[ft.Control]:
    if state.override_notice is OverrideNotice.NONE:
        return []
    words = texts.OVERRIDE_NOTICES[state.override_notice]
    return [mark("override-error", text(words, frame.px(22), color=theme.OFFLINE), live=True)]


def _buttons(desk: Desk, pin: ft.TextField, reason: str, frame: Frame, *, possible: bool) -> ft.Control:
    back = button(texts.CANCEL, lambda: desk.show(Screen.SCAN), frame, identifier="override-back")
    confirm = button(
        texts.OVERRIDE_YES,
        lambda: desk.spawn(desk.decide_otherwise(pin.value or "", reason)),
        frame,
        identifier="override-confirm",
        main=True,
    )
    return ft.Row(
        [back, confirm] if possible else [back], spacing=frame.px(16), alignment=ft.MainAxisAlignment.END
    )
