"""The stewards' guide is one printed page with its pictures, whichever browser setting prints it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.installation import ROOT, Installation

_PICTURES = """() => [...document.querySelectorAll('[data-testid=steward-guide] img')]
    .map((image) => [image.getAttribute('src'), image.complete && image.naturalWidth, image.width, image.alt])"""


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_guide_is_one_page(
    installation: Installation, sign_in: Callable[..., Page], tmp_path: Path, colour_scheme: str
) -> None:
    page = sign_in("accueil", DESK, color_scheme=colour_scheme)
    event = page.request.get(f"{installation.web}/api/v1/events?period=upcoming").json()["items"][0]
    page.goto(f"{installation.web}/evenements/{event['id']}/guide")
    expect(page.get_by_role("heading", name="L’accueil en une page")).to_be_visible()
    expect(page.get_by_test_id("steward-guide")).to_contain_text(event["title"])
    page.wait_for_load_state("networkidle")
    pictures = page.evaluate(_PICTURES)
    assert {Path(source).name for source, *_ in pictures} == {
        path.name for path in (ROOT / "pwa/static/guide").glob("*.png")
    }
    assert all(drawn and described for _, drawn, _, described in pictures)

    page.pdf(path=tmp_path / "guide.pdf", prefer_css_page_size=True)
    (sheet,) = PdfReader(tmp_path / "guide.pdf").pages
    assert [round(side / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]
    assert len(sheet.images) == len(pictures)
    words = re.sub(r"\s+", " ", sheet.extract_text())
    for each in ("Admis", "Attention", "Déjà entré", "Refusé", "Sans invitation", "Avec un téléphone"):
        assert each in words
    assert "Imprimer" not in words


def test_the_guide_is_found_where_it_is_needed(
    installation: Installation, sign_in: Callable[..., Page]
) -> None:
    desk = sign_in("admin", PHONE)
    desk.goto(f"{installation.web}/appareils")
    desk.get_by_role("link", name="Guide de l’accueil à imprimer").click()
    expect(desk.get_by_role("heading", name="L’accueil en une page")).to_be_visible()
    width = desk.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
