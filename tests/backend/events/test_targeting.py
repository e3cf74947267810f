"""Targetings ask about events, and a contact list is invited to one (RF-10)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.core.clock import now
from backend.events.models import Event, Guest
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


@pytest.fixture
def find(editor: Api) -> Callable[..., list[str]]:
    def ask(field: str, cmp: str = "any", value: Any = None, *, without: bool = False) -> list[str]:
        query: dict[str, Any] = {"field": field, "cmp": cmp, "value": value}
        if without:
            query = {"op": "not", "children": [query]}
        answer = editor.post("/lists/preview", {"query": query})
        assert answer.status_code == 200, answer.content
        return [each["name"].split()[0] for each in answer.json()["items"]]

    return ask


@pytest.fixture
def guests(event: Event) -> None:
    """Ada was invited long ago and came, Bob was invited today and declined, Cyd was never invited."""
    old = Event.objects.create(
        title="Vœux",
        place="Ici",
        starts_at=now() - timedelta(days=300),
        ends_at=now() - timedelta(days=300, hours=-2),
    )
    ada, bob = person("Ada", "A"), person("Bob", "B")
    person("Cyd", "C")
    common: dict[str, Any] = {"sort_name": "x", "invitation": "sent"}
    Guest.objects.create(
        event=old,
        contact=ada,
        name="Ada",
        attendance="arrived",
        invited_at=now() - timedelta(days=320),
        **common,
    )
    Guest.objects.create(event=event, contact=bob, name="Bob", answer="no", invited_at=now(), **common)


@pytest.mark.usefixtures("guests")
def test_history_is_asked_by_event_and_by_time(find: Any, event: Event) -> None:
    assert find("history.invited") == ["Ada", "Bob"]
    assert find("history.invited", "in", [str(event.pk)]) == ["Bob"]
    assert find("history.invited", "last_days", 30) == []
    assert find("history.invited", "last_days", 400) == ["Ada"]
    assert find("history.came") == ["Ada"]
    assert find("history.came", without=True) == ["Bob", "Cyd"]
    assert find("history.declined") == ["Bob"]
    assert find("history.silent") == ["Ada"]


@pytest.mark.usefixtures("guests")
def test_the_last_invitation_is_before_or_since_a_day(find: Any) -> None:
    assert find("history.last_contact", "last_days", 7) == ["Bob"]
    assert find("history.last_contact", "older_days", 7) == ["Ada"]
    assert find("history.last_contact", "since", "2000-01-01") == ["Ada", "Bob"]
    assert find("history.last_contact", "empty") == ["Cyd"]


@pytest.mark.usefixtures("guests")
def test_events_are_named_in_the_words_and_the_reasons(editor: Api, event: Event) -> None:
    query = {"field": "history.declined", "cmp": "in", "value": [str(event.pk)]}
    made = editor.post("/lists", {"name": "Refus", "query": query}).json()
    assert made["told"]["text"] == "A décliné à «\u202fPrésentation de la saison\u202f»"
    [bob] = editor.get(f"/lists/{made['id']}/members").json()["items"]
    why = editor.get(f"/lists/{made['id']}/explain/{bob['id']}").json()
    assert why["tree"]["found"][0].startswith("Présentation de la saison, ")


def test_a_contact_list_is_put_on_the_guest_list_by_the_positions_that_matched(
    editor: Api, event: Event
) -> None:
    from tests.backend.contacts.targeting.conftest import is_, position, same

    ada = person("Ada", "Deux", function="Conseillère", organisation="Mairie")
    position(ada, "Rédactrice", "Le Monde")
    person("Bob", "Hors", function="Maire", organisation="Mairie")
    query = same("position", is_("position.function", "Rédactrice"))
    made = editor.post("/lists", {"name": "Presse", "query": query}).json()
    added = editor.post(f"/events/{event.pk}/guests", {"list_id": made["id"]}).json()
    assert [(guest["name"], guest["function"], guest["organisation"]) for guest in added["guests"]] == [
        ("Ada Deux", "Rédactrice", "Le Monde")
    ]
    again = editor.post(f"/events/{event.pk}/guests", {"list_id": made["id"]}).json()
    assert (again["added"], again["already"]) == (0, 1)
    assert editor.post(f"/events/{event.pk}/guests", {"list_id": str(event.pk)}).status_code == 404
