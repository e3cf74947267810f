"""Drives the kiosk in a real Chromium, through the semantics that Flutter gives assistive technology."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.kiosk.test_keyboard import us_scanner

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def kiosk_process(data: Path, *, server: str = "", camera: str = "none") -> Iterator[tuple[str, int]]:
    """Address and process id of a running `python -m kiosk`; its log is data/kiosk.log."""
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    arguments = ["--port", str(port), "--data", str(data), "--camera", camera, "--server", server]
    with (data / "kiosk.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *arguments], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_listening(port, process)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(10)


def _wait_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the kiosk ended at once"
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the kiosk does not listen")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        yield browser
        browser.close()


class KioskPage:
    """What a person sees and does at the kiosk."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(f"{url}/?semantics=1")

    def piece(self, identifier: str) -> Locator:
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]')

    def read(self, identifier: str) -> str:
        """What IDENTIFIER says now; nothing when it is not there, or goes away while it is read."""
        piece = self.piece(identifier)
        words = "e => (e.textContent || '') + ' ' + (e.getAttribute('aria-label') || '')"
        with contextlib.suppress(PlaywrightError):
            return str(piece.first.evaluate(words, timeout=2000)).strip() if piece.count() else ""
        return ""

    def wait(self, identifier: str, pattern: str, seconds: float = 10) -> str:
        """Playwright's wait_for_function would need eval, which the page's policy forbids."""
        end, words = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            words = self.read(identifier)
            if re.search(pattern, words):
                return words
            self.page.wait_for_timeout(30)
        raise AssertionError(f"{identifier} reads {words!r}, not {pattern!r}")

    def fill(self, identifier: str, text: str) -> None:
        """Flutter takes the field over a moment after it is focused, and drops what was written before."""
        field = self.piece(identifier).locator("input")
        for _ in range(10):
            field.click()
            self.page.wait_for_timeout(150)
            field.fill(text)
            self.page.wait_for_timeout(150)
            if field.input_value().casefold() == text.casefold():
                return
        raise AssertionError(f"{identifier} does not take {text!r}")

    def click(self, identifier: str, number: int = 0) -> None:
        self.piece(identifier).nth(number).click()

    def tap(self) -> None:
        size = self.page.viewport_size or {"width": 1280, "height": 720}
        self.page.mouse.click(size["width"] / 2, size["height"] / 2)

    def scan_by_usb(self, text: str, host: str = "us") -> None:
        """The keys of a QWERTY scanner at its speed, which Playwright cannot keep on a busy machine."""
        keys = [[key.key, key.code, key.shift] for key in us_scanner(text, host=host)]
        self.page.evaluate(
            "keys => keys.forEach(([key, code, shiftKey]) => document.activeElement.dispatchEvent("
            " new KeyboardEvent('keydown', {key, code, shiftKey, bubbles: true, cancelable: true})))",
            keys,
        )

    def pair(self, code: str) -> None:
        self.wait("state", "appairage", 30)
        for _ in range(5):
            self.fill("pairing-code", code)
            self.click("pair-button")
            self.wait("state", "attente|appairage")
            self.page.wait_for_timeout(300)
            if "huit caractères" not in self.read("pairing-error"):
                break
        self.wait("state", "attente")

    @property
    def last_sound(self) -> str:
        return str(self.page.evaluate("document.documentElement.dataset.lastSound") or "")
