"""Waiting for a guest: what to do, in large; who came, how many, and how the kiosk is, in small."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import button, card, gone, ground, guarded, mark, running, text
from kiosk.state import CameraStatus, KioskState, Link, Phase, Screen, Verdict
from kiosk.theme import Frame

log = logging.getLogger("kiosk.screens")

PREVIEW_PERIOD = 1 / 15


def scan_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    layout = _portrait if frame.portrait else _landscape
    return ground(layout(desk, state, frame), theme.INK, frame)


def _landscape(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    left = ft.Column([_camera(desk, state, frame), _prompt(state, frame)], spacing=frame.px(20), expand=11)
    right = ft.Column(
        [_counter(state, frame), _recent(desk, state, frame), _search(desk, frame)],
        spacing=frame.px(16),
        expand=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    body = ft.Row(
        [left, right], spacing=frame.px(28), expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Column(
        [_header(state, frame), body, _footer(desk, state, frame)], spacing=frame.px(20), expand=True
    )


def _portrait(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    return ft.Column(
        [
            _header(state, frame),
            ft.Container(_camera(desk, state, frame), height=frame.px(440)),
            _prompt(state, frame),
            _counter(state, frame),
            _recent(desk, state, frame),
            _search(desk, frame),
            _footer(desk, state, frame),
        ],
        spacing=frame.px(20),
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _header(state: KioskState, frame: Frame) -> ft.Control:
    title = state.event.title if state.event else ""
    place = " · ".join(part for part in (_gate(state), state.event.place if state.event else "") if part)
    names = ft.Column(
        [
            mark("event-title", text(title, frame.px(32), family=theme.EXTRABOLD, lines=1)),
            mark("gate", text(place, frame.px(21), color=theme.MUTED, lines=1)),
        ],
        spacing=frame.px(2),
        expand=True,
    )
    return ft.Row(
        [names, Clock(state, frame)], spacing=frame.px(24), vertical_alignment=ft.CrossAxisAlignment.START
    )


def _gate(state: KioskState) -> str:
    return state.device.gate if state.device else ""


@ft.component
def Clock(state: KioskState, frame: Frame) -> ft.Control:
    where = texts.zone(state.event)
    now, set_now = ft.use_state(texts.hour(datetime.now(UTC), where))

    page = ft.context.page

    async def tick() -> None:
        while not gone(page):
            await asyncio.sleep(1)
            set_now(texts.hour(datetime.now(UTC), where))

    running(tick, [where.key])
    return mark("clock", text(now, frame.px(44), family=theme.EXTRABOLD))


# camera


def _camera(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    running = state.camera is CameraStatus.RUNNING and desk.camera is not None
    inside: ft.Control = Preview(desk) if running else _no_picture(state, frame)
    layers: list[ft.Control] = [inside]
    if running:
        layers.append(_sights(frame))
    return ft.Container(
        ft.Stack(layers, fit=ft.StackFit.EXPAND, expand=True),
        bgcolor="#0A1224",
        border_radius=frame.px(16),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        expand=True,
        border=ft.Border.all(frame.px(3), theme.ACCENT if state.phase is Phase.READING else theme.INK_LINE),
    )


@ft.component
def Preview(desk: Desk) -> ft.Control:
    image = ft.use_memo(
        lambda: ft.RawImage(fit=ft.BoxFit.COVER, expand=True, ack_timeout=3.0, ready_timeout=3.0), []
    )

    page = ft.context.page

    async def pump() -> None:
        while not gone(page):
            try:
                await _stream(desk, image)
            except (TimeoutError, RuntimeError, AttributeError) as error:
                log.debug("preview: %s", error)
                await asyncio.sleep(1)

    running(pump, [])
    return ft.Semantics(content=image, exclude_semantics=True, expand=True)


async def _stream(desk: Desk, image: ft.RawImage) -> None:
    shown = 0
    while True:
        camera = desk.camera
        if camera is not None and camera.sequence != shown:
            shown, jpeg = await asyncio.to_thread(camera.preview)
            if jpeg:
                await image.render_encoded(jpeg)
        await asyncio.sleep(PREVIEW_PERIOD)


def _no_picture(state: KioskState, frame: Frame) -> ft.Control:
    lost = state.camera is CameraStatus.LOST
    icon = ft.Icons.NO_PHOTOGRAPHY_OUTLINED if lost else ft.Icons.QR_CODE_SCANNER_ROUNDED
    column = ft.Column(
        [
            ft.Icon(icon, size=frame.px(110), color=theme.FAINT),
            mark("camera-state", text(texts.CAMERA_WORDS[state.camera], frame.px(26), family=theme.SEMIBOLD)),
            text(texts.CAMERA_ADVICE.get(state.camera, ""), frame.px(20), color=theme.MUTED, center=True),
        ],
        spacing=frame.px(12),
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(column, alignment=ft.Alignment.CENTER, padding=frame.px(40))


def _sights(frame: Frame) -> ft.Control:
    """Four corners that show where to hold the code."""
    size, thick, side = frame.px(54), frame.px(6), frame.px(270)
    line = ft.BorderSide(thick, theme.ACCENT)
    corners = [
        ft.Container(width=size, height=size, left=0, top=0, border=ft.Border(left=line, top=line)),
        ft.Container(width=size, height=size, right=0, top=0, border=ft.Border(right=line, top=line)),
        ft.Container(width=size, height=size, left=0, bottom=0, border=ft.Border(left=line, bottom=line)),
        ft.Container(width=size, height=size, right=0, bottom=0, border=ft.Border(right=line, bottom=line)),
    ]
    box = ft.Stack(list(corners), width=side, height=side)
    return ft.Container(box, alignment=ft.Alignment.CENTER, expand=True)


def _prompt(state: KioskState, frame: Frame) -> ft.Control:
    reading = state.phase is Phase.READING
    sees = state.camera in (CameraStatus.RUNNING, CameraStatus.OPENING)
    out = state.direction == "out"
    title = texts.READING if reading else texts.EXIT_PROMPT if out else texts.WAITING_PROMPT
    detail = "" if reading else texts.WAITING_PROMPT_DETAIL if sees else texts.WAITING_NO_CAMERA
    words = ft.Column(
        [
            text(title, frame.px(36 if out else 44), family=theme.EXTRABOLD, lines=1, height=1.1),
            text(detail or " ", frame.px(27), color=theme.MUTED, lines=1),
        ],
        spacing=frame.px(4),
        tight=True,
    )
    return mark("prompt", words)


# side


def _counter(state: KioskState, frame: Frame) -> ft.Control:
    row = ft.Row(
        [
            text(texts.number(state.admitted), frame.px(52), family=theme.EXTRABOLD, height=1.0),
            ft.Container(
                text(texts.COUNTER_LABEL[state.admitted > 1], frame.px(21), color=theme.MUTED), expand=True
            ),
        ],
        spacing=frame.px(16),
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return mark("counter", card(row, frame, padding=14))


def _recent(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    title = text(texts.RECENT_TITLE, frame.px(20), family=theme.SEMIBOLD, color=theme.MUTED)
    where = texts.zone(state.event)
    lines: list[ft.Control] = [_passage(desk, verdict, where, frame) for verdict in state.recent]
    if not lines:
        lines = [text(texts.RECENT_EMPTY, frame.px(20), color=theme.MUTED)]
    column = ft.Column(
        [title, ft.Column(lines, spacing=frame.px(5), scroll=ft.ScrollMode.HIDDEN, expand=True)],
        spacing=frame.px(10),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return mark_expand("recent", card(column, frame, padding=18, expand=True))


def mark_expand(identifier: str, content: ft.Control) -> ft.Semantics:
    marked = mark(identifier, content)
    marked.expand = True
    return marked


def _passage(desk: Desk, verdict: Verdict, where: ZoneInfo, frame: Frame) -> ft.Control:
    color = theme.MUTED if verdict.undone else theme.VERDICT_SIGNS[verdict.kind]
    word = texts.UNDONE if verdict.undone else passage_word(verdict)
    end: list[ft.Control] = [
        text(word, frame.px(17), color=color),
        text(texts.hour(verdict.at, where), frame.px(17), color=theme.MUTED),
    ]
    if desk.undoable(verdict):
        undo = button(
            texts.UNDO_SHORT,
            lambda: desk.undo(verdict.scan_id),
            frame,
            identifier="undo-button",
            size=0.65,
        )
        end = [*end[:1], undo]
    return ft.Row(
        [
            ft.Icon(theme.VERDICT_ICONS[verdict.kind], size=frame.px(22), color=color),
            ft.Container(
                text(verdict.name or _nobody(verdict), frame.px(20), family=theme.SEMIBOLD, lines=1),
                expand=True,
            ),
            *end,
        ],
        spacing=frame.px(10),
    )


def _nobody(verdict: Verdict) -> str:
    return texts.NO_NAME if verdict.lets_in else texts.UNKNOWN_GUEST


def passage_word(verdict: Verdict) -> str:
    if verdict.direction == "out" and verdict.lets_in:
        return texts.OUT_WORD
    word = texts.VERDICT_WORDS[verdict.kind]
    return f"{word}, {texts.party(verdict.inside, verdict.party)}" if verdict.party > 1 else word


def _search(desk: Desk, frame: Frame) -> ft.Control:
    return button(
        texts.SEARCH_BUTTON,
        desk.open_search,
        frame,
        identifier="search-button",
        icon=ft.Icons.SEARCH_ROUNDED,
        main=True,
    )


# footer


def _footer(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    online = state.link is Link.ONLINE
    color = theme.ONLINE if online else theme.OFFLINE if state.link is Link.OFFLINE else theme.MUTED
    icon = ft.Icons.CLOUD_DONE_OUTLINED if online else ft.Icons.CLOUD_OFF_OUTLINED
    words = [texts.LINK_WORDS[state.link], texts.outbox(state.to_send, state.problems)]
    link = ft.Row(
        [
            ft.Icon(icon, size=frame.px(22), color=color),
            text(
                " · ".join(word for word in words if word), frame.px(18), color=color, family=theme.SEMIBOLD
            ),
        ],
        spacing=frame.px(10),
        tight=True,
    )
    camera = text(texts.CAMERA_WORDS[state.camera], frame.px(18), color=theme.MUTED)
    return ft.Row(
        [
            text(texts.PRODUCT, frame.px(20), family=theme.EXTRABOLD, color=theme.ACCENT),
            mark("connection", link),
            camera,
            ft.Container(expand=True),
            _name_plate(desk, state, frame),
        ],
        spacing=frame.px(24),
    )


def _name_plate(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    """The deliberate gesture: a long press on the kiosk's name opens its settings."""
    plate = ft.Container(
        ft.Row(
            [
                text(state.device.name if state.device else "", frame.px(18), color=theme.MUTED),
                ft.Icon(ft.Icons.TUNE_ROUNDED, size=frame.px(20), color=theme.FAINT),
            ],
            spacing=frame.px(8),
            tight=True,
        ),
        on_long_press=guarded(lambda: desk.show(Screen.SETTINGS)),
        padding=ft.Padding.symmetric(horizontal=frame.px(12), vertical=frame.px(6)),
        border_radius=frame.px(8),
    )
    return mark("settings-gesture", plate, label=texts.SETTINGS_GESTURE)
