"""The office that moved in, on its phones: what is done between two appointments (RF-7, RF-9, RF-12)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE
from tests.e2e.installation import Installation

KNOWN, HEARD = "Maud Gauthier", "Gotier"
TYPED = ("Maud", "Gautier")
HOUSE = "Syndicat de la presse indépendante"
LIST = "Rencontres de la semaine"


@pytest.fixture
def on_a_phone(sign_in: Callable[..., Page]) -> Callable[[str], Page]:
    return lambda user: sign_in(user, PHONE, has_touch=True, is_mobile=True)


def test_an_office_moves_in_on_its_phones(
    installation: Installation, on_a_phone: Callable[[str], Page]
) -> None:
    phone = on_a_phone("redaction")
    address = _find_without_the_network(phone)
    _add_who_may_be_known(phone, address)
    _choose_for_a_list(phone, installation)
    _ask_the_owner(on_a_phone("collegue"), installation, phone)
    _edit_through_a_cut(phone, installation)
    _decide_on_a_pair(on_a_phone("admin"), installation)


def _find_without_the_network(phone: Page) -> str:
    """By sound, over what the phone holds; the record says who it is at a glance. The e-mail address it gives."""
    phone.get_by_role("link", name="Contacts", exact=True).click()
    expect(phone.get_by_role("status").filter(has_text=re.compile(r"\d\scontacts$"))).to_be_visible()
    _wait_for_the_copy(phone)
    phone.context.set_offline(True)
    expect(phone.get_by_text("Hors connexion").first).to_be_visible()
    _search(phone, f"{HEARD} maud")
    found = phone.get_by_role("link", name=re.compile(KNOWN)).first
    expect(found).to_contain_text("se prononce comme")
    found.tap()
    record = phone.get_by_role("article", name=KNOWN)
    expect(record).to_contain_text(HOUSE)
    expect(record.get_by_role("link", name="Appeler")).to_have_attribute("href", re.compile("^tel:"))
    write = record.get_by_role("link", name="Écrire")
    expect(write).to_have_attribute("href", re.compile("^mailto:maud"))
    expect(record.get_by_text("Fiche abrégée, gardée sur cet appareil")).to_be_visible()
    phone.context.set_offline(False)
    expect(record.get_by_role("tab", name="Fiche")).to_be_visible()
    expect(record.get_by_role("link", name="Itinéraire")).to_have_attribute(
        "href", re.compile("openstreetmap")
    )
    address = str(write.get_attribute("href")).removeprefix("mailto:")
    record.get_by_role("link", name="Retour").tap()
    return address


def _wait_for_the_copy(phone: Page) -> None:
    """Until the phone holds as many as the server counts."""
    expect(phone.get_by_text("Copie des contacts sur cet appareil")).to_have_count(0, timeout=60_000)


def _search(phone: Page, typed: str) -> None:
    phone.get_by_role("searchbox", name="Rechercher un contact").fill(typed)


def _add_who_may_be_known(phone: Page, address: str) -> None:
    """A visiting card is typed of somebody who is there already: told beside the form, hindering nothing."""
    phone.get_by_role("button", name="Nouveau contact").tap()
    sheet = phone.get_by_role("dialog", name="Nouveau contact")
    sheet.get_by_label("Prénom").fill(TYPED[0])
    sheet.get_by_label("Nom", exact=True).fill(TYPED[1])
    sheet.get_by_label("Organisme").first.fill(HOUSE)
    known = sheet.get_by_role("region", name="Déjà dans la base ?")
    expect(known.get_by_role("link", name=re.compile(KNOWN))).to_contain_text("même organisme")
    sheet.get_by_role("textbox", name="E-mail").first.fill(address)
    sheet.get_by_role("button", name="Enregistrer").tap()
    expect(phone.get_by_role("article", name=" ".join(TYPED))).to_be_visible()


def _choose_for_a_list(phone: Page, installation: Installation) -> None:
    phone.goto(f"{installation.web}/contacts")
    _search(phone, HOUSE)
    phone.get_by_role("button", name="Choisir").tap()
    for name in (KNOWN, " ".join(TYPED)):
        phone.get_by_role("checkbox", name=f"Sélectionner {name}").first.check()
    phone.get_by_role("button", name="Ajouter à une liste").tap()
    sheet = phone.get_by_role("dialog", name="Ajouter à une liste")
    fresh = sheet.get_by_role("tab", name="Une nouvelle liste")
    fresh.tap()
    sheet.get_by_label("Nom de la liste").fill(LIST)
    sheet.get_by_role("button", name="Ajouter", exact=True).tap()
    phone.get_by_role("button", name="Voir la liste").tap()
    expect(phone.get_by_role("heading", name=LIST)).to_be_visible()
    expect(phone.get_by_text(re.compile(r"^\s*2\scontacts\s*$"))).to_be_visible()


def _ask_the_owner(colleague: Page, installation: Installation, owner: Page) -> None:
    """A colleague would leave somebody out; the owner's phone, which shows the list, tells so by itself."""
    colleague.goto(f"{installation.web}/listes?onglet=others")
    colleague.get_by_role("link", name=re.compile(LIST)).tap()
    colleague.get_by_role("button", name=f"Écarter {' '.join(TYPED)}").tap()
    sheet = colleague.get_by_role("dialog")
    expect(sheet).to_contain_text("Cette liste appartient à Claire Lefèvre")
    sheet.get_by_label("Raison").fill("La même personne, deux fois")
    sheet.get_by_role("button", name="Proposer").tap()
    expect(owner.get_by_text(re.compile(r"1\sdemande en attente"))).to_be_visible()


def _edit_through_a_cut(phone: Page, installation: Installation) -> None:
    """The network goes while a record is changed: what was typed stays, and is saved when it is back."""
    phone.goto(f"{installation.web}/contacts")
    _search(phone, f"{KNOWN} {HOUSE}")
    phone.get_by_role("link", name=re.compile(KNOWN)).first.tap()
    phone.get_by_role("button", name="Modifier").tap()
    sheet = phone.get_by_role("dialog", name="Modifier la fiche")
    sheet.get_by_label("Fonction", exact=True).first.fill("Rédactrice en chef")
    phone.context.set_offline(True)
    sheet.get_by_role("button", name="Enregistrer").tap()
    expect(sheet.get_by_text("Rien n’est perdu")).to_be_visible()
    expect(phone.get_by_text("Hors connexion").first).to_be_attached()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Hors connexion")).to_have_count(0)
    sheet.get_by_role("button", name="Enregistrer").tap()
    expect(sheet).to_be_hidden()
    expect(phone.get_by_role("article", name=KNOWN)).to_contain_text("Rédactrice en chef")


def _decide_on_a_pair(phone: Page, installation: Installation) -> None:
    """Two records side by side on 360 px; the decision is within reach of the thumb."""
    phone.goto(f"{installation.web}/doublons")
    phone.get_by_role("button", name="Chercher les doublons").tap()
    expect(phone.get_by_text("Dernière recherche")).to_be_visible(timeout=60_000)
    phone.get_by_role("button", name="Fusionner", exact=True).tap()
    expect(phone.get_by_text("Fiches fusionnées").first).to_be_visible()
