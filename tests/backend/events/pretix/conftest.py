from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest

from backend.events.models import Event, PretixLink
from backend.events.pretix.fetching import fetch
from tests.backend.events.pretix.fake_pretix import TOKEN, FakePretix
from tests.conftest import Api, Cast


@pytest.fixture
def pretix(settings: Any) -> Iterator[FakePretix]:
    settings.TICKETING_ALLOW_HOSTS = frozenset(["127.0.0.1"])
    made = FakePretix()
    Thread(target=made.server.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    """The owner of the event."""
    return api(cast.editor)


@pytest.fixture
def wish(pretix: FakePretix) -> dict[str, Any]:
    return {
        "label": "Concert",
        "url": pretix.url,
        "organizer": "maison",
        "event_slug": "concert",
        "token": TOKEN,
    }


@pytest.fixture
def link(editor: Api, event: Event, wish: dict[str, Any]) -> PretixLink:
    answer = editor.post(f"/events/{event.pk}/tickets/pretix", wish)
    assert answer.status_code == 201, answer.content
    return PretixLink.objects.get()


@pytest.fixture
def address(link: PretixLink, event: Event) -> str:
    return f"/events/{event.pk}/tickets/{link.source_id}/pretix"


@pytest.fixture
def read(editor: Api, address: str, link: PretixLink) -> Callable[[], Any]:
    """Ask for a reading, let the worker do it, and tell what it would do."""

    def ask() -> Any:
        assert editor.post(address + "/fetch").json()["state"] == "fetching"
        fetch(link.pk)
        return editor.get(address).json()

    return ask


@pytest.fixture
def take(editor: Api, address: str, read: Callable[[], Any]) -> Callable[..., Any]:
    """Read it and take it over; the counts."""

    def ask(**how: Any) -> Any:
        read()
        answer = editor.post(address + "/take", how)
        assert answer.status_code == 200, answer.content
        return answer.json()["counts"]

    return ask
