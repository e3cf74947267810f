"""A guest without his invitation: type a part of the name, tap the guest, confirm."""

from __future__ import annotations

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import button, card, field, fitted, ground, guarded, mark, text
from kiosk.state import KioskState, Phase, Screen
from kiosk.theme import Frame
from kiosk.wire import FoundGuest, VerdictKind


@ft.component
def SearchScreen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    query = ft.use_memo(
        lambda: field(
            frame,
            hint=texts.SEARCH_HINT,
            on_change=desk.search,
            on_submit=lambda: None,
            size=32,
            icon=ft.Icons.SEARCH_ROUNDED,
            autofocus=True,
        ),
        [frame],
    )
    back = button(
        texts.SEARCH_BACK,
        lambda: desk.show(Screen.SCAN),
        frame,
        identifier="search-back",
        icon=ft.Icons.ARROW_BACK_ROUNDED,
    )
    walk_in = button(
        texts.WALK_IN_BUTTON,
        lambda: desk.show(Screen.WALK_IN),
        frame,
        identifier="walk-in-button",
        icon=ft.Icons.PERSON_ADD_ALT_ROUNDED,
    )
    title = text(texts.SEARCH_TITLE, frame.px(26 if frame.portrait else 36), family=theme.EXTRABOLD, lines=1)
    top = ft.Row(
        [ft.Container(title, expand=True), walk_in, back],
        spacing=frame.px(20),
    )
    found = ft.Container(
        ft.Column(
            _results(desk, state, frame),
            spacing=frame.px(10),
            scroll=ft.ScrollMode.AUTO,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
    )
    page = ground(
        ft.Column(
            [top, mark("search-field", query), found],
            spacing=frame.px(20),
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        theme.INK,
        frame,
    )
    layers: list[ft.Control] = [page]
    if state.search.chosen is not None:
        layers.append(_confirm(desk, state, state.search.chosen, frame))
    return ft.Stack(layers, fit=ft.StackFit.EXPAND, expand=True)


def _results(desk: Desk, state: KioskState, frame: Frame) -> list[ft.Control]:
    search = state.search
    if search.results:
        return [_guest(desk, guest, frame) for guest in search.results]
    if search.busy:
        words = texts.SEARCH_BUSY
    elif search.failed:
        words = texts.SEARCH_FAILED
    else:
        words = texts.SEARCH_EMPTY if len(search.query) >= 2 else texts.SEARCH_SHORT
    color = theme.OFFLINE if search.failed else theme.MUTED
    return [mark("search-message", text(words, frame.px(22), color=color), live=True)]


def _guest(desk: Desk, guest: FoundGuest, frame: Frame) -> ft.Control:
    names = ft.Column(
        [
            text(guest.name, frame.px(28), family=theme.SEMIBOLD, lines=1),
            text(_detail(guest), frame.px(19), color=theme.MUTED, lines=1),
        ],
        spacing=frame.px(2),
        expand=True,
    )
    word, color, icon = _standing(guest)
    standing = ft.Row(
        [ft.Icon(icon, size=frame.px(22), color=color), text(word, frame.px(19), color=color)],
        spacing=frame.px(8),
        tight=True,
    )
    row = ft.Row(
        [names, standing, ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=frame.px(28), color=theme.MUTED)]
    )
    tile = ft.Container(
        row,
        bgcolor=theme.INK_RAISED,
        border_radius=frame.px(12),
        padding=ft.Padding.symmetric(horizontal=frame.px(24), vertical=frame.px(14)),
        ink=True,
        on_click=guarded(lambda: desk.choose(guest)),
    )
    return mark("search-result", tile)


def _detail(guest: FoundGuest) -> str:
    return " · ".join(part for part in (guest.organisation, guest.category) if part) or " "


def _standing(guest: FoundGuest) -> tuple[str, str, ft.IconData]:
    if guest.attendance in texts.ATTENDANCE_WORDS:
        return (
            texts.ATTENDANCE_WORDS[guest.attendance],
            theme.VERDICT_SIGNS[VerdictKind.ALREADY_IN],
            ft.Icons.HISTORY_ROUNDED,
        )
    word = texts.ANSWER_WORDS.get(guest.answer, texts.ANSWER_WORDS["none"])
    if guest.answer == "yes":
        return word, theme.ONLINE, ft.Icons.EVENT_AVAILABLE_OUTLINED
    return word, theme.MUTED, ft.Icons.HELP_OUTLINE_ROUNDED


def _confirm(desk: Desk, state: KioskState, guest: FoundGuest, frame: Frame) -> ft.Control:
    busy = state.phase is Phase.READING
    width = min(frame.width - frame.px(96), frame.px(720))
    out = state.direction == "out"
    question = texts.confirm(guest.name, state.direction)
    buttons = ft.Row(
        [
            button(
                texts.CANCEL, lambda: desk.choose(None), frame, identifier="confirm-cancel", disabled=busy
            ),
            button(
                texts.READING if busy else texts.CONFIRM_OUT if out else texts.CONFIRM_YES,
                lambda: desk.spawn(desk.admit(guest)),
                frame,
                identifier="confirm-admit",
                icon=None if busy else ft.Icons.CHECK_ROUNDED,
                main=True,
                disabled=busy,
            ),
        ],
        spacing=frame.px(16),
        alignment=ft.MainAxisAlignment.END,
    )
    size = fitted(question, frame.px(40), width - frame.px(80))
    sheet = card(
        ft.Column(
            [
                mark("confirm-question", text(question, size, family=theme.EXTRABOLD), live=True),
                text(_detail(guest), frame.px(24), color=theme.MUTED),
                text(texts.CONFIRM_DETAIL, frame.px(22), color=theme.MUTED),
                ft.Container(height=frame.px(8)),
                buttons,
            ],
            spacing=frame.px(12),
            tight=True,
        ),
        frame,
        padding=40,
    )
    sheet.width = width
    return veil(sheet)


def veil(sheet: ft.Control) -> ft.Control:
    return ft.Container(
        ft.Column(
            [ft.Row([sheet], alignment=ft.MainAxisAlignment.CENTER)],
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        bgcolor=ft.Colors.with_opacity(0.72, "#060B17"),
        expand=True,
        on_click=guarded(lambda: None),
    )
