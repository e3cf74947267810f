"""The whole product on this machine, started as `make run` starts it, with data of its own."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "entregent-demo"
START_SECONDS = 180
_ADDRESSES = {"web": "Application", "mail": "Courrier reçu", "kiosk": "Borne d'accueil"}


@dataclass(frozen=True)
class Installation:
    web: str
    mail: str
    kiosk: str
    clip: Path
    """What the kiosk's camera sees: write a clip there, and it plays."""


@contextlib.contextmanager
def running() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="entregent-e2e-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user when this is root
    clip = folder / "camera.avi"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ENTREGENT_", "DATABASE_"))
    }
    kept.pop("REDIS_URL", None)
    env = {**kept, "ENTREGENT_DATA_DIR": str(folder / "var"), "ENTREGENT_KIOSK_CAMERA": str(clip)}
    env["ENTREGENT_PUSH_ALLOW_HOSTS"] = "127.0.0.1"  # where the push service of the journeys listens
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.run"],
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        found = _read_panel(process)
        yield Installation(clip=clip, **found)
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def sign_in_on(page: Page, installation: Installation, user: str) -> Page:
    """PAGE, at the home screen of USER."""
    page.goto(f"{installation.web}/connexion")
    page.get_by_label("Identifiant").fill(user)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", name="Bonjour").wait_for()
    return page


def _read_panel(process: subprocess.Popen[str]) -> dict[str, str]:
    """The addresses that the panel prints; AssertionError with what was printed when it never comes."""
    lines: Queue[str] = Queue()
    threading.Thread(target=_pump, args=(process, lines), daemon=True).start()
    said: list[str] = []
    found: dict[str, str] = {}
    with contextlib.suppress(Empty):
        while "Ctrl-C" not in (said[-1] if said else ""):
            said.append(lines.get(timeout=START_SECONDS))
            for name, title in _ADDRESSES.items():
                if match := re.search(rf"{title}\s+(http://\S+?)/?\s", said[-1]):
                    found[name] = match[1]
    assert set(found) == set(_ADDRESSES), "".join(said)
    return found


def _pump(process: subprocess.Popen[str], lines: "Queue[str]") -> None:
    """Go on reading to the end, so that the installation never waits for a reader."""
    for line in process.stdout or ():
        lines.put(line)
