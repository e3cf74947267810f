"""Colours, type and sizes. One place, so that an institution's charter can replace them."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from kiosk.wire import VerdictKind

# ground
INK = "#0F1A30"
INK_RAISED = "#18264A"
INK_LINE = "#33456F"
PAPER = "#F4F6FB"
MUTED = "#B4C0D9"
ACCENT = "#F2C14E"
ON_ACCENT = "#14213D"
FAINT = "#8C9BBD"

# verdicts: their ink stands at 4.5:1 or better on each. One bright ground among dark ones, a sign and a word
# keep them apart for every eye.
VERDICT_GROUNDS = {
    VerdictKind.ADMITTED: "#1B7F4B",
    VerdictKind.ATTENTION: "#3B4CC0",
    VerdictKind.ALREADY_IN: "#F0A01E",
    VerdictKind.REFUSED: "#B3261E",
}
WHITE = "#FFFFFF"
VERDICT_INKS = {
    VerdictKind.ADMITTED: WHITE,
    VerdictKind.ATTENTION: WHITE,
    VerdictKind.ALREADY_IN: "#14213D",
    VerdictKind.REFUSED: WHITE,
}
VERDICT_ICONS = {
    VerdictKind.ADMITTED: ft.Icons.CHECK_ROUNDED,
    VerdictKind.ATTENTION: ft.Icons.STAR_ROUNDED,
    VerdictKind.ALREADY_IN: ft.Icons.HISTORY_ROUNDED,
    VerdictKind.REFUSED: ft.Icons.CLOSE_ROUNDED,
}
# the same four on the dark ground, for lists: 4.5:1 as text
VERDICT_SIGNS = {
    VerdictKind.ADMITTED: "#5CD694",
    VerdictKind.ATTENTION: "#A9B4FF",
    VerdictKind.ALREADY_IN: "#F5B04C",
    VerdictKind.REFUSED: "#FF9A8F",
}
HELP_GROUND = "#4A3B63"
ONLINE = "#5CD694"
OFFLINE = "#FF9A8F"

REGULAR = "Hanken Grotesk"
SEMIBOLD = "Hanken Grotesk SemiBold"
EXTRABOLD = "Hanken Grotesk ExtraBold"
FONTS = {
    REGULAR: "fonts/HankenGrotesk-Regular.ttf",
    SEMIBOLD: "fonts/HankenGrotesk-SemiBold.ttf",
    EXTRABOLD: "fonts/HankenGrotesk-ExtraBold.ttf",
}
FALLBACK = ["Roboto"]


@dataclass(frozen=True)
class Frame:
    """The window, and the unit in which everything on it is measured."""

    width: float
    height: float

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    @property
    def unit(self) -> float:
        """1 on 1280 x 720 and on 800 x 1280."""
        wide, high = (800, 1280) if self.portrait else (1280, 720)
        return max(0.5, min(self.width / wide, self.height / high))

    def px(self, size: float) -> float:
        return round(size * self.unit, 1)
