"""Words, colours, settings: what a person reads, and can read."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from kiosk import texts_en, theme
from kiosk import texts_fr as texts
from kiosk.config import read_settings
from kiosk.readiness import Condition, Light
from kiosk.state import CameraStatus, Help, Link, OverrideNotice, PairingNotice, Phase
from kiosk.window import command
from kiosk.wire import VerdictKind

PARIS = texts.zone(None)
REASON_CODES = re.findall(
    r"\w+",
    "unknown revoked not_confirmed declined cancelled wrong_event wrong_gate too_early too_late already_in"
    " party_full quota_full ambiguous device_not_allowed represented",
)


def luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen_by(color: str, kind: str) -> tuple[float, ...]:
    """What remains of a colour for a red-blind or green-blind eye (after Viénot, Brettel and Mollon 1999)."""
    rows = {
        "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
        "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    }[kind]
    linear = [(int(color[n : n + 2], 16) / 255) ** 2.2 for n in (1, 3, 5)]
    mixed = [sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in rows]
    return tuple(max(0.0, part) ** (1 / 2.2) for part in mixed)


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_verdicts_are_legible(kind: VerdictKind) -> None:
    assert contrast(theme.VERDICT_GROUNDS[kind], theme.VERDICT_INKS[kind]) >= 4.5
    assert contrast(theme.VERDICT_SIGNS[kind], theme.INK_RAISED) >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (theme.PAPER, theme.INK),
        (theme.MUTED, theme.INK_RAISED),
        (theme.MUTED, theme.INK),
        (theme.FAINT, theme.INK),
        (theme.ON_ACCENT, theme.ACCENT),
        (theme.ACCENT, theme.INK_RAISED),
        (theme.ONLINE, theme.INK),
        (theme.OFFLINE, theme.INK_RAISED),
        (theme.WHITE, theme.HELP_GROUND),
    ],
)
def test_the_rest_is_legible(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("eye", ["protan", "deutan"])
@pytest.mark.parametrize("pair", list(combinations(VerdictKind, 2)), ids="-".join)
def test_verdicts_stay_apart_for_colour_blind_eyes(eye: str, pair: tuple[VerdictKind, VerdictKind]) -> None:
    one, other = (seen_by(theme.VERDICT_GROUNDS[kind], eye) for kind in pair)
    assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.1
    assert theme.VERDICT_ICONS[pair[0]] != theme.VERDICT_ICONS[pair[1]]
    assert texts.VERDICT_WORDS[pair[0]] != texts.VERDICT_WORDS[pair[1]]


def test_every_state_has_words() -> None:
    assert set(texts.STATE_WORDS) == set(Phase)
    assert set(texts.PAIRING_NOTICES) == set(PairingNotice) - {PairingNotice.NONE}
    assert set(texts.HELP_TITLES) == set(texts.HELP_DETAIL) == set(Help)
    assert set(texts.CAMERA_WORDS) == set(CameraStatus)
    assert set(texts.LINK_WORDS) == set(Link)
    assert set(texts.REASONS) == set(texts_en.REASONS) == set(REASON_CODES)
    assert set(texts.VERDICT_WORDS) == set(texts_en.VERDICT_WORDS) == set(VerdictKind)
    assert set(texts.VERDICT_LEADS) == set(texts_en.VERDICT_LEADS) == set(VerdictKind)
    assert set(texts.OVERRIDE_NOTICES) == set(OverrideNotice) - {OverrideNotice.NONE}
    assert set(texts.READINESS_NAMES) == set(Condition().lights())
    assert set(texts.LIGHT_WORDS) == set(Light)


def test_what_is_to_be_sent() -> None:
    assert texts.outbox(0, 0) == "tout est envoyé"
    assert texts.outbox(12, 0) == "12 à envoyer"
    assert texts.outbox(0, 1) == "tout est envoyé, 1 mise de côté"
    assert texts.skew(90_000) == "Avance de 90\u202fs"
    assert texts.skew(-86_400_000) == "Retard de 1\u202f440\u202fmin"
    assert texts.roster(0, None, 0) == "Aucune liste reçue"


def test_a_reason_of_tomorrow_is_told_in_the_servers_words() -> None:
    assert texts.reason("new_reason", "Nouvelle règle.") == "Nouvelle règle."
    assert texts.reason("new_reason", "") == texts.REASON_DEFAULT
    assert texts.reason("unknown", "autre") == texts.REASONS["unknown"]


def test_french_typography() -> None:
    source = re.sub(r'""".*?"""', "", inspect.getsource(texts), flags=re.DOTALL)
    strings = re.findall(r'"([^"\n]*)"', source)
    words = [text for text in strings if re.search(r"[a-zà-ÿ]{3}", text) and "{" not in text]
    assert not [text for text in words if re.search(r" [;:!?](?!\S)|!", text) and "replace" not in text]
    assert not [text for text in words if re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", text)]


def test_hours_days_and_numbers() -> None:
    moment = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)
    assert texts.hour(moment, PARIS) == "18\u202fh\u202f05"
    assert texts.day(moment, PARIS) == "samedi 21 novembre 2026"
    assert texts.day(datetime(2027, 5, 1, 12, tzinfo=UTC), PARIS) == "samedi 1er mai 2027"
    assert texts.counter(1200) == "1\u202f200 arrivées enregistrées ici"
    assert texts.counter(1) == "1 arrivée enregistrée ici"


def test_first_entry() -> None:
    at = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)
    assert texts.first_entry(at, "Porte A", PARIS, now=at) == "Première entrée à 18\u202fh\u202f05, Porte A"
    next_day = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert "samedi 21 novembre 2026" in texts.first_entry(at, "", PARIS, now=next_day)
    assert texts.first_entry(None, "", PARIS) == ""


def test_settings_come_from_the_command_line_then_the_environment() -> None:
    env = {"ENTREGENT_KIOSK_PORT": "9000", "ENTREGENT_KIOSK_CAMERA": "None", "ENTREGENT_KIOSK_LOOP": "1"}
    settings = read_settings(["--server", "https://e.fr"], env)
    assert (settings.port, settings.server, settings.camera, settings.loop) == (
        9000,
        "https://e.fr",
        "none",
        True,
    )
    assert read_settings(["--port", "9001"], env).port == 9001
    assert read_settings([], {}).data == Path("var/kiosk")


@pytest.mark.parametrize("port", ["0", "70000", "abc"])
def test_a_senseless_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_settings([], {"ENTREGENT_KIOSK_PORT": port})
    assert "port" in capsys.readouterr().err


def test_the_window_lets_sounds_play() -> None:
    arguments = command("/usr/bin/chromium", "http://127.0.0.1:8550/", "/tmp/p", root=True)
    assert {"--kiosk", "--no-sandbox", "--autoplay-policy=no-user-gesture-required"} <= set(arguments)
    assert "--no-sandbox" not in command("chromium", "u", "p", root=False)
