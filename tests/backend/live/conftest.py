from typing import ClassVar

import pytest

from backend.core.actor import task
from backend.core.work import writing
from backend.live import audience as audiences
from backend.live.change import Change
from backend.live.publish import publish


class Noted(Change):
    kind: ClassVar[str] = "noted"
    number: int


def note(audience: str, *numbers: int) -> None:
    for number in numbers:
        with writing(task("tests")):
            publish(audience, Noted(number=number))


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """`room:<user name>` is open to that user only."""
    monkeypatch.setitem(audiences._rules, "room", lambda user, key: user.username == key)
