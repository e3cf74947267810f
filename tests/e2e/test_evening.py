"""One whole evening, from an Excel file to a guest at the door (RF-6, RF-9, RF-13, RF-19, CARD-2 to -4)."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import DESK
from tests.e2e.installation import ROOT, Installation
from tests.kiosk.browser import KioskPage
from tests.kiosk.clip import make_clip

WORKBOOK = ROOT / "fixtures/demo/contacts.xlsx"
TITLE = "Soirée d’essai de la rédaction"
HELENE = "Hélène"
QR = "Code QR de votre billet"


def test_the_evening(
    installation: Installation,
    sign_in: Callable[..., Page],
    open_context: Callable[..., BrowserContext],
    tmp_path: Any,
) -> None:
    phone = sign_in("redaction")
    _import_the_workbook(phone, installation)
    _look_somebody_up(phone, installation)
    event = _create_an_event(phone, installation)
    _invite_two(phone)

    links = _links_in_the_mailbox(installation, 2)
    browser = open_context(java_script_enabled=False)
    code = _answer_yes(browser, links[0], tmp_path)
    deputy_link = _send_a_deputy(browser, links[1], installation)
    deputy_code = _read_qr(browser, deputy_link, tmp_path)

    board = sign_in("direction", DESK)
    board.goto(f"{event}/tableau")
    expect(board.get_by_test_id("board-arrived")).to_have_text("0")
    expect(board.get_by_test_id("board-expected")).to_contain_text("2")

    kiosk = _pair_the_kiosk(sign_in("admin", DESK), open_context, installation)
    make_clip(installation.clip, [code])
    kiosk.wait("verdict", "Admis", 30)
    assert kiosk.last_sound == "admitted"
    expect(board.get_by_test_id("board-arrived")).to_have_text("1")

    _the_network_is_cut(board, kiosk, installation, deputy_code)
    _the_same_again(kiosk, installation, code)
    _by_name(kiosk)

    phone.goto(event)
    expect(phone.get_by_role("button", name=re.compile(r"^2\s+arrivés"))).to_be_visible()


def _import_the_workbook(phone: Page, installation: Installation) -> None:
    phone.goto(f"{installation.web}/imports")
    phone.set_input_files("input[type=file]", WORKBOOK)
    phone.get_by_role("button", name=re.compile("Refusées")).wait_for()
    phone.get_by_role("button", name=re.compile(r"^Importer .* contacts")).click()
    expect(phone.get_by_text(re.compile("contacts importés"))).to_be_visible(timeout=60_000)


def _look_somebody_up(phone: Page, installation: Installation) -> None:
    """Accents, case and the rest of the word do not matter; without the network neither."""
    phone.goto(f"{installation.web}/contacts")
    expect(phone.get_by_text(re.compile(r"2.\d\d\d contacts")).first).to_be_visible(timeout=60_000)
    search = phone.get_by_role("searchbox").or_(phone.get_by_role("combobox")).last
    search.fill("lefev helen")
    expect(phone.get_by_role("link", name=re.compile(HELENE)).first).to_be_visible()
    phone.context.set_offline(True)
    search.fill("")
    search.fill("LEFEV hel")
    expect(phone.get_by_role("link", name=re.compile(HELENE)).first).to_be_visible()
    phone.context.set_offline(False)


def _create_an_event(phone: Page, installation: Installation) -> str:
    phone.goto(f"{installation.web}/evenements/nouveau")
    phone.get_by_label("Titre").fill(TITLE)
    phone.get_by_label("Lieu").fill("Studio 104, Paris")
    phone.get_by_label("Coût").fill("1200")
    phone.get_by_role("button", name="Créer l’événement").click()
    phone.get_by_role("heading", name=TITLE).wait_for()
    phone.wait_for_url(re.compile(r"/evenements/[0-9a-f-]{36}"))
    return phone.url.split("?")[0]


def _invite_two(phone: Page) -> None:
    phone.get_by_role("button", name="Ajouter des invités").first.click()
    box = phone.get_by_role("combobox", name="Rechercher un contact à inviter")
    for typed, found in (("lefev helen", "Hélène"), ("tour jean fran", "Jean-François")):
        box.fill(typed)
        option = phone.get_by_role("option", name=re.compile(found)).first
        option.click()
        expect(option).to_have_attribute("aria-selected", "true")
    phone.get_by_role("button", name=re.compile(r"Ajouter\s2\sinvités")).click()
    phone.get_by_role("button", name="Inviter", exact=True).click()
    phone.get_by_role("button", name=re.compile(r"Envoyer\s2\sinvitations")).click()
    expect(phone.get_by_text(re.compile(r"2\sinvitations (envoyées|en cours)")).first).to_be_visible()
    phone.get_by_role("button", name="Fermer").last.click()


def _messages(installation: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{installation.mail}/api/messages").json()
    return found


def _links_in_the_mailbox(installation: Installation, count: int) -> list[str]:
    """The personal links, Hélène's first; the mails are sent by the worker."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        mails = _messages(installation)
        if len(mails) >= count:
            mails.sort(key=lambda mail: "helene" not in str(mail["to"]).lower())
            return [next(link for link in mail["links"] if "/i/" in link) for mail in mails]
        time.sleep(0.3)
    raise AssertionError("the invitations did not arrive")


