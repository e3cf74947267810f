"""Pieces that the screens share."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import flet as ft

from kiosk import theme
from kiosk.theme import Frame
from kiosk.wire import VerdictKind

log = logging.getLogger("kiosk.screens")

EVICTED = timedelta(seconds=30)
"""Flet looks for expired sessions every ten seconds; until then a page may come back to its own."""


def guarded(call: Callable[[], Any]) -> Callable[[Any], None]:
    """An event handler that never shows a guest a crash page."""

    def handle(_: Any) -> None:
        try:
            call()
        except Exception:
            log.exception("a handler failed")

    return handle


def running(effect: Callable[[], Any], dependencies: list[Any]) -> None:
    """An endless effect; Flet cancels it with its component only when there is a clean-up to run."""
    ft.use_effect(effect, dependencies, cleanup=lambda: None)


def gone(page: ft.BasePage) -> bool:
    """Whether the page's session has been thrown away, which Flet tells none of its effects."""
    expires = page.session.expires_at if isinstance(page, ft.Page) else None
    return expires is not None and datetime.now(UTC) > expires + EVICTED


def mark(
    identifier: str, content: ft.Control, *, live: bool = False, label: str | None = None
) -> ft.Semantics:
    """Names a piece for tests and assistive technology; `live` pieces are read out when they change."""
    return ft.Semantics(
        identifier=identifier, content=content, container=True, live_region=live or None, label=label
    )


def text(
    value: str,
    size: float,
    *,
    family: str = theme.REGULAR,
    color: str = theme.PAPER,
    lines: int | None = None,
    center: bool = False,
    height: float | None = None,
) -> ft.Text:
    return ft.Text(
        value,
        size=size,
        font_family=family,
        font_family_fallback=theme.FALLBACK,
        color=color,
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS if lines else ft.TextOverflow.CLIP,
        text_align=ft.TextAlign.CENTER if center else ft.TextAlign.START,
        style=ft.TextStyle(height=height) if height else None,
    )


def fitted(value: str, size: float, width: float, lines: int = 2) -> float:
    """The largest size up to `size` at which `value` fits `width` on so many lines, near enough."""
    if not value:
        return size
    longest_word = max(len(word) for word in value.split() or [value])
    for_words = width / (0.60 * longest_word)
    for_lines = lines * width / (0.57 * len(value)) if len(value) * 0.57 * size > width else size
    return max(size * 0.45, min(size, for_words, for_lines))


def button(
    label: str,
    on_click: Callable[[], Any],
    frame: Frame,
    *,
    identifier: str,
    icon: ft.IconData | None = None,
    main: bool = False,
    danger: bool = False,
    disabled: bool = False,
    expand: bool = False,
    size: float = 1.0,
    small: bool = False,
) -> ft.Control:
    """The warm accent is for the one main action of a screen."""
    size = 0.8 if small else size
    ground = (
        theme.ACCENT if main else theme.VERDICT_GROUNDS[VerdictKind.REFUSED] if danger else theme.INK_RAISED
    )
    ink = theme.ON_ACCENT if main else theme.WHITE
    row: list[ft.Control] = [text(label, frame.px(24 * size), family=theme.SEMIBOLD, color=ink)]
    if icon is not None:
        row.insert(0, ft.Icon(icon, size=frame.px(28), color=ink))
    body = ft.FilledButton(
        content=ft.Row(row, spacing=frame.px(12), tight=True, alignment=ft.MainAxisAlignment.CENTER),
        on_click=guarded(on_click),
        disabled=disabled,
        height=frame.px(68 * size),
        style=ft.ButtonStyle(
            bgcolor=ground,
            padding=ft.Padding.symmetric(horizontal=frame.px(28 * size)),
            shape=ft.RoundedRectangleBorder(radius=frame.px(12)),
            side=ft.BorderSide(1, theme.ACCENT if main else theme.INK_LINE),
            overlay_color=ft.Colors.with_opacity(0.16, theme.WHITE),
        ),
        opacity=0.55 if disabled else 1,
    )
    return ft.Semantics(identifier=identifier, content=body, container=True, expand=expand or None)


def card(
    content: ft.Control, frame: Frame, *, expand: bool | int | None = None, padding: float = 24
) -> ft.Container:
    return ft.Container(
        content=content,
        bgcolor=theme.INK_RAISED,
        border_radius=frame.px(16),
        padding=frame.px(padding),
        expand=expand,
    )


def field(
    frame: Frame,
    *,
    hint: str,
    on_submit: Callable[[], Any],
    on_change: Callable[[str], Any] | None = None,
    value: str = "",
    size: float = 28,
    icon: ft.IconData | None = None,
    autofocus: bool = False,
    family: str = theme.SEMIBOLD,
    capitals: bool = False,
) -> ft.TextField:
    """Made once and kept: its text lives in the browser, and a new control would put an older one back."""

    def changed(event: ft.Event[ft.TextField]) -> None:
        if on_change is not None:
            guarded(lambda: on_change(event.control.value or ""))(event)

    return ft.TextField(
        value=value,
        hint_text=hint,
        hint_style=ft.TextStyle(size=frame.px(size), color=theme.FAINT, font_family=family),
        text_style=ft.TextStyle(size=frame.px(size), color=theme.PAPER, font_family=family),
        prefix_icon=_prefix(icon, frame) if icon else None,
        filled=True,
        fill_color=theme.INK,
        border={
            ft.ControlState.DEFAULT: _outline(1.5, theme.FAINT, frame),
            ft.ControlState.FOCUSED: _outline(3, theme.ACCENT, frame),
        },
        cursor_color=theme.ACCENT,
        content_padding=ft.Padding.symmetric(horizontal=frame.px(20), vertical=frame.px(20)),
        autofocus=autofocus,
        autocorrect=False,
        enable_suggestions=False,
        capitalization=ft.TextCapitalization.CHARACTERS if capitals else None,
        on_change=changed,
        on_submit=guarded(on_submit),
    )


def _outline(width: float, color: str, frame: Frame) -> ft.InputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, color), border_radius=frame.px(12))


def _prefix(icon: ft.IconData, frame: Frame) -> ft.Control:
    sign = ft.Icon(icon, size=frame.px(30), color=theme.MUTED)
    return ft.Container(sign, padding=ft.Padding.only(left=frame.px(18), right=frame.px(12)))


def labelled(label: str, control: ft.Control, frame: Frame) -> ft.Control:
    return ft.Column(
        [text(label, frame.px(20), family=theme.SEMIBOLD), control],
        spacing=frame.px(8),
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def ground(content: ft.Control, color: str, frame: Frame, padding: float = 32) -> ft.Container:
    return ft.Container(content=content, bgcolor=color, expand=True, padding=frame.px(padding))
