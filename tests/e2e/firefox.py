"""A real Firefox, driven through WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).

Its push service can be one of ours. Chromium's can't: it speaks to Google's alone.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_PREFERENCES = {
    "alerts.useSystemBackend": False,  # there is no desktop: notifications are Firefox's own
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.enabled": True,
    "dom.push.connection.enabled": True,
    "dom.push.testing.allowInsecureServerURL": True,
    "intl.accept_languages": "fr-FR",
    "permissions.default.desktop-notification": 1,  # as if the person had agreed when asked
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """One window, on one page at a time."""

    def __init__(self, session: ClientConnection) -> None:
        self._session, self._ids = session, count(1)
        self.command("session.new", {"capabilities": {}})
        self._page: str = self.command("browsingContext.getTree")["contexts"][0]["context"]

    def command(self, method: str, params: dict[str, Any] | None = None, *, seconds: float = 30) -> Any:
        """What METHOD gives; AssertionError with what the browser says when it refuses."""
        number = next(self._ids)
        self._session.send(json.dumps({"id": number, "method": method, "params": params or {}}))
        until = time.monotonic() + seconds
        while True:
            answer = json.loads(self._session.recv(timeout=max(0.1, until - time.monotonic())))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def goto(self, url: str) -> None:
        self.command("browsingContext.navigate", {"context": self._page, "url": url, "wait": "complete"})

    def evaluate(self, expression: str) -> Any:
        """The value of EXPRESSION on the page, awaited, as JSON has it."""
        wrapped = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        target = {"context": self._page}
        params = {"expression": wrapped, "target": target, "awaitPromise": True, "userActivation": False}
        answer = self.command("script.evaluate", params)
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def until(self, expression: str, seconds: float = 20) -> Any:
        """The value of EXPRESSION once it is a true one."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < end, (expression, self.evaluate("document.body.innerText"))
            time.sleep(0.1)
        return value

    def see(self, text: str, seconds: float = 20) -> None:
        self.until(f"document.body.innerText.includes({json.dumps(text)})", seconds)

    def fill(self, label: str, text: str) -> None:
        """Type TEXT into the field of LABEL."""
        self.press(label, "label")
        keys = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def press(self, text: str, tags: str = "button, a") -> None:
        """Press what shows TEXT, with a pointer, as a person does: it counts as their consent."""
        found = (
            f"(() => {{ const it = [...document.querySelectorAll({json.dumps(tags)})]"
            f".find((each) => each.innerText.trim() === {json.dumps(text)} && !each.disabled); "
            "if (!it) return null; "
            "it.scrollIntoView({ block: 'center' }); const { x, y, width, height } = it.getBoundingClientRect(); "
            "return [Math.round(x + width / 2), Math.round(y + height / 2)]; })()"
        )
        x, y = self.until(found)
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def _act(self, source: dict[str, Any]) -> None:
        self.command("input.performActions", {"context": self._page, "actions": [source]})


@contextlib.contextmanager
def firefox(folder: Path, **preferences: object) -> Iterator[Firefox]:
    """A Firefox with a profile of its own in FOLDER; PREFERENCES have `__` for a dot."""
    assert FIREFOX
    folder.mkdir()
    wanted = _PREFERENCES | {name.replace("__", "."): value for name, value in preferences.items()}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.Popen(
        [FIREFOX, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"],
        env={**os.environ, "HOME": str(folder), "MOZ_HEADLESS_WIDTH": "800", "MOZ_HEADLESS_HEIGHT": "900"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with connect(f"{_address(process)}/session", max_size=None, proxy=None) as session:
            yield Firefox(session)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


def _address(process: "subprocess.Popen[str]") -> str:
    said: list[str] = []
    for line in process.stderr or ():
        said.append(line)
        if match := _LISTENING.search(line):
            threading.Thread(target=_drain, args=(process,), daemon=True).start()
            return match[1]
    raise AssertionError("".join(said))


def _drain(process: "subprocess.Popen[str]") -> None:
    """Or a browser that says much would wait for a reader."""
    with contextlib.suppress(ValueError):  # closed meanwhile
        for _ in process.stderr or ():
            pass
