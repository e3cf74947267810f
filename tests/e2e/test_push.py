"""Web push in a real Firefox: it subscribes, our server encrypts, it decrypts and shows (CARD-5)."""

from pathlib import Path

import pytest

from tests.e2e.firefox import FIREFOX, firefox
from tests.e2e.installation import PASSWORD, Installation
from tests.e2e.push_service import running

pytestmark = pytest.mark.skipif(FIREFOX is None, reason="firefox-esr is not installed: no push in a browser")
_SHOWN = """(async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, lang, data }) => ({ title, body, lang, data })))()"""
_INBOX = """(async () => (await (await fetch('/api/v1/notices')).json()).items
    .filter(({ kind }) => kind === 'test'))()"""
_READ = f"(async () => (await {_INBOX})[0].read_at)()"
_DEVICES = "(async () => (await (await fetch('/api/v1/push')).json()).devices)()"


def test_a_notice_reaches_a_browser(installation: Installation, tmp_path: Path) -> None:
    with running() as service, firefox(tmp_path / "firefox", dom__push__serverURL=service.socket) as browser:
        browser.goto(f"{installation.web}/connexion")
        browser.fill("Identifiant", "collegue")
        browser.fill("Mot de passe", PASSWORD)
        browser.press("Se connecter")
        browser.see("Bonjour")

        browser.goto(f"{installation.web}/compte/avis")
        browser.press("Activer sur cet appareil")
        browser.see("Cet appareil affiche vos avis")
        (device,) = browser.evaluate(_DEVICES)
        assert device["name"] == "Firefox sur Linux"
        assert len(service.channels) == 1

        browser.press("Envoyer un avis d’essai")
        (shown,) = browser.until(_SHOWN)
        (notice,) = browser.evaluate(_INBOX)
        assert (shown["title"], shown["body"], shown["lang"]) == (notice["title"], notice["body"], "fr")
        assert shown["data"]["navigate"] == f"/compte/avis?avis={notice['id']}"
        assert notice["title"].encode() not in service.bodies[0]
        assert (service.headers[0]["urgency"], service.wrong) == ("high", [])
        assert [told["messageType"] for told in service.acknowledged] == ["ack"]

        browser.goto(f"{installation.web}{shown['data']['navigate']}")  # as pressing it does
        browser.until("!location.search")
        browser.until(_READ)
        browser.see("dernier avis remis")

        browser.press("Désactiver")
        browser.see("Aucun appareil n’affiche vos avis")
        assert service.channels == {}
