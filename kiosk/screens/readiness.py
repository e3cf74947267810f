"""Before doors open: what is well, what must be looked at, and what is tried by hand."""

from __future__ import annotations

import asyncio

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.readiness import Condition, Light
from kiosk.screens.parts import button, card, gone, ground, mark, running, text
from kiosk.state import KioskState, Screen
from kiosk.theme import Frame
from kiosk.wire import VerdictKind

LOOK_EVERY = 2.0
COLORS = {
    Light.OK: theme.ONLINE,
    Light.ATTENTION: theme.VERDICT_SIGNS[VerdictKind.ALREADY_IN],
    Light.BAD: theme.OFFLINE,
    Light.UNTRIED: theme.MUTED,
}
ICONS = {
    Light.OK: ft.Icons.CHECK_CIRCLE_ROUNDED,
    Light.ATTENTION: ft.Icons.ERROR_OUTLINE_ROUNDED,
    Light.BAD: ft.Icons.CANCEL_ROUNDED,
    Light.UNTRIED: ft.Icons.RADIO_BUTTON_UNCHECKED_ROUNDED,
}


@ft.component
def ReadinessScreen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    now, look = ft.use_state(desk.condition())
    page = ft.context.page

    async def watch() -> None:
        while not gone(page):
            look(await asyncio.to_thread(desk.condition))
            await asyncio.sleep(LOOK_EVERY)

    running(watch, [state.ticks])
    lights = now.lights()
    rows = [_row(desk, state, now, name, light, frame) for name, light in lights.items()]
    back = button(
        texts.SETTINGS_BACK,
        lambda: desk.show(Screen.SCAN),
        frame,
        identifier="readiness-back",
        icon=ft.Icons.ARROW_BACK_ROUNDED,
        size=0.85,
    )
    title = text(
        texts.READINESS_TITLE, frame.px(32 if frame.portrait else 36), family=theme.EXTRABOLD, lines=1
    )
    return ground(
        ft.Column(
            [
                ft.Row([ft.Container(title, expand=True), back], spacing=frame.px(16)),
                card(ft.Column(rows, spacing=frame.px(6), tight=True), frame),
            ],
            spacing=frame.px(20),
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        theme.INK,
        frame,
    )


def words(now: Condition, name: str) -> str:
    found = {
        "roster": texts.roster(now.roster_rows, now.roster_age, now.names),
        "clock": texts.skew(now.skew_ms),
        "disk": texts.disk(now.disk_free_mb),
        "camera": texts.CAMERA_WORDS[now.camera],
        "sound": texts.SOUND_WORDS[now.sound],
        "test_scan": texts.SCAN_TRIED[now.test_scan.passed] if now.test_scan else texts.NOT_TRIED,
        "drill": texts.DRILL_TRIED[now.drill.detail] if now.drill else texts.NOT_TRIED,
    }
    return found[name]


def _row(desk: Desk, state: KioskState, now: Condition, name: str, light: Light, frame: Frame) -> ft.Control:
    sign = ft.Row(
        [
            ft.Icon(ICONS[light], size=frame.px(28), color=COLORS[light]),
            text(texts.LIGHT_WORDS[light], frame.px(19), color=COLORS[light], family=theme.SEMIBOLD),
        ],
        spacing=frame.px(10),
    )
    facts = ft.Column(
        [
            text(texts.READINESS_NAMES[name], frame.px(23), family=theme.SEMIBOLD),
            text(words(now, name), frame.px(19), color=theme.MUTED, lines=2),
        ],
        spacing=frame.px(2),
        tight=True,
        expand=True,
    )
    told = mark(
        f"check-{name}", ft.Row([ft.Container(sign, width=frame.px(170)), facts], spacing=frame.px(16))
    )
    told.expand = True
    tries = ft.Row(_tries(desk, state, name, frame), spacing=frame.px(10), tight=True)
    if frame.portrait and len(tries.controls) > 1:  # no room beside the words
        beneath = ft.Container(tries, padding=ft.Padding.only(left=frame.px(186), bottom=frame.px(8)))
        return ft.Column([ft.Row([told]), beneath], spacing=frame.px(8), tight=True)
    return ft.Container(ft.Row([told, tries], spacing=frame.px(16)), height=frame.px(66))


def _tries(desk: Desk, state: KioskState, name: str, frame: Frame) -> list[ft.Control]:
    if name == "sound":
        return [
            button(texts.TRY_SOUND, desk.try_sound, frame, identifier="try-sound", small=True),
            button(texts.SOUND_HEARD, lambda: desk.heard(True), frame, identifier="sound-heard", small=True),
            button(
                texts.SOUND_SILENT, lambda: desk.heard(False), frame, identifier="sound-silent", small=True
            ),
        ]
    if name == "test_scan":
        label = texts.TRY_SCAN_NOW if state.testing else texts.TRY_SCAN
        return [button(label, desk.try_scan, frame, identifier="try-scan", small=True)]
    if name == "drill":
        return [
            button(
                texts.TRY_DRILL,
                lambda: desk.spawn(desk.try_drill()),
                frame,
                identifier="try-drill",
                small=True,
            )
        ]
    return []
