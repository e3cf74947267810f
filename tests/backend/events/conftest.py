"""An event to come, guests on its list, and their own pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from backend.core.clock import now
from backend.events.links import token_of
from backend.events.models import Event, Guest
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.events import create_event
from tests.conftest import Cast


def event_values(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Présentation de la saison",
        "place": "Studio 104, Paris",
        "category": "Soirée",
        "starts_at": now() + timedelta(days=7),
        "ends_at": now() + timedelta(days=7, hours=4),
        "timezone": "Europe/Paris",
        "description": "Accueil dès 18 h.\nCocktail à l'issue de la projection.",
        **changes,
    }


@pytest.fixture
def event(cast: Cast) -> Event:
    return create_event(cast.editor.actor, owner=cast.editor, values=event_values())


@pytest.fixture
def invite(cast: Cast, event: Event) -> Callable[..., Guest]:
    """`invite("Claire Lefèvre", email=…)` puts a person on the list."""

    def add(name: str = "Claire Lefèvre", **facts: Any) -> Guest:
        facts = {"email": f"guest{Guest.objects.count()}@example.org", **facts}
        person = NewGuest(name=name, **facts)
        return add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, persons=[person]).guests[0]

    return add


@pytest.fixture
def guest(invite: Callable[..., Guest]) -> Guest:
    return invite()


class Page:
    """A guest's page as a browser without cookies and JavaScript sees it."""

    def __init__(self, guest: Guest) -> None:
        self.path = f"/i/{token_of(guest)}"
        self.client = Client(enforce_csrf_checks=True)

    def get(self, below: str = "") -> Any:
        return self.client.get(self.path + below)

    def answer(self, answer: str, **fields: str) -> Any:
        return self.client.post(self.path, {"answer": answer, **fields})


@pytest.fixture
def page() -> Callable[[Guest], Page]:
    return Page