def _answer_yes(guest: BrowserContext, link: str, folder: Any) -> str:
    """Opening the link, even many times, changes nothing; the answer does. The text of the QR on the page."""
    page = guest.new_page()
    for _ in range(3):
        page.goto(link)
    expect(page.get_by_role("img", name=QR)).to_have_count(0)
    page.get_by_role("button", name="Je viendrai", exact=True).click()
    page.get_by_role("heading", name="Vous viendrez").wait_for()
    return _read_qr(guest, link, folder)


def _read_qr(guest: BrowserContext, link: str, folder: Any) -> str:
    """What a camera would read on the guest's page."""
    page = guest.new_page()
    page.goto(link)
    page.get_by_role("img", name=QR).screenshot(path=folder / "qr.png")
    (found,) = zxingcpp.read_barcodes(Image.open(folder / "qr.png"))
    assert httpx.get(f"{link}/billet.pdf").content.startswith(b"%PDF")
    assert "BEGIN:VEVENT" in httpx.get(f"{link}/evenement.ics").text
    return str(found.text)


def _send_a_deputy(guest: BrowserContext, link: str, installation: Installation) -> str:
    """The deputy's own link, from the mail that the answer sends."""
    page = guest.new_page()
    page.goto(link)
    page.get_by_text("Je me ferai représenter").click()
    page.get_by_label("Prénom et nom").fill("Paul Petit")
    page.get_by_label("Son adresse e-mail").fill("paul.petit@example.org")
    page.get_by_role("button", name="Désigner cette personne").click()
    page.get_by_role("heading", name="Paul Petit vous représentera").wait_for()
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        for mail in _messages(installation):
            if "paul.petit@example.org" in str(mail["to"]):
                return str(next(link for link in mail["links"] if "/i/" in link))
        time.sleep(0.3)
    raise AssertionError("the deputy was not written to")


def _pair_the_kiosk(
    desk: Page, open_context: Callable[..., BrowserContext], installation: Installation
) -> KioskPage:
    desk.goto(f"{installation.web}/appareils")
    desk.get_by_role("button", name="Ajouter une borne").click()
    desk.get_by_label("Nom de la borne").fill("Hall, borne 1")
    desk.get_by_label("Événement").select_option(label=_option(desk))
    desk.get_by_label(re.compile("^Entrée")).fill("Porte A")
    desk.get_by_role("button", name="Créer le code").click()
    code = desk.get_by_test_id("pairing-code").inner_text()
    kiosk = KioskPage(open_context({"width": 1280, "height": 720}).new_page(), installation.kiosk)
    kiosk.pair(code)
    expect(desk.get_by_test_id("paired")).to_be_visible()
    return kiosk


def _option(desk: Page) -> str:
    """The label of our event in the list, once the list is loaded."""
    option = desk.get_by_label("Événement").locator("option", has_text=TITLE)
    option.wait_for(state="attached")
    return option.inner_text()


def _the_network_is_cut(board: Page, kiosk: KioskPage, installation: Installation, code: str) -> None:
    """The deputy comes in while the manager's network is away; the board is right again when it is back."""
    board.context.set_offline(True)
    kiosk.wait("state", "attente", 20)
    make_clip(installation.clip, [code])
    kiosk.wait("verdict-name", "Paul Petit", 30)
    assert "La Tour" in kiosk.read("verdict-represents")
    expect(board.get_by_text(re.compile("Hors ligne|Reconnexion")).first).to_be_visible()
    expect(board.get_by_test_id("board-arrived")).to_have_text("1")
    board.context.set_offline(False)
    expect(board.get_by_test_id("board-arrived")).to_have_text("2", timeout=40_000)


def _the_same_again(kiosk: KioskPage, installation: Installation, code: str) -> None:
    kiosk.wait("state", "attente", 20)
    kiosk.scan_by_usb(code)
    kiosk.wait("verdict", "Déjà entré", 20)
    assert "Porte A" in kiosk.read("verdict-reason")


def _by_name(kiosk: KioskPage) -> None:
    """The principal is found by name, and refused: the deputy came instead."""
    kiosk.wait("state", "attente", 20)
    kiosk.click("search-button")
    kiosk.fill("search-field", "tour")
    kiosk.wait("search-result", "La Tour", 20)
    kiosk.click("search-result")
    kiosk.wait("confirm-question", "La Tour", 10)
    kiosk.click("confirm-admit")
    kiosk.wait("verdict", "Refusé", 20)
