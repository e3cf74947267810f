"""The pictures of the user guide, taken from a running installation with its demonstration data.

    .venv/bin/python -m tests.e2e.pictures      (two minutes; writes docs/guide/images)

Each is small: a window of 1,200 px or a telephone of 360 px, 128 colours. Run it again when a screen changed.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from fixtures.demo.moving_in import OUTLOOK, PROTOCOL, REGIONS
from tests.e2e import kiosk_pictures
from tests.e2e.installation import CHROMIUM, ROOT, Installation, running, sign_in_on

FOLDER = ROOT / "docs/guide/images"
WORKBOOK = ROOT / "fixtures/demo/contacts.xlsx"
COLOURS = 128
DESK: dict[str, Any] = {"viewport": {"width": 1200, "height": 760}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 700},
    "device_scale_factor": 1.5,
    "has_touch": True,
    "is_mobile": True,
}
_SETTLED = """async () => {
    await document.fonts.ready;
    for (const moving of document.getAnimations()) if (moving.effect.getTiming().iterations < 9) moving.finish();
    await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
}"""
Scene = Callable[[Page, str], None]
SCENES: list[tuple[str, dict[str, Any], Scene]] = []
NAMES: list[str] = []


def scene(user: str, device: dict[str, Any], *names: str) -> Callable[[Scene], Scene]:
    """A walk through screens by USER on DEVICE that takes the pictures NAMES."""

    def keep(walk: Scene) -> Scene:
        SCENES.append((user, device, walk))
        NAMES.extend(names)
        return walk

    return keep


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with running() as installation, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for user, device, walk in SCENES:
            _walk(browser, installation, user, device, walk)
        kiosk_pictures.take_all(browser, installation)
        browser.close()
    missing = set(NAMES) - {path.stem for path in FOLDER.glob("*.png")}
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(NAMES)} images, {total / 1000:.0f} ko" + (f" ; manquent {missing}" if missing else ""))


def _walk(
    browser: Browser, installation: Installation, user: str, device: dict[str, Any], walk: Scene
) -> None:
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce", **device
    )
    context.set_default_timeout(30_000)
    expect.set_options(timeout=60_000)
    walk(sign_in_on(context.new_page(), installation, user), installation.web)
    context.close()


def take(page: Page, name: str) -> None:
    """The window as it is, once nothing moves; messages that pass by are left out."""
    expect(page.locator(".skeleton")).to_have_count(0)
    for close in page.get_by_role("status").get_by_role("button", name="Fermer").all():
        close.click()
    page.evaluate(_SETTLED)
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    small = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def _try(page: Page, web: str, file: Path) -> None:
    page.goto(f"{web}/imports")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name=re.compile(r"^Importer")).wait_for()


def _write(page: Page) -> None:
    page.get_by_role("button", name=re.compile(r"^Importer")).click()
    expect(page.get_by_text(re.compile("contacts importés"))).to_be_visible()


@scene(
    "admin",
    DESK,
    "importer-choisir",
    "importer-essai",
    "importer-refus",
    "importer-colonnes",
    "importer-fini",
)
def _import(page: Page, web: str) -> None:
    page.goto(f"{web}/imports")
    page.get_by_role("button", name="Choisir un fichier").first.wait_for()
    take(page, "importer-choisir")
    _try(page, web, WORKBOOK)
    take(page, "importer-essai")
    page.get_by_role("button", name="Refusées").click()
    expect(page.get_by_role("grid").get_by_text("Refusée", exact=True)).to_have_count(10)
    take(page, "importer-refus")
    _write(page)
    take(page, "importer-fini")
    for file in (PROTOCOL, OUTLOOK):
        _try(page, web, file)
        _write(page)
    _try(page, web, REGIONS)
    page.get_by_text(re.compile("colonnes reconnues sur")).click()
    page.get_by_label("Feuille du classeur").wait_for()
    take(page, "importer-colonnes")
    _write(page)


@scene("redaction", DESK, "contacts-proposes")
def _propose(page: Page, web: str) -> None:
    page.goto(f"{web}/contacts/candidats")
    page.get_by_role("button", name=re.compile("^Rattacher à")).first.wait_for()
    take(page, "contacts-proposes")


@scene("redaction", DESK, "rechercher-sons", "contacts-fiche", "contacts-nouveau", "rechercher-partout")
def _find(page: Page, web: str) -> None:
    page.goto(f"{web}/contacts")
    page.get_by_role("searchbox", name="Rechercher un contact").fill("Bodouin")
    expect(page.get_by_text("se prononce comme").first).to_be_visible()
    take(page, "rechercher-sons")
    page.get_by_role("row", name=re.compile("Zoé Baudouin")).first.click()
    page.get_by_role("article").get_by_role("tab", name="Fiche").wait_for()
    take(page, "contacts-fiche")
    page.get_by_role("button", name="Nouveau contact").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Prénom").fill("Zoé")
    sheet.get_by_label("Nom", exact=True).fill("Beaudouin")
    sheet.get_by_label("Organisme").first.fill("Télé Provence Alpes")
    sheet.get_by_role("region", name="Déjà dans la base ?").wait_for()
    take(page, "contacts-nouveau")
    page.goto(web)
    page.get_by_role("button", name=re.compile("Rechercher")).first.click()
    page.get_by_role("dialog").get_by_role("combobox").fill("provence")
    page.get_by_role("dialog").get_by_role("option").first.wait_for()
    take(page, "rechercher-partout")


@scene(
    "redaction", PHONE, "accueil-telephone", "contacts-telephone", "contacts-choisir", "rechercher-hors-ligne"
)
def _on_a_phone(page: Page, web: str) -> None:
    page.get_by_role("heading", name="Bonjour").wait_for()
    take(page, "accueil-telephone")
    page.goto(f"{web}/contacts")
    box = page.get_by_role("searchbox", name="Rechercher un contact")
    box.fill("baudouin")
    page.get_by_role("button", name="Choisir").click()
    for place in (0, 1):
        page.get_by_role("checkbox", name=re.compile("^Sélectionner")).nth(place).check()
    take(page, "contacts-choisir")
    page.get_by_role("main").get_by_role("button", name="Annuler").click()
    page.get_by_role("link", name=re.compile("Zoé Baudouin")).first.click()
    page.get_by_role("article").get_by_role("tab", name="Fiche").wait_for()
    take(page, "contacts-telephone")
    page.get_by_role("article").get_by_role("link", name="Retour").click()
    page.context.set_offline(True)
    box.fill("lefaivre")
    page.get_by_text("Hors connexion").first.wait_for()
    expect(page.get_by_role("link", name=re.compile("Lefèvre")).first).to_be_visible()
    take(page, "rechercher-hors-ligne")
    page.context.set_offline(False)


@scene("admin", DESK, "doublons-comparer", "doublons-fusions")
def _clean(page: Page, web: str) -> None:
    page.goto(f"{web}/doublons")
    page.get_by_role("button", name="Chercher les doublons").click()
    expect(page.get_by_text("Dernière recherche")).to_be_visible()
    merge = page.get_by_role("button", name="Fusionner", exact=True)
    merge.wait_for()
    take(page, "doublons-comparer")
    merge.click()
    expect(page.get_by_text("Fiches fusionnées").first).to_be_visible()
    page.get_by_role("link", name="Fusions").click()
    page.get_by_role("article").first.wait_for()
    take(page, "doublons-fusions")


def _condition(group: Locator, criterion: str, value: str) -> None:
    group.get_by_role("combobox", name="Ajouter un critère").last.fill(criterion)
    group.get_by_role("option", name=re.compile(f"^{criterion}")).first.click()
    field = group.get_by_role("group", name=criterion, exact=True).get_by_role("textbox", name=criterion)
    field.fill(value)
    field.press("Enter")


@scene("redaction", DESK, "listes-ciblage", "listes-pourquoi", "exporter-outlook")
def _target(page: Page, web: str) -> None:
    page.goto(f"{web}/listes/nouvelle")
    root = page.get_by_role("group", name="Groupe de critères").first
    root.get_by_label("Réunir").first.select_option(label="Au moins une de ces conditions")
    root.get_by_role("button", name="Ajouter un groupe").click()
    position = root.get_by_role("group", name="Groupe de critères").first
    position.get_by_label("Réunir").select_option(label="Pour une même fonction, toutes ces conditions")
    _condition(position, "Fonction", "Journaliste")
    _condition(position, "Organisme", "Radio Littoral")
    root.get_by_role("button", name="Ajouter un groupe").last.click()
    _condition(root.get_by_role("group", name="Groupe de critères").last, "Ville", "Brest")
    few = re.compile(r"^\s*\d{1,3}\scontacts trouvés\s*$")
    expect(page.get_by_role("status").filter(has_text=few)).to_be_visible()
    take(page, "listes-ciblage")
    page.get_by_role("button", name="Enregistrer la liste").click()
    page.get_by_label("Nom de la liste").fill("Radio Littoral et Brest")
    page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    page.get_by_role("grid").get_by_role("button", name=re.compile("^Pourquoi")).first.click()
    page.get_by_role("dialog").get_by_text("Dans la liste").wait_for()
    take(page, "listes-pourquoi")
    page.get_by_role("dialog").get_by_role("button", name="Fermer").first.click()
    page.get_by_role("link", name="Exporter").click()
    page.get_by_role("dialog").get_by_text("Outlook", exact=True).click()
    take(page, "exporter-outlook")


@scene("collegue", DESK, "listes-demande")
def _ask(page: Page, web: str) -> None:
    page.goto(f"{web}/contacts")
    page.get_by_role("searchbox", name="Rechercher un contact").fill("Baudouin")
    for place in (0, 1):
        page.get_by_role("checkbox", name=re.compile("Sélectionner .*Baudouin", re.I)).nth(place).check()
    page.get_by_role("button", name="Ajouter à une liste").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name=re.compile("Radio Littoral et Brest")).check()
    sheet.get_by_role("button", name="Proposer l’ajout").click()
    page.get_by_role("button", name="Voir la demande").click()
    page.get_by_role("heading", name="Demande de modification").wait_for()
    take(page, "listes-demande")


@scene("admin", DESK, "organismes-fiche")
def _house(page: Page, web: str) -> None:
    page.goto(f"{web}/organismes")
    page.get_by_role("searchbox", name="Rechercher un organisme").fill("Radio Littoral")
    page.get_by_role("row", name=re.compile("Radio Littoral")).first.click()
    page.get_by_role("tabpanel").get_by_role("listitem").or_(
        page.get_by_role("tabpanel").get_by_role("row")
    ).nth(2).wait_for()
    take(page, "organismes-fiche")


@scene("admin", DESK, "reglages", "reglages-valeurs", "reglages-sources", "imports-programmes")
def _settings(page: Page, web: str) -> None:
    for name, path in (
        ("reglages", "/reglages"),
        ("reglages-valeurs", "/reglages/listes-de-valeurs"),
        ("reglages-sources", "/reglages/sources"),
    ):
        page.goto(web + path)
        page.get_by_role("heading", level=1).wait_for()
        take(page, name)
    page.goto(f"{web}/reglages/flux")
    page.get_by_role("button", name="Programmer un import").first.click()
    page.get_by_label("Où se trouve le fichier").wait_for()
    take(page, "imports-programmes")


if __name__ == "__main__":
    main()
