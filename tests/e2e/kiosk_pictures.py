"""The pictures of the stewards' page: a kiosk and a telephone at the door of an event that is going on.

    .venv/bin/python -m tests.e2e.kiosk_pictures      (a minute; writes pwa/static/guide)

`tests.e2e.pictures` takes them too. They are printed 45 mm wide: 640 points are enough.
"""

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.door import ask, invite, link_to, open_event, pair_kiosk, say_yes
from tests.e2e.installation import CHROMIUM, ROOT, Installation, running, sign_in_on
from tests.e2e.wire import Wire, wire_to
from tests.kiosk.browser import KioskPage, kiosk_process
from tests.kiosk.clip import make_clip

FOLDER = ROOT / "pwa/static/guide"
TITLE, PLACE = "Les rencontres de l’automne", "Hôtel de la Région, Lyon"
GUESTS = (
    ("Camille Berger", "Radio Littoral"),
    ("Anne de Kermadec", "Conseil régional"),
    ("Ibrahim Čapek", "Le Courrier du soir"),
    ("Léna Marchetti", "Agence Méridienne"),
    ("Paul Okafor", "Ville de Lyon"),
)
COLOURS = 96
Box = tuple[int, int, int, int]
MIDDLE, FOOT, CORNER = (160, 60, 1120, 600), (0, 360, 640, 720), (848, 477, 1280, 720)
DIALOG, TOP, WHOLE = (90, 30, 1190, 649), (0, 0, 853, 480), (0, 0, 1280, 720)
SCREEN = {"width": 1280, "height": 720}
NAMES = (
    "borne-admis",
    "borne-attention",
    "borne-deja-entre",
    "borne-refuse",
    "borne-groupe",
    "borne-recherche",
    "borne-sans-invitation",
    "borne-annuler",
    "borne-decision",
    "borne-aide",
    "borne-hors-ligne",
    "borne-tout-envoye",
    "telephone-porte",
    "telephone-admis",
)


def main() -> None:
    with running() as installation, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take_all(browser, installation)
        browser.close()


def take_all(browser: Browser, installation: Installation) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        event, codes = _evening(browser, installation, folder)
        clip = make_clip(folder / "hall.avi", ["Bienvenue"], lead=4, show=0, tail=0.1)
        with (
            patch.dict(os.environ, ENTREGENT_KIOSK_LOOP="1"),
            wire_to(installation.web) as wire,
            kiosk_process(folder / "kiosk", server=wire.url, camera=str(clip)) as (url, _),
        ):
            kiosk = KioskPage(_context(browser, SCREEN).new_page(), url)
            desk = sign_in_on(_context(browser, SCREEN).new_page(), installation, "admin")
            pair_kiosk(desk, installation, kiosk, title=TITLE, name="Hall, borne 1", gate="Porte A")
            _at_the_kiosk(kiosk, codes)
            _cut_off(kiosk, wire, desk, installation, event, folder, browser)
    _on_a_phone(browser, installation, event, codes["Paul Okafor"])


def _evening(browser: Browser, installation: Installation, folder: Path) -> tuple[str, dict[str, str]]:
    """The event, and the ticket of each guest by name; Léna has declined."""
    page = sign_in_on(_context(browser, SCREEN).new_page(), installation, "redaction")
    event = open_event(page, installation, TITLE, PLACE, companions_allowed=3)
    rows = [{"name": name, "organisation": house, "email": _mail(name)} for name, house in GUESTS]
    ids = invite(page, installation, event, rows)
    ask(page, installation, f"/events/{event}/guests/{ids['Anne de Kermadec']}", {"attention": True}, "PATCH")
    guest = _context(browser, SCREEN, java_script_enabled=False)
    codes = {
        name: say_yes(guest, link_to(installation, _mail(name)), folder, 3 if name.startswith("Ibr") else 0)
        for name, _ in GUESTS
    }
    ask(page, installation, f"/events/{event}/guests/{ids['Léna Marchetti']}/answer", {"answer": "no"})
    page.context.close()
    return event, codes


def _mail(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].encode('ascii', 'ignore').decode().lower()}@guide.example"


