"""`python -m kiosk.window`: shows the kiosk full screen in Chromium, when there is a display."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence

from kiosk import texts_fr as texts
from kiosk.config import DEFAULT_PORT, PREFIX

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(argv: Sequence[str] | None = None, env: Mapping[str, str] = os.environ) -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.window", description=texts.WINDOW_DESCRIPTION)
    parser.add_argument(
        "--port", type=int, default=env.get(PREFIX + "PORT", str(DEFAULT_PORT)), help=texts.CLI_PORT
    )
    url = f"http://127.0.0.1:{parser.parse_args(argv).port}/"
    if not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        return _fail(texts.WINDOW_NO_DISPLAY.format(url=url))
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return _fail(texts.WINDOW_NO_BROWSER.format(url=url))
    with tempfile.TemporaryDirectory(prefix="entregent-borne-") as profile:
        return subprocess.call(command(browser, url, profile, root=os.geteuid() == 0))


def command(browser: str, url: str, profile: str, *, root: bool) -> list[str]:
    return [
        browser,
        "--kiosk",
        f"--app={url}",
        f"--user-data-dir={profile}",
        "--autoplay-policy=no-user-gesture-required",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-translate",
        "--disable-pinch",
        "--overscroll-history-navigation=0",
        "--disable-features=Translate",
        "--lang=fr",
        *(["--no-sandbox"] if root else []),
    ]


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
