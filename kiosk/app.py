"""The Flet page: draws the desk's state. A reload, or a second page, shows the same state."""

from __future__ import annotations

import logging
from collections.abc import Callable

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.override import OverrideScreen
from kiosk.screens.pairing import PairingScreen
from kiosk.screens.parts import gone, mark, running, text
from kiosk.screens.party import party_screen
from kiosk.screens.readiness import ReadinessScreen
from kiosk.screens.scan import scan_screen
from kiosk.screens.search import SearchScreen
from kiosk.screens.settings import SettingsScreen
from kiosk.screens.verdict import help_screen, out_of_order_screen, verdict_screen
from kiosk.screens.walk_in import WalkInScreen
from kiosk.state import KioskState, Phase, Screen
from kiosk.theme import Frame

log = logging.getLogger("kiosk.screens")


def kiosk_main(desk: Desk) -> Callable[[ft.Page], None]:
    def main(page: ft.Page) -> None:
        page.title = texts.PAGE_TITLE
        page.padding = 0
        page.spacing = 0
        page.bgcolor = theme.INK
        page.fonts = dict(theme.FONTS)
        page.theme_mode = ft.ThemeMode.DARK
        page.theme = page.dark_theme = ft.Theme(font_family=theme.REGULAR, color_scheme_seed=theme.INK_RAISED)
        page.locale_configuration = ft.LocaleConfiguration(
            supported_locales=[ft.Locale("fr", "FR")], current_locale=ft.Locale("fr", "FR")
        )
        page.render(Root, desk, page)

    return main


@ft.component
def Root(desk: Desk, page: ft.Page) -> ft.Control:
    _, set_version = ft.use_state(-1)
    frame, set_frame = ft.use_state(Frame(page.width or 1280, page.height or 720))

    async def follow() -> None:
        seen = -1
        while not gone(page):
            seen = await desk.wait_change(seen)
            set_version(seen)

    def resized(event: ft.PageResizeEvent) -> None:
        if event.width and event.height:
            set_frame(Frame(event.width, event.height))

    def listen() -> None:
        page.on_resize = resized
        # What changed while the page was cut off was dropped: draw anew.
        page.on_connect = lambda _: set_version(-1 - desk.version)

    running(follow, [])
    ft.use_effect(listen, [])
    return draw(desk, frame)


def draw(desk: Desk, frame: Frame) -> ft.Control:
    """Never raises: an error here would freeze the door on its last picture."""
    state = desk.state
    try:
        screen = screen_for(desk, state, frame)
    except Exception:
        log.exception("a screen could not be drawn")
        screen = out_of_order_screen(desk, state, frame)
    word = texts.state_word(state.phase, state.screen)
    sign = ft.Container(
        mark("state", text(word, 8, color=ft.Colors.TRANSPARENT), live=True),
        left=0,
        bottom=0,
        width=60,
        height=12,
    )
    return ft.Stack([screen, sign], fit=ft.StackFit.EXPAND, expand=True)


def screen_for(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    if state.phase is Phase.PAIRING:
        return PairingScreen(desk, state, frame)
    if state.screen is Screen.SETTINGS:
        return SettingsScreen(desk, state, frame)
    if state.screen is Screen.READINESS:
        return ReadinessScreen(desk, state, frame)
    if state.phase is Phase.OUT_OF_ORDER:
        return out_of_order_screen(desk, state, frame)
    if state.phase is Phase.PARTY:
        return party_screen(desk, state, frame)
    if state.phase is Phase.VERDICT:
        return verdict_screen(desk, state, frame)
    if state.phase is Phase.HELP:
        return help_screen(desk, state, frame)
    return _beneath(desk, state, frame)


def _beneath(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    """What is under a verdict."""
    if state.screen is Screen.SEARCH:
        return SearchScreen(desk, state, frame)
    if state.screen is Screen.OVERRIDE:
        return OverrideScreen(desk, state, frame)
    if state.screen is Screen.WALK_IN:
        return WalkInScreen(desk, state, frame)
    return scan_screen(desk, state, frame)
