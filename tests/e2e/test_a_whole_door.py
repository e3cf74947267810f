"""An evening at three doors: two kiosks, a telephone, a network that is cut, and what is true in the end
(RF-13, RF-19, RF-20, CARD-3, CARD-4, CARD-5).

What is held against it is what people read: the board, the attendance sheet, the entries to decide, the journal.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.door import (
    ask,
    invite,
    link_to,
    open_event,
    pair_kiosk,
    read_qr,
    say_yes,
    send_deputy,
    until,
)
from tests.e2e.installation import Installation
from tests.e2e.wire import Wire, wire_to
from tests.kiosk.browser import KioskPage, kiosk_process
from tests.kiosk.clip import make_clip

TITLE, PLACE = "Soirée de toutes les portes", "Hôtel de la Région, Lyon"
VIP, PARTY, TWICE, GONE, LATE = (
    "Anne de Kermadec",
    "Ibrahim Čapek",
    "Camille Berger",
    "Rémi Fontaine",
    "Zoé Lambert",
)
PRINCIPAL, DEPUTY, ABSENT, DECLINED = "Jeanne Vidal", "Paul Petit", "Léna Marchetti", "Hugo Okafor"
WALK_IN = "Louise Tessier"
BRINGS = {VIP: 1, PARTY: 3}
COMES = (VIP, PARTY, TWICE, GONE, LATE, ABSENT)
KIOSK = {"width": 1280, "height": 720}


@dataclass
class Doors:
    event: str
    ids: dict[str, str]
    codes: dict[str, str]
    officer: Page
    admin: Page
    board: Page
    phone: Page
    a: KioskPage
    b: KioskPage
    clip: Path
    wire: Wire


@pytest.fixture
def doors(
    installation: Installation,
    sign_in: Callable[..., Page],
    open_context: Callable[..., BrowserContext],
    tmp_path: Path,
) -> Iterator[Doors]:
    """Guests have answered; kiosk A, kiosk B behind a wire, a telephone and the board are there."""
    officer, admin = sign_in("redaction", DESK), sign_in("admin", DESK)
    event, ids = _invited(officer, installation)
    codes = _answered(
        officer, installation, event, ids, open_context(DESK, java_script_enabled=False), tmp_path
    )
    clip = tmp_path / "camera.avi"
    with contextlib.ExitStack() as running:
        wire = running.enter_context(wire_to(installation.web))
        kiosks = []
        for name, server, camera in (("A", installation.web, str(clip)), ("B", wire.url, "none")):
            url, _ = running.enter_context(kiosk_process(tmp_path / name, server=server, camera=camera))
            kiosk = KioskPage(open_context(KIOSK).new_page(), url)
            pair_kiosk(admin, installation, kiosk, title=TITLE, name=f"Borne {name}", gate=f"Porte {name}")
            kiosks.append(kiosk)
        phone = sign_in("accueil", PHONE)
        phone.goto(f"{installation.web}/evenements/{event}/porte")
        expect(phone.get_by_test_id("door-listed")).to_contain_text(
            f"Liste de {len(ids) + 1} sur ce téléphone"
        )
        board = sign_in("direction", DESK)
        board.goto(f"{installation.web}/evenements/{event}/tableau")
        a, b = kiosks
        yield Doors(event, ids, codes, officer, admin, board, phone, a, b, clip, wire)


def _invited(page: Page, installation: Installation) -> tuple[str, dict[str, str]]:
    event = open_event(page, installation, TITLE, PLACE, companions_allowed=3)
    rows = [
        {"name": name, "email": _mail(name), "organisation": "Le Phare"}
        for name in (*COMES, PRINCIPAL, DECLINED)
    ]
    ids = invite(page, installation, event, rows)
    ask(page, installation, f"/events/{event}/guests/{ids[VIP]}", {"attention": True}, "PATCH")
    return event, ids


def _answered(
    page: Page,
    installation: Installation,
    event: str,
    ids: dict[str, str],
    guest: BrowserContext,
    folder: Path,
) -> dict[str, str]:
    """What stands in the QR code of each, by name."""
    codes = {
        name: say_yes(guest, link_to(installation, _mail(name)), folder, BRINGS.get(name, 0))
        for name in COMES
    }
    link = send_deputy(guest, link_to(installation, _mail(PRINCIPAL)), installation, DEPUTY, _mail(DEPUTY))
    codes[DEPUTY] = read_qr(guest, link, folder)
    ask(page, installation, f"/events/{event}/guests/{ids[DECLINED]}/answer", {"answer": "no"})
    return codes


def _mail(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].encode('ascii', 'ignore').decode().lower()}@portes.example"


def test_a_whole_door(doors: Doors, installation: Installation) -> None:
    _figures(doors.board, arrived=0, expected=11, represented=1)
    _everybody_is_on_line(doors, installation)
    _kiosk_b_is_cut_off(doors, installation)
    _the_phone_is_cut_off(doors)
    _kiosk_b_is_back(doors)
    _kiosk_b_is_revoked(doors, installation)
    _what_is_true(doors, installation)


def _everybody_is_on_line(doors: Doors, installation: Installation) -> None:
    a = doors.a
    _at_kiosk(a, doors.codes[VIP])
    a.wait("party-question", "")
    a.click("party-2")
    assert VIP in a.wait("verdict-name", VIP)
    _says(a, "Attention")
    notice = until(lambda: _told(doors.officer, installation), "nobody told the officer", 20)
    assert notice == f"{VIP} est là avec 1 personne, porte A"
    expect(doors.board.get_by_test_id("board-vip")).to_contain_text(VIP)
    _at_kiosk(a, doors.codes[PARTY])
    a.wait("party-question", "")
    a.click("party-2")
    a.wait("verdict-name", PARTY)
    _figures(doors.board, arrived=4)
    with _at_phone(doors.phone, doors.codes[PARTY], "admitted", "Les deux") as verdict:  # at another door
        expect(verdict).to_contain_text(re.compile(r"2\spersonnes \(4 sur 4"))
    with _at_phone(doors.phone, doors.codes[DEPUTY], "admitted") as verdict:
        expect(verdict).to_contain_text(PRINCIPAL)
    _waiting(a)
    a.click("search-button")
    a.click("walk-in-button")
    for field, text in (("name", WALK_IN), ("organisation", "La Dépêche des quais"), ("host", VIP)):
        a.fill(f"walk-in-{field}", text)
    a.click("walk-in-admit")
    _says(a, "Admis")
    _figures(doors.board, arrived=8)


def _kiosk_b_is_cut_off(doors: Doors, installation: Installation) -> None:
    """Camille comes in at A by the camera, and at B with the same code; Rémi is withdrawn, and B does not know."""
    a, b = doors.a, doors.b
    doors.wire.cut()
    b.wait("connection", "Hors ligne", 30)
    _waiting(a)
    make_clip(doors.clip, [doors.codes[TWICE]])
    a.wait("verdict-name", TWICE, 30)
    with _at_phone(doors.phone, doors.codes[TWICE], "already_in") as verdict:
        expect(verdict).to_contain_text("Porte A")
    ask(doors.officer, installation, f"/events/{doors.event}/guests/{doors.ids[GONE]}/revoke")
    for name in (TWICE, GONE):
        _at_kiosk(b, doors.codes[name])
        b.wait("verdict-name", name, 20)
        _says(b, "Admis")
    _waiting(b)
    b.wait("connection", "2 à envoyer", 20)


def _the_phone_is_cut_off(doors: Doors) -> None:
    link = doors.phone.get_by_test_id("door-link")
    doors.phone.context.set_offline(True)
    with _at_phone(doors.phone, doors.codes[LATE], "admitted") as verdict:
        expect(verdict).to_contain_text("Jugé hors ligne")
    expect(link).to_have_attribute("data-waiting", "1")
    doors.phone.context.set_offline(False)
    expect(link).to_contain_text("Tout est envoyé", timeout=40_000)
    _figures(doors.board, arrived=10)


def _kiosk_b_is_back(doors: Doors) -> None:
    expect(doors.board.get_by_test_id("board-conflicts")).to_have_count(0)
    doors.wire.mend()
    doors.b.wait("connection", "En ligne.*tout est envoyé", 60)
    expect(doors.board.get_by_test_id("board-conflicts")).to_have_text(re.compile(r"2\sentrées à trancher"))


def _kiosk_b_is_revoked(doors: Doors, installation: Installation) -> None:
    """Within seconds it shows nobody and reads nothing."""
    doors.admin.goto(f"{installation.web}/appareils")
    doors.admin.get_by_role("button", name="Révoquer Borne B").click()
    doors.admin.get_by_role("dialog").get_by_role("button", name="Révoquer").click()
    doors.b.wait("state", "appairage", 20)
    doors.b.wait("pairing-error", "révoquée")
    assert not any(doors.b.read(piece) for piece in ("event-title", "recent", "search-button"))
    doors.b.scan_by_usb(doors.codes[ABSENT])
    doors.b.page.wait_for_timeout(1000)
    assert doors.b.read("state").startswith("appairage")
    assert not doors.b.read("verdict")


def _what_is_true(doors: Doors, installation: Installation) -> None:
    _figures(
        doors.board, arrived=11, expected=10, present=11, represented=1, missing=1, declined=1, walk_ins=1
    )
    curve = doors.board.get_by_role("table", name="Arrivées par quart d’heure")
    assert curve.locator("tbody tr td").last.inner_text() == "11"
    gates = [re.split(r"\s*\t\s*", row) for row in doors.board.get_by_test_id("board-gate").all_inner_texts()]
    assert {row[0]: row[1] for row in gates} == {"Porte A": "6", "Porte B": "1", "Sans porte": "4"}
    _the_sheet(doors, installation)
    _the_decisions(doors)


def _the_sheet(doors: Doors, installation: Installation) -> None:
    """Who came, with how many, when and where; who did not come has an empty line; a line to sign for each."""
    path = f"{installation.web}/api/v1/events/{doors.event}/attendance"
    token = next(each["value"] for each in doors.officer.context.cookies() if each["name"] == "csrftoken")
    wish = {"format": "xlsx", "filled": True}
    answer = doors.officer.request.post(path, data=wish, headers={"X-CSRFToken": token, "Referer": path})
    sheet = load_workbook(BytesIO(answer.body())).active
    assert sheet is not None
    assert sheet["A5"].value == "Personnes : 10 attendues, 11 venues"
    rows = [[cell.value or "" for cell in row[1:9]] for row in sheet.iter_rows(min_row=8) if row[0].value]
    named = {row[0]: (row[1], *row[4:6], row[7]) for row in rows if row[0]}
    assert named == {
        VIP: ("", 2, 2, "Porte A"),
        PARTY: ("", 4, 4, "Porte A"),
        TWICE: ("", 1, 1, "Porte A"),
        GONE: ("", 1, 1, "Porte B"),
        LATE: ("", 1, 1, ""),
        ABSENT: ("", 1, "", ""),
        DEPUTY: (f"Pour {PRINCIPAL}", 1, 1, ""),
        WALK_IN: ("Sans invitation", 1, 1, "Porte A"),
    }
    companions = Counter(row[1] for row in rows if not row[0])
    assert companions == {f"Avec {VIP}": 1, f"Avec {PARTY}": 3}
    there = datetime.now(ZoneInfo("Europe/Paris")).replace(tzinfo=None)
    for row in rows:
        assert (row[6] == "") == (not row[0] or row[0] == ABSENT)
        if row[6]:
            assert isinstance(row[6], datetime)
            assert there - timedelta(minutes=10) < row[6] <= there


def _the_decisions(doors: Doors) -> None:
    page = doors.board
    page.get_by_test_id("board-conflicts").click()
    items = page.get_by_test_id("conflict")
    expect(items).to_have_count(2)
    assert {item.get_attribute("data-kind") for item in items.all()} == {"double_entry", "revoked_let_in"}
    twice = items.filter(has_text=TWICE)
    expect(twice).to_contain_text("Porte A")
    expect(twice).to_contain_text("Porte B")
    expect(items.filter(has_text=GONE)).to_contain_text("Porte B")
    twice.get_by_label("Décision").select_option(label="La même personne, lue deux fois")
    twice.get_by_role("button", name=f"Trancher pour {TWICE}").click()
    expect(items).to_have_count(1)
    page.get_by_role("tab", name="Tranchées").click()
    expect(page.get_by_test_id("conflict").filter(has_text=TWICE)).to_contain_text("Louise de Villiers")
    page.get_by_role("tab", name="Journal").click()
    names = (VIP, PARTY, TWICE, GONE, LATE, DEPUTY, WALK_IN)
    journal = page.get_by_test_id("journal").get_by_role("listitem")
    expect(journal).to_have_count(10)
    lines = [re.sub(r"\s+", " ", line) for line in journal.all_inner_texts()]
    assert sum("Borne B" in line and "Borne sans réseau" in line for line in lines) == 2
    assert Counter(
        (name, line.split(name)[0].strip()) for line in lines for name in names if name in line
    ) == {
        (VIP, "Attention"): 1,
        (PARTY, "Admis"): 2,
        (TWICE, "Admis"): 2,
        (TWICE, "Déjà entré"): 1,
        (GONE, "Admis"): 1,
        (LATE, "Admis"): 1,
        (DEPUTY, "Admis"): 1,
        (WALK_IN, "Admis"): 1,
    }


def _told(page: Page, installation: Installation) -> str | None:
    """The title of the notice of an arrival in the officer's inbox."""
    for notice in page.request.get(f"{installation.web}/api/v1/notices").json()["items"]:
        if notice["kind"] == "arrival" and VIP in notice["title"]:
            return str(notice["title"]).replace("\xa0", " ").replace("\u202f", " ")
    return None


