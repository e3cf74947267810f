"""An office moves in, at a desk: files, duplicates, a targeting, a colleague, Outlook (RF-6 to RF-12)."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from fixtures.demo.moving_in import OUTLOOK, PROTOCOL, REGIONS
from tests.e2e.conftest import DESK
from tests.e2e.installation import ROOT, Installation

WORKBOOK = ROOT / "fixtures/demo/contacts.xlsx"
LIST = "Journalistes de Radio Littoral, et Brest"
INVITED, PROPOSED = ("Zoé Baudouin", "Océane Marty"), ("Anne-Laure HUET", "Tristan Chevallier")
OUTLOOK_COLUMNS = [
    *("Nom", "Prénom", "Type contact", "Fonction", "Organisme"),
    *("Email principal", "Fax principal", "Téléphone principal"),
]
_COUNT = r"""([least, most]) => {
    const told = [...document.querySelectorAll('[role=status]')].map(({ innerText }) => innerText.trim());
    const count = Number(told.find((text) => /trouvés?$/.test(text))?.replace(/\D/g, '') ?? 0);
    return count >= least && count <= most && count;
}"""


def test_an_office_moves_in_at_a_desk(installation: Installation, sign_in: Callable[..., Page]) -> None:
    desk = sign_in("admin", DESK)
    _load(desk, installation, WORKBOOK, rows=2000, refused=10)
    _load(desk, installation, PROTOCOL, rows=150)
    _load(desk, installation, REGIONS, rows=220, by_hand=True)
    outlook = _load(desk, installation, OUTLOOK, rows=120)
    _find_by_sound(desk, installation)
    _clean_the_duplicates(desk, installation)
    colleague = sign_in("collegue", DESK)
    address = _target(desk, installation)
    _pin_three(desk, installation, address)
    _ask_to_change(colleague, installation)
    _accept_in_part(desk, address)
    _export_to_outlook(desk, address)
    _undo(desk, outlook)


def _load(
    desk: Page, installation: Installation, file: Path, *, rows: int, refused: int = 0, by_hand: bool = False
) -> str:
    """Try FILE, read the verdicts, write it (unless another journey did); the address of the import."""
    desk.goto(f"{installation.web}/imports")
    desk.set_input_files("input[type=file]", file)
    verdicts = desk.get_by_role("group", name="Résultat")
    expect(verdicts.get_by_role("button", name="Toutes")).to_have_text(
        _number(rows, "Toutes"), timeout=60_000
    )
    expect(verdicts.get_by_role("button", name="Refusées")).to_have_text(_number(refused, "Refusées"))
    if refused:
        verdicts.get_by_role("button", name="Refusées").click()
        expect(desk.get_by_role("grid").get_by_text("Refusée", exact=True)).to_have_count(refused)
    if by_hand:
        _map_by_hand(desk)
    write = desk.get_by_role("button", name=re.compile(r"^Importer"))
    nothing = desk.get_by_text("Rien à importer dans ce fichier.")
    write.or_(nothing).wait_for()
    if write.is_visible():
        write.click()
        expect(desk.get_by_text(re.compile(r"contacts importés"))).to_be_visible(timeout=60_000)
    return desk.url


def _map_by_hand(desk: Page) -> None:
    """A column that no header explains is given its field; the mapping is kept for the next file of this shape."""
    desk.get_by_text(re.compile(r"colonnes reconnues sur 15")).click()
    desk.get_by_label(re.compile("Type de média")).select_option(label="Type de contact")
    desk.get_by_role("button", name="Relire le fichier").click()
    expect(desk.get_by_text(re.compile(r"15\scolonnes reconnues sur"))).to_be_visible(timeout=60_000)
    desk.get_by_label("Nom de la correspondance").fill("Presse régionale")
    desk.get_by_role("button", name="Enregistrer cette correspondance").click()
    expect(desk.get_by_text(re.compile(r"Presse régionale\s» enregistrée"))).to_be_visible()


def _find_by_sound(desk: Page, installation: Installation) -> None:
    _search(desk, installation, "Bodouin")
    row = desk.get_by_role("row", name=re.compile("Zoé Baudouin"))
    expect(row.first).to_contain_text("se prononce comme")
    row.first.click()
    expect(
        desk.get_by_role("article", name="Zoé Baudouin").get_by_role("link", name="Appeler")
    ).to_be_visible()


def _search(page: Page, installation: Installation, typed: str) -> None:
    page.goto(f"{installation.web}/contacts")
    page.get_by_role("searchbox", name="Rechercher un contact").fill(typed)


def _clean_the_duplicates(desk: Page, installation: Installation) -> None:
    """Merged, unmerged, merged again; another group is none."""
    desk.goto(f"{installation.web}/doublons")
    desk.get_by_role("button", name="Chercher les doublons").click()
    expect(desk.get_by_text("Dernière recherche")).to_be_visible(timeout=60_000)
    queue = desk.get_by_role("list", name="Groupes à examiner").get_by_role("listitem")
    expect(queue.nth(1)).to_be_visible()
    groups = queue.count()
    desk.get_by_role("button", name="Fusionner", exact=True).click()
    expect(queue).to_have_count(groups - 1)
    desk.get_by_role("status").filter(has_text="Fiches fusionnées").get_by_role(
        "button", name="Annuler"
    ).click()
    expect(queue).to_have_count(groups)
    desk.get_by_role("button", name="Fusionner", exact=True).click()
    expect(queue).to_have_count(groups - 1)
    desk.get_by_role("button", name="Ce ne sont pas des doublons").click()
    expect(queue).to_have_count(groups - 2)
    desk.get_by_role("link", name="Fusions").click()
    expect(desk.get_by_role("article").first).to_contain_text("Alix Moreau")
    expect(desk.get_by_text("Toutes les données ont retrouvé leur place.").first).to_be_visible()


def _target(desk: Page, installation: Installation) -> str:
    """Journalists of one radio by one and the same position, or those of a town; the address of the saved list."""
    desk.goto(f"{installation.web}/listes/nouvelle")
    root = desk.get_by_role("group", name="Groupe de critères").first
    everybody = _counted(desk)
    _mode(root, "Au moins une de ces conditions")
    root.get_by_role("button", name="Ajouter un groupe").click()
    position = root.get_by_role("group", name="Groupe de critères").first
    _mode(position, "Pour une même fonction, toutes ces conditions")
    _condition(position, "Fonction", "Journaliste")
    journalists = _counted(desk, most=everybody - 1)
    _condition(position, "Organisme", "Radio Littoral")
    few = _counted(desk, most=journalists - 1)
    root.get_by_role("button", name="Ajouter un groupe").last.click()
    town = root.get_by_role("group", name="Groupe de critères").last
    _condition(town, "Ville", "Brest")
    more = _counted(desk, least=few + 1)
    desk.get_by_role("button", name="Enregistrer la liste").click()
    desk.get_by_label("Nom de la liste").fill(LIST)
    desk.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    expect(desk.get_by_role("heading", name=LIST)).to_be_visible()
    expect(desk.get_by_text(_number(more, "contacts"), exact=True)).to_be_visible()
    return desk.url


def _mode(group: Locator, label: str) -> None:
    group.get_by_label("Réunir").first.select_option(label=label)


def _condition(group: Locator, criterion: str, value: str) -> None:
    picker = group.get_by_role("combobox", name="Ajouter un critère").last
    picker.fill(criterion)
    group.get_by_role("listbox").get_by_role("option", name=re.compile(f"^{criterion}")).first.click()
    field = group.get_by_role("group", name=criterion, exact=True).get_by_role("textbox", name=criterion)
    field.fill(value)
    field.press("Enter")


def _counted(desk: Page, least: int = 1, most: int = 1_000_000) -> int:
    """The live count, once it lies where it must."""
    return int(desk.wait_for_function(_COUNT, arg=[least, most]).json_value())


def _number(count: int, what: str, *, whole: bool = True) -> re.Pattern[str]:
    """« 2 000 contacts » with whatever spaces French puts there."""
    digits = re.sub(r"(?<=\d)(?=(\d{3})+$)", r"\\s", str(count))
    return re.compile(rf"^\s*{digits}\s*{what}\s*$" if whole else rf"{digits}\s*{what}")


def _pin_three(desk: Page, installation: Installation, address: str) -> None:
    """Two in, from the contacts; one out, from the list; each with its reason. « Pourquoi ? » tells it."""
    for name in INVITED:
        _add_to_the_list(desk, installation, name, "Invitation de la présidente")
    desk.goto(address)
    members = desk.get_by_role("grid", name="Contacts")
    out = members.get_by_role("row").filter(has_not_text="Ajouté à la main").nth(1)
    out.get_by_role("checkbox").check()
    desk.get_by_role("button", name=re.compile(r"^Écarter\s1\scontact$")).click()
    desk.get_by_role("dialog").get_by_label("Raison").fill("A demandé à ne plus être invité")
    desk.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    desk.get_by_role("tab", name="Ajouts et retraits").click()
    expect(desk.get_by_text("Invitation de la présidente")).to_have_count(len(INVITED))
    expect(desk.get_by_text("A demandé à ne plus être invité")).to_be_visible()
    desk.get_by_role("tab", name="Contacts").click()
    desk.get_by_role("button", name=f"Pourquoi ? {INVITED[0]}").click()
    why = desk.get_by_role("dialog")
    expect(why).to_contain_text("Dans la liste")
    expect(why).to_contain_text("Invitation de la présidente")
    why.get_by_role("button", name="Fermer").first.click()


def _add_to_the_list(page: Page, installation: Installation, name: str, reason: str) -> None:
    _search(page, installation, name)
    page.get_by_role("row", name=re.compile(name)).first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ajouter à une liste").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name=re.compile(re.escape(LIST))).check()
    sheet.get_by_label("Raison").fill(reason)
    sheet.get_by_role("button", name=re.compile("^(Ajouter|Proposer l.ajout)$")).click()
    expect(sheet).to_be_hidden()


def _ask_to_change(colleague: Page, installation: Installation) -> None:
    """Two people, found one after the other, in one request; the list itself stays as it is."""
    colleague.goto(f"{installation.web}/contacts")
    for name in PROPOSED:
        colleague.get_by_role("searchbox", name="Rechercher un contact").fill(name)
        colleague.get_by_role("row", name=re.compile(name)).first.get_by_role("checkbox").check()
    expect(colleague.get_by_role("toolbar")).to_contain_text(_number(2, "sélections", whole=False))
    colleague.get_by_role("button", name="Ajouter à une liste").click()
    sheet = colleague.get_by_role("dialog")
    sheet.get_by_role("radio", name=re.compile(LIST)).check()
    sheet.get_by_label("Raison").fill("Ils couvrent la saison")
    sheet.get_by_role("button", name="Proposer l’ajout").click()
    colleague.get_by_role("button", name="Voir la demande").click()
    expect(colleague.get_by_role("heading", name="Demande de modification")).to_be_visible()


def _accept_in_part(desk: Page, address: str) -> None:
    """The owner sees what would change, takes one of the two, and says so."""
    desk.goto(address)
    before = _members(desk)
    desk.get_by_role("button", name="Demandes").click()
    desk.get_by_role("tabpanel").get_by_role("link", name=re.compile("Bruno Chevalier")).click()
    desk.get_by_role("checkbox", name=re.compile(PROPOSED[1])).uncheck()
    desk.get_by_label("Votre réponse").fill("La seconde personne est déjà invitée ailleurs.")
    desk.get_by_role("button", name=re.compile(r"^Accepter\s1\ssur\s2$")).click()
    expect(desk.get_by_text("Acceptée en partie").first).to_be_visible()
    desk.goto(address)
    expect(desk.get_by_text(_number(before + 1, "contacts"))).to_be_visible()


def _members(desk: Page) -> int:
    """How many the open list says it holds."""
    return int(re.sub(r"\D", "", desk.get_by_text(re.compile(r"^\s*[\d\s]+contacts\s*$")).first.inner_text()))


def _export_to_outlook(desk: Page, address: str) -> None:
    desk.goto(address)
    count = _members(desk)
    desk.get_by_role("link", name="Exporter").click()
    desk.get_by_role("dialog").get_by_text("Outlook", exact=True).click()
    with desk.expect_download() as download:
        desk.get_by_role("dialog").get_by_role("button", name="Exporter").click()
    text = download.value.path().read_bytes().decode("cp1252")
    headers, *lines = csv.reader(io.StringIO(text), delimiter=";")
    assert headers == OUTLOOK_COLUMNS
    assert len(lines) == count


def _undo(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.get_by_role("button", name="Annuler l’import").click()
    expect(desk.get_by_text("Import annulé", exact=True)).to_be_visible(timeout=60_000)
    expect(
        desk.get_by_text(re.compile(r"^[1-9]\d* fiches retirées, \d+ fiches? remises? en l’état"))
    ).to_be_visible()
