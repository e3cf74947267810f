import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.e2e.installation import CHROMIUM, Installation, running, sign_in_on

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed: no journey in a browser"))


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def open_one(size: Any = PHONE, **options: Any) -> BrowserContext:
        context = browser.new_context(viewport=size, locale="fr-FR", timezone_id="Europe/Paris", **options)
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield open_one
    for number, context in enumerate(opened):
        if folder := os.environ.get("ENTREGENT_E2E_PICTURES"):
            for place, page in enumerate(context.pages):
                page.screenshot(path=f"{folder}/{number}-{place}.png")
        context.close()


@pytest.fixture
def sign_in(installation: Installation, open_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A page of the application, signed in as USER on a screen of SIZE; OPTIONS of its context."""

    def enter(user: str, size: Any = PHONE, **options: Any) -> Page:
        return sign_in_on(open_context(size, **options).new_page(), installation, user)

    return enter
