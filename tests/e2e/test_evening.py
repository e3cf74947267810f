"""One whole evening, from an Excel file to a guest at the door (RF-6, RF-9, RF-13, RF-19, CARD-2 to -4)."""

import re
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import DESK
from tests.e2e.door import QR, messages, pair_kiosk, read_qr, send_deputy, until
from tests.e2e.installation import ROOT, Installation
from tests.kiosk.browser import KioskPage
from tests.kiosk.clip import make_clip

WORKBOOK = ROOT / "fixtures/demo/contacts.xlsx"
TITLE = "Soirée d’essai de la rédaction"
HELENE = "Hélène"


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

    links = _links_in_the_mailbox(installation)
    browser = open_context(java_script_enabled=False)
    code = _answer_yes(browser, links[0], tmp_path)
    deputy_link = send_deputy(browser, links[1], installation, "Paul Petit", "paul.petit@example.org")
    deputy_code = _read_ticket(browser, deputy_link, tmp_path)

    board = sign_in("direction", DESK)
    board.goto(f"{event}/tableau")
    expect(board.get_by_test_id("board-arrived")).to_have_text("0")
    expect(board.get_by_test_id("board-expected")).to_contain_text("2")

    kiosk = KioskPage(open_context({"width": 1280, "height": 720}).new_page(), installation.kiosk)
    pair_kiosk(sign_in("admin", DESK), installation, kiosk, title=TITLE, name="Hall, borne 1", gate="Porte A")
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


def _links_in_the_mailbox(installation: Installation) -> list[str]:
    """The personal links, Hélène's first; the mails are sent by the worker."""
    mails = until(lambda: _invitations(installation), "the invitations did not arrive")
    mails.sort(key=lambda mail: "helene" not in str(mail["to"]).lower())
    return [next(link for link in mail["links"] if "/i/" in link) for mail in mails]


def _invitations(installation: Installation) -> list[dict[str, Any]] | None:
    mails = [mail for mail in messages(installation) if TITLE in str(mail["subject"])]
    return mails if len(mails) >= 2 else None


def _answer_yes(guest: BrowserContext, link: str, folder: Any) -> str:
    """Opening the link, even many times, changes nothing; the answer does. The text of the QR on the page."""
    page = guest.new_page()
    for _ in range(3):
        page.goto(link)
    expect(page.get_by_role("img", name=QR)).to_have_count(0)
    page.get_by_role("button", name="Je viendrai", exact=True).click()
    page.get_by_role("heading", name="Vous viendrez").wait_for()
    return _read_ticket(guest, link, folder)


def _read_ticket(guest: BrowserContext, link: str, folder: Any) -> str:
    assert httpx.get(f"{link}/billet.pdf").content.startswith(b"%PDF")
    assert "BEGIN:VEVENT" in httpx.get(f"{link}/evenement.ics").text
    return read_qr(guest, link, folder)


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
