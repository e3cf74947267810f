"""A ticket for several: how many of them are there now?"""

from __future__ import annotations

import flet as ft

from kiosk import texts_fr as texts
from kiosk import theme
from kiosk.desk import Desk
from kiosk.screens.parts import button, fitted, ground, mark, text
from kiosk.state import KioskState, Party
from kiosk.theme import Frame

MOST_BUTTONS = 12


def party_screen(desk: Desk, state: KioskState, frame: Frame) -> ft.Control:
    party = state.party
    assert party is not None
    width = frame.width - frame.px(128)
    return ground(
        ft.Column(
            [
                mark("party-question", _question(party, frame, width), live=True),
                ft.Container(height=frame.px(16)),
                _numbers(desk, party, frame),
                ft.Container(height=frame.px(16)),
                button(texts.PARTY_CANCEL, desk.dismiss, frame, identifier="party-cancel"),
            ],
            spacing=frame.px(16),
            expand=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        theme.INK,
        frame,
        padding=64,
    )


def _question(party: Party, frame: Frame, width: float) -> ft.Control:
    name = text(
        party.name,
        fitted(party.name, frame.px(72), width),
        family=theme.EXTRABOLD,
        lines=2,
        center=True,
        height=1.1,
    )
    there = text(texts.party_there(party.inside, party.size), frame.px(32), color=theme.MUTED, center=True)
    asked = text(texts.PARTY_LEAD, frame.px(38), family=theme.SEMIBOLD, center=True)
    return ft.Column(
        [name, there, asked],
        spacing=frame.px(12),
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _numbers(desk: Desk, party: Party, frame: Frame) -> ft.Control:
    """All of them first, who are likeliest; a large party has no button for each number."""
    shown = range(1, min(party.awaited, MOST_BUTTONS + 1))
    buttons = [_number(desk, count, str(count), frame) for count in shown]
    everyone = f"{texts.PARTY_ALL} ({party.awaited})"
    return ft.Row(
        [*buttons, _number(desk, party.awaited, everyone, frame, main=True)],
        spacing=frame.px(16),
        run_spacing=frame.px(16),
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )


def _number(desk: Desk, count: int, label: str, frame: Frame, *, main: bool = False) -> ft.Control:
    return button(
        label,
        lambda: desk.spawn(desk.come(count)),
        frame,
        identifier=f"party-{count}",
        main=main,
        size=1.5,
    )
