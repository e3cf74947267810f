"""What journeys do before a door opens: an event, guests who answer on their own page, kiosks that are paired."""

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.installation import Installation
from tests.kiosk.browser import KioskPage

QR = "Code QR de votre billet"
SECONDS = 60
Found = TypeVar("Found")


def ask(page: Page, installation: Installation, path: str, body: Any = None, method: str = "POST") -> Any:
    """What the application itself would ask for the person who is signed in on PAGE."""
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": installation.web}
    answer = page.request.fetch(
        f"{installation.web}/api/v1{path}",
        method=method,
        data=body if body is not None else {},
        headers=headers,
    )
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None


def open_event(page: Page, installation: Installation, title: str, place: str, **fields: Any) -> str:
    """The id of an event that began half an hour ago."""
    starts = datetime.now(UTC) - timedelta(minutes=30)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=4)).isoformat()}
    return str(ask(page, installation, "/events", {"title": title, "place": place, **times, **fields})["id"])


def invite(
    page: Page, installation: Installation, event: str, guests: Sequence[dict[str, str]]
) -> dict[str, str]:
    """Guests by hand, all invited; their ids by name."""
    added = ask(page, installation, f"/events/{event}/guests", {"guests": list(guests)})["guests"]
    ask(page, installation, f"/events/{event}/invitations", {})
    return {guest["name"]: guest["id"] for guest in added}


def messages(installation: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{installation.mail}/api/messages").json()
    return found


def until(find: Callable[[], Found | None], what: str, seconds: float = SECONDS) -> Found:
    """What FIND finds, once it does; AssertionError with WHAT when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.2)
    raise AssertionError(what)


def link_to(installation: Installation, mail: str) -> str:
    """The personal link in the invitation to MAIL; the worker sends it."""

    def find() -> str | None:
        for message in messages(installation):
            if re.search(rf"\b{re.escape(mail)}", str(message["to"])):
                return next((str(link) for link in message["links"] if "/i/" in link), None)
        return None

    return until(find, f"nothing came to {mail}")


def say_yes(guest: BrowserContext, link: str, folder: Path, more: int = 0) -> str:
    """The guest comes, with MORE people without a name. The text of their QR code."""
    page = guest.new_page()
    page.goto(link)
    page.get_by_role("button", name="Je viendrai", exact=True).click()
    page.get_by_role("heading", name="Vous viendrez").wait_for()
    if more:
        page.get_by_text(re.compile("^Je viendrai avec")).click()
        page.locator("[name=unnamed]").fill(str(more))
        page.get_by_role("button", name="Enregistrer").click()
        page.get_by_text(
            re.compile(f"^({more} personnes|Une personne) de plus, avec votre billet")
        ).wait_for()
    page.close()
    return read_qr(guest, link, folder)


def read_qr(guest: BrowserContext, link: str, folder: Path) -> str:
    """What a camera would read on the guest's page."""
    page = guest.new_page()
    page.goto(link)
    page.get_by_role("img", name=QR).screenshot(path=folder / "qr.png")
    page.close()
    (found,) = zxingcpp.read_barcodes(Image.open(folder / "qr.png"))
    return str(found.text)


def send_deputy(guest: BrowserContext, link: str, installation: Installation, name: str, mail: str) -> str:
    """The deputy's own link, from the mail that the answer sends."""
    page = guest.new_page()
    page.goto(link)
    page.get_by_text("Je me ferai représenter").click()
    form = page.locator("form", has=page.locator("[name=deputy_name]"))
    form.get_by_label("Prénom et nom").fill(name)
    form.get_by_label("Son adresse e-mail").fill(mail)
    page.get_by_role("button", name="Désigner cette personne").click()
    page.get_by_role("heading", name=f"{name} vous représentera").wait_for()
    page.close()
    return link_to(installation, mail)


def pair_kiosk(
    desk: Page, installation: Installation, kiosk: KioskPage, *, title: str, name: str, gate: str
) -> None:
    """DESK, an administrator, makes the code for the event of TITLE; it is typed at the kiosk."""
    desk.goto(f"{installation.web}/appareils")
    desk.get_by_role("button", name="Ajouter une borne").click()
    desk.get_by_label("Nom de la borne").fill(name)
    events = desk.get_by_label("Événement")
    option = events.locator("option", has_text=title)
    option.wait_for(state="attached")
    events.select_option(label=option.inner_text())
    desk.get_by_label(re.compile("^Entrée")).fill(gate)
    desk.get_by_role("button", name="Créer le code").click()
    kiosk.pair(desk.get_by_test_id("pairing-code").inner_text())
    expect(desk.get_by_test_id("paired")).to_be_visible()
