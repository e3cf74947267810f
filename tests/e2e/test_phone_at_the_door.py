"""A steward's phone at the door: the camera reads a guest's own QR code (RF-13, CARD-3), at 360 px.

The camera is Chromium's: it plays a clip, over and over, on which the code is held before it.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import httpx
import psutil
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.installation import CHROMIUM, PASSWORD, Installation, sign_in_on
from tests.kiosk.clip import background, holding

FPS = 30
QR = "Code QR de votre billet"
NAMES = ("Hélène Le Goff", "Zoé Ñuñez-Lefèvre")


@pytest.fixture
def evening(
    installation: Installation,
    sign_in: Callable[..., Page],
    open_context: Callable[..., BrowserContext],
    tmp_path: Path,
) -> tuple[str, str]:
    """The address of an event's page, and the text of the first guest's QR code, as on the guest's own page."""
    page = sign_in("redaction")
    event = _post(page, installation, "/api/v1/events", _event())["id"]
    mails = [f"{name.split()[0].lower()}.{event[-12:]}@example.org" for name in ("Helene", "Zoe")]
    guests = [
        {"name": name, "email": mail, "organisation": "Le Phare"}
        for name, mail in zip(NAMES, mails, strict=True)
    ]
    _post(page, installation, f"/api/v1/events/{event}/guests", {"guests": guests})
    _post(page, installation, f"/api/v1/events/{event}/invitations", {})
    guest = open_context(java_script_enabled=False).new_page()
    guest.goto(_link_in_the_mailbox(installation, mails[0]))
    guest.get_by_role("button", name="Je viendrai", exact=True).click()
    guest.get_by_role("img", name=QR).screenshot(path=tmp_path / "qr.png")
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    return f"{installation.web}/evenements/{event}", str(found.text)


def _event() -> dict[str, Any]:
    starts = datetime.now(UTC) - timedelta(minutes=30)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=4)).isoformat()}
    return {"title": "Soirée du phare", "place": "Salle des machines", **times}


def _post(page: Page, installation: Installation, path: str, body: dict[str, Any]) -> Any:
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": installation.web}
    answer = page.request.post(f"{installation.web}{path}", data=body, headers=headers)
    assert answer.ok, answer.text()
    return answer.json()


def _link_in_the_mailbox(installation: Installation, mail: str) -> str:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        for message in httpx.get(f"{installation.mail}/api/messages").json():
            if mail in str(message["to"]):
                return str(next(link for link in message["links"] if "/i/" in link))
        time.sleep(0.3)
    raise AssertionError("the invitation did not arrive")


def _film(path: Path, code: str) -> Path:
    """An empty hall, the code for two seconds, the hall for seven: MJPEG, as Chromium wants it."""
    hall = background()
    scenes = [(hall, 0.5), (holding(code, 260, base=hall), 2.0), (hall, 7.0)]
    with path.open("wb") as film:
        for picture, seconds in scenes:
            good, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
            assert good
            film.write(jpeg.tobytes() * round(seconds * FPS))
    return path


@pytest.fixture
def steward(
    browser: Browser, installation: Installation, evening: tuple[str, str], tmp_path: Path
) -> Iterator[tuple[Page, str]]:
    """The steward's phone, whose camera sees the code; and the address of the event."""
    event, code = evening
    film = _film(tmp_path / "camera.mjpeg", code)
    arguments = [
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    context = chromium.new_context(
        viewport=PHONE, locale="fr-FR", timezone_id="Europe/Paris", permissions=["camera"], has_touch=True
    )
    context.set_default_timeout(20_000)
    yield sign_in_on(context.new_page(), installation, "accueil"), event
    chromium.close()


def test_a_guest_is_scanned_by_a_phone(steward: tuple[Page, str]) -> None:
    page, event = steward
    page.goto(event)
    page.get_by_role("link", name="Contrôler les entrées").click()
    verdict = page.get_by_test_id("door-verdict")
    expect(verdict).to_have_attribute("data-verdict", "admitted", timeout=40_000)
    expect(verdict).to_contain_text("Admis")
    expect(verdict).to_contain_text(NAMES[0])
    expect(page.get_by_test_id("door-spoken")).to_contain_text(NAMES[0])
    expect(page.get_by_test_id("door-counter")).to_have_text(re.compile(r"1\sentrée ici"))

    # The card leaves by itself; the film begins anew, and the same code is read again after its five seconds.
    expect(verdict).to_have_count(0, timeout=6_000)
    expect(verdict).to_have_attribute("data-verdict", "already_in", timeout=20_000)
    verdict.tap()
    expect(verdict).to_have_count(0)

    page.get_by_label("Chercher un nom").fill("nunez lefe")
    page.get_by_role("button", name=re.compile(NAMES[1])).click()
    page.get_by_role("button", name="Admettre").press("Enter")
    expect(verdict.filter(has_text=NAMES[1])).to_have_attribute("data-verdict", "attention")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("door-last").get_by_role("listitem")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_a_camera_a_name_or_a_scanner_will_do(
    evening: tuple[str, str], sign_in: Callable[..., Page]
) -> None:
    """No camera in this browser: that is said, and a USB scanner works wherever the focus is."""
    event, code = evening
    page = sign_in("accueil")
    page.goto(f"{event}/porte")
    page.get_by_role("button", name="Ouvrir la caméra").click()
    expect(page.get_by_role("heading", name=re.compile("caméra|Caméra"))).to_be_visible()
    page.get_by_label("Chercher un nom").fill("le")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("door-verdict")).to_have_attribute("data-verdict", "admitted")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Chercher un nom")).to_have_value("le")
    page.get_by_role("link", name="Revenir").focus()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("door-verdict")).to_have_attribute("data-verdict", "already_in")
    expect(page).to_have_url(re.compile("/porte$"))


