"""axe-core over the screens, on a phone and at a desk, light and dark: what a machine can check of RGAA 4.1 AA."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.installation import ROOT, Installation

_AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(not _AXE.exists(), reason="axe-core comes with npm ci in pwa/")

_IDS = """async () => {
    const read = async (path) => (await (await fetch('/api/v1' + path)).json()).items[0]?.id;
    const event = await read('/events?period=upcoming&sort=starts_at');
    const guest = await read(`/events/${event}/guests?limit=1`);
    const organisation = await read('/organisations?limit=1');
    const candidate = await read('/contacts/candidates?limit=1');
    return { contact: await read('/contacts?limit=1'), candidate, event, guest, organisation };
}"""
_SETTLED = """async () => {
    const soon = () => new Promise((then) => setTimeout(then, 40));
    await soon();
    for (const moving of document.getAnimations()) if (moving.effect.getTiming().iterations < 9) moving.finish();
    await soon();
}"""
_VIOLATIONS = """async (runOnly) => {
    const { violations } = await axe.run(document, { resultTypes: ['violations'], runOnly });
    return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' ')}`);
}"""
_RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},  # nothing else differs
}
_IMPORT = "Nom,Prénom,Organisme,Courriel\nMartel,Inès,Radio Littoral,ines.martel@radio-littoral.example\n"
_SCREENS = {
    "the home screen": "/",
    "the contacts": "/contacts",
    "a contact": "/contacts/{contact}",
    "the form of a contact": "/contacts/{contact}?modifier=1",
    "the proposed contacts": "/contacts/candidats",
    "a proposed contact": "/contacts/candidats/{candidate}",
    "the organisations": "/organismes",
    "an organisation": "/organismes/{organisation}",
    "the bin": "/corbeille",
    "the imports": "/imports",
    "an import": "{import_}",
    "the scheduled imports": "/reglages/flux",
    "a scheduled import": "{feed}",
    "the duplicates": "/doublons",
    "the merges": "/doublons/fusions",
    "the events": "/evenements",
    "an event": "/evenements/{event}",
    "adding guests": "/evenements/{event}?volet=ajouter",
    "inviting": "/evenements/{event}?volet=inviter",
    "a guest": "/evenements/{event}?personne={guest}",
    "the history of an event": "/evenements/{event}?volet=historique",
    "the board": "/evenements/{event}/tableau",
    "the conflicts": "/evenements/{event}/conflits",
    "the journal of scans": "/evenements/{event}/conflits?onglet=journal",
    "the door on a phone": "/evenements/{event}/porte",
    "the settings": "/reglages",
    "the lists of values": "/reglages/listes-de-valeurs",
    "the fields of one's own": "/reglages/champs?sur=position",
    "the sources": "/reglages/sources",
    "the rules of survival": "/reglages/doublons",
    "the saved mappings": "/reglages/correspondances",
    "the kiosks": "/appareils",
    "the notices": "/avis",
    "the account": "/compte",
    "how one is told": "/compte/avis",
}


def test_no_screen_has_a_serious_violation(
    sign_in: Callable[..., Page], installation: Installation, browser: Browser
) -> None:
    found: list[str] = []
    page = sign_in("admin", PHONE)
    ids = {**page.evaluate(_IDS), "import_": _an_import(page, installation)}
    ids["feed"] = _a_feed(page, installation)
    page.emulate_media(reduced_motion="reduce")
    with _signed_out(browser) as stranger:
        stranger.goto(f"{installation.web}/connexion")
        found += _looked_at(stranger, "the sign-in page")
    for name, path in _SCREENS.items():
        page.goto(installation.web + path.format(**ids))
        found += _looked_at(page, name)
    assert not found, "\n".join(found)


def test_a_message_stays_in_reach_over_a_sheet(
    sign_in: Callable[..., Page], installation: Installation
) -> None:
    page = sign_in("redaction", PHONE)
    ids = page.evaluate(_IDS)
    page.goto(f"{installation.web}/contacts/{ids['contact']}")
    page.get_by_role("button", name="Inviter à un événement").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Ajouter à la liste").click()
    page.get_by_role("button", name="Voir la liste").click()
    page.wait_for_url("**/evenements/*")
    page.goto(f"{installation.web}/evenements/{ids['event']}?personne={ids['guest']}")
    page.get_by_label("Note").fill("Au premier rang")
    page.get_by_role("button", name="Enregistrer").click()
    message = page.get_by_role("dialog").get_by_role("status").filter(has_text="Modifications enregistrées")
    expect(message).to_be_visible()
    message.get_by_role("button", name="Fermer").click()
    expect(message).to_be_hidden()


@contextmanager
def _signed_out(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _an_import(page: Page, installation: Installation) -> str:
    """The address of a dry run."""
    page.goto(f"{installation.web}/imports")
    file: Any = {"name": "invites.csv", "mimeType": "text/csv", "buffer": _IMPORT.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_url("**/imports/*")
    return page.url.removeprefix(installation.web)


def _a_feed(page: Page, installation: Installation) -> str:
    """The address of a scheduled import whose file does not come."""
    page.goto(f"{installation.web}/reglages/flux")
    page.get_by_role("button", name="Programmer un import").click()
    page.get_by_label("Nom", exact=True).fill("Annuaire")
    page.get_by_label("Adresse du fichier").fill("https://annuaire.example.invalid/annuaire.csv")
    page.get_by_label("Source de ces données").select_option("new")
    page.get_by_label("Nom de la nouvelle source").fill("Annuaire")
    page.get_by_role("button", name="Programmer", exact=True).click()
    page.wait_for_url("**/reglages/flux/*")
    return page.url.removeprefix(installation.web)


def _looked_at(page: Page, name: str) -> list[str]:
    """What axe finds on the screen of PAGE, at both sizes, in both schemes."""
    page.get_by_role("heading").first.wait_for()
    expect(page.locator(".skeleton:visible")).to_have_count(0)
    page.evaluate(_AXE.read_text())  # as the debugger: the page itself may run no foreign script
    found = []
    for size, (scheme, rules) in product((PHONE, DESK), _RULES.items()):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{name}, {size['width']} px, {scheme}: {each}" for each in _violations(page, rules)]
    return found


def _violations(page: Page, rules: Any) -> list[str]:
    """What is still there at a second look: the first may fall into a change of colours or of the layout."""
    page.evaluate(_SETTLED)
    if not page.evaluate(_VIOLATIONS, rules):
        return []
    page.wait_for_timeout(400)
    again: list[str] = page.evaluate(_VIOLATIONS, rules)
    return again
