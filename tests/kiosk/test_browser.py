"""One arrival in a real browser: pairing, camera, USB scanner, name, reload, revocation."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from kiosk import theme
from kiosk.wire import VerdictKind
from tests.kiosk.browser import CHROMIUM, KioskPage, chromium, kiosk_process
from tests.kiosk.clip import make_clip
from tests.kiosk.fake_server import PAIRING_CODE, FakeServer
from tests.kiosk.test_keyboard import ticket

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


def painted(page: KioskPage, color: str, tries: int = 50) -> bool:
    """Whether the corner really takes this colour; the semantics are a frame ahead of the picture."""
    wanted = tuple(int(color[n : n + 2], 16) for n in (1, 3, 5))
    for _ in range(tries):
        picture = Image.open(io.BytesIO(page.page.screenshot())).convert("RGB")
        if picture.getpixel((6, 6)) == wanted:
            return True
        page.page.wait_for_timeout(50)
    return False


def test_an_arrival(tmp_path: Path, server: str, fake: FakeServer) -> None:
    fake.guests[0].code, fake.guests[1].code, fake.guests[3].code = ticket(1), ticket(2), ticket(3)
    clip = tmp_path / "hall.avi"
    outside: list[str] = []
    errors: list[str] = []
    with kiosk_process(tmp_path / "data", server=server, camera=str(clip)) as (url, _), chromium() as browser:
        tab = browser.new_page(viewport={"width": 1280, "height": 720})
        tab.on("response", lambda answer: outside.append(answer.url) if url not in answer.url else None)
        tab.on("pageerror", lambda error: errors.append(f"{error}\n{error.stack}"))
        page = KioskPage(tab, url)
        page.pair(PAIRING_CODE.lower())

        make_clip(clip, [ticket(1)], lead=0.2, show=1.0, tail=0.5)
        page.wait("verdict", "Admis")
        assert page.wait("verdict-name", "Zoé Lefèvre")
        assert painted(page, theme.VERDICT_GROUNDS[VerdictKind.ADMITTED])
        assert page.last_sound == "admitted"
        page.tap()
        page.wait("state", "attente")
        assert page.read("counter").startswith("1")

        page.scan_by_usb(ticket(2), host="fr")
        page.wait("verdict-name", "Ibrahim Čapek")
        assert "Hélène d’Ormesson" in page.read("verdict-represents")

        tab.reload()  # the same state, in a new page
        page.wait("state", "verdict|attente", 30)
        page.scan_by_usb(ticket(3))
        page.wait("verdict", "Refusé")
        assert "remplacée" in page.read("verdict-reason")
        assert painted(page, theme.VERDICT_GROUNDS[VerdictKind.REFUSED])
        page.tap()

        page.wait("state", "attente")
        page.click("search-button")
        page.wait("state", "recherche")
        page.fill("search-field", "lefeb")
        page.wait("search-result", "Zoélie Lefebvre")
        page.click("search-result")
        page.wait("confirm-question", "Admettre Zoélie Lefebvre")
        page.click("confirm-admit")
        page.wait("verdict-name", "Zoélie Lefebvre")

        fake.revoked = True
        page.scan_by_usb(ticket(1))
        page.wait("pairing-error", "révoquée")
    assert fake.admissions == ["Zoé Lefèvre", "Ibrahim Čapek", "Zoélie Lefebvre"]
    assert outside == []
    assert errors == []
    assert "Traceback" not in (tmp_path / "data" / "kiosk.log").read_text()