def test_a_phone_without_a_network_loses_nothing(
    browser: Browser, installation: Installation, evening: tuple[str, str], tmp_path: Path
) -> None:
    """Judged by the list on the phone; the browser is killed; what was shown is sent when the network is back."""
    event, code = evening
    page = _phone_of(browser, tmp_path / "profile")
    sign_in_on(page, installation, "accueil")
    page.goto(f"{event}/porte")
    expect(page.get_by_test_id("door-listed")).to_contain_text("Liste de 2 sur ce téléphone")
    page.evaluate("navigator.serviceWorker.ready.then(() => caches.keys())")
    page.wait_for_function("caches.keys().then((names) => names.some((name) => name.startsWith('shell-')))")
    page.reload()
    expect(page.get_by_test_id("door-link")).to_have_attribute("data-online", "true")

    page.context.set_offline(True)
    _type(page, code)
    verdict = page.get_by_test_id("door-verdict")
    expect(verdict).to_have_attribute("data-verdict", "admitted")
    expect(verdict).to_contain_text(NAMES[0])
    expect(verdict).to_contain_text("Jugé hors ligne")
    expect(page.get_by_test_id("door-link")).to_contain_text(re.compile(r"Hors ligne\s*1\sà envoyer"))
    _kill(tmp_path / "profile")

    page = _phone_of(browser, tmp_path / "profile")
    page.context.set_offline(True)
    page.goto(f"{event}/porte")
    expect(page.get_by_test_id("door-counter")).to_have_text(re.compile(r"1\sentrée ici"))
    _type(page, code)
    expect(page.get_by_test_id("door-verdict")).to_have_attribute("data-verdict", "already_in")
    page.keyboard.press("Escape")
    _type(page, "HTTPS://EXEMPLE.FR/AUTRE")
    expect(page.get_by_test_id("door-verdict")).to_have_attribute("data-verdict", "refused")
    expect(page.get_by_test_id("door-link")).to_have_attribute("data-waiting", "3")

    # The browser forgot the session when it was killed: the same person signs in, and comes back to the door.
    page.context.set_offline(False)
    page.get_by_label("Identifiant").fill("accueil")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_test_id("door-link")).to_contain_text("Tout est envoyé", timeout=40_000)
    expect(page.get_by_test_id("door-link")).to_have_attribute("data-online", "true")
    api = event.replace("/evenements/", "/api/v1/events/")
    guests = page.request.get(f"{api}/guests").json()["items"]
    assert {guest["name"]: guest["attendance"] for guest in guests}[NAMES[0]] == "arrived"
    page.context.close()


def _phone_of(browser: Browser, profile: Path) -> Page:
    """A browser that keeps what it holds in PROFILE."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=["--no-sandbox"], viewport=PHONE, locale="fr-FR"
    )
    context.set_default_timeout(20_000)
    return context.pages[0]


def _kill(profile: Path) -> None:
    """The browser of PROFILE, as an empty battery ends it: no farewell to anything."""
    running = [each for each in psutil.process_iter(["cmdline"]) if str(profile) in str(each.info["cmdline"])]
    assert running
    for process in running:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(running, 10)


def _type(page: Page, code: str) -> None:
    """As a USB scanner does."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