def _figures(board: Page, **figures: int) -> None:
    for name, count in figures.items():
        pattern = re.compile(rf"sur {count}\s") if name == "expected" else str(count)
        expect(board.get_by_test_id(f"board-{name}")).to_have_text(pattern, timeout=40_000)


def _waiting(kiosk: KioskPage) -> None:
    kiosk.wait("state", "attente|verdict", 20)
    if kiosk.read("state").startswith("verdict"):
        kiosk.tap()
    kiosk.wait("state", "attente", 20)


def _at_kiosk(kiosk: KioskPage, code: str) -> None:
    _waiting(kiosk)
    kiosk.scan_by_usb(code)


def _says(kiosk: KioskPage, word: str) -> None:
    kiosk.wait("verdict", word, 20)


@contextlib.contextmanager
def _at_phone(phone: Page, code: str, verdict: str, how_many: str = "") -> Iterator[Any]:
    """The card of VERDICT, which is then put away; HOW_MANY of a party answers how many of them come."""
    phone.keyboard.type(code)
    phone.keyboard.press("Enter")
    if how_many:
        phone.get_by_role("dialog").get_by_role("button", name=how_many).click()
    card = phone.get_by_test_id("door-verdict")
    expect(card).to_have_attribute("data-verdict", verdict)
    yield card
    phone.keyboard.press("Escape")
    expect(card).to_have_count(0)