def _at_the_kiosk(kiosk: KioskPage, codes: dict[str, str]) -> None:
    kiosk.page.wait_for_timeout(4000)  # the roster, and the preview of the camera
    _scan(kiosk, codes["Camille Berger"], "verdict", "Admis", "borne-admis")
    _shoot(kiosk.page, "borne-annuler", CORNER)
    _scan(kiosk, codes["Anne de Kermadec"], "verdict", "Attention", "borne-attention")
    _scan(kiosk, codes["Léna Marchetti"], "verdict", "Refusé", "borne-refuse")
    _shoot(kiosk.page, "borne-decision", CORNER)
    _scan(kiosk, codes["Ibrahim Čapek"], "party-question", "", "borne-groupe", MIDDLE)
    kiosk.click("party-2")
    kiosk.wait("verdict", "Admis")
    kiosk.page.wait_for_timeout(6000)  # the same code is not read again at once
    _scan(kiosk, codes["Camille Berger"], "verdict", "Déjà", "borne-deja-entre")
    _waiting(kiosk)
    _shoot(kiosk.page, "borne-tout-envoye", FOOT)
    kiosk.click("search-button")
    kiosk.fill("search-field", "okafor")
    kiosk.wait("search-result", "Okafor")
    _shoot(kiosk.page, "borne-recherche", TOP)
    kiosk.click("walk-in-button")
    kiosk.fill("walk-in-name", "Louise Tessier")
    kiosk.fill("walk-in-organisation", "La Dépêche des quais")
    kiosk.fill("walk-in-host", "Camille Berger")
    _shoot(kiosk.page, "borne-sans-invitation", DIALOG)
    kiosk.click("walk-in-back")
    if kiosk.wait("state", "recherche|attente").startswith("recherche"):
        kiosk.click("search-back")


def _cut_off(
    kiosk: KioskPage,
    wire: Wire,
    page: Page,
    installation: Installation,
    event: str,
    folder: Path,
    browser: Browser,
) -> None:
    """Without the network: somebody who was invited since is not on the list of the kiosk."""
    wire.cut()
    kiosk.wait("connection", "Hors ligne", 30)
    late = [{"name": "Zoé Lambert", "organisation": "Studio 104", "email": "zoe@guide.example"}]
    invite(page, installation, event, late)
    guest = _context(browser, SCREEN, java_script_enabled=False)
    code = say_yes(guest, link_to(installation, "zoe@guide.example"), folder)
    _scan(kiosk, code, "verdict", "aide", "borne-aide")
    kiosk.click("help-admit")
    _waiting(kiosk)
    _shoot(kiosk.page, "borne-hors-ligne", FOOT)


def _on_a_phone(browser: Browser, installation: Installation, event: str, code: str) -> None:
    size = {"width": 360, "height": 700}
    page = _context(browser, size, device_scale_factor=1.5, has_touch=True, is_mobile=True).new_page()
    sign_in_on(page, installation, "accueil")
    page.goto(f"{installation.web}/evenements/{event}/porte")
    expect(page.get_by_test_id("door-listed")).to_contain_text("Liste de")
    _shoot(page, "telephone-porte", width=360)
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("door-verdict")).to_have_attribute("data-verdict", "admitted")
    _shoot(page, "telephone-admis", width=360)


def _waiting(kiosk: KioskPage) -> None:
    """A verdict is tapped away; other screens were left by their own button."""
    kiosk.wait("state", "attente|verdict", 20)
    if kiosk.read("state").startswith("verdict"):
        kiosk.tap()
    kiosk.wait("state", "attente", 20)


def _scan(kiosk: KioskPage, code: str, piece: str, reads: str, name: str, box: Box = WHOLE) -> None:
    _waiting(kiosk)
    kiosk.scan_by_usb(code)
    kiosk.wait(piece, reads, 20)
    _shoot(kiosk.page, name, box)


def _shoot(page: Page, name: str, box: Box | None = None, width: int = 640) -> None:
    """What is within BOX of the screen, small."""
    page.wait_for_timeout(700)  # what moves has come to rest
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    image = image.crop(box) if box else image
    small = image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
    small = small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def _context(browser: Browser, size: dict[str, int], **options: object) -> BrowserContext:
    make: Callable[..., BrowserContext] = browser.new_context
    context = make(
        viewport=size, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce", **options
    )
    context.set_default_timeout(30_000)
    return context


if __name__ == "__main__":
    main()
