"""Events in the one search box (RF-9)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission

from backend.accounts.services import create_user
from backend.core.actor import task
from backend.core.clock import now
from backend.events.services.events import create_event
from tests.backend.events.conftest import event_values
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evenings(cast: Cast) -> None:
    for title, days in (
        ("Vœux d'hier", -9),
        ("Vœux prochains", 20),
        ("Vœux de demain", 1),
        ("Vœux anciens", -90),
    ):
        starts_at = now() + timedelta(days=days)
        values = event_values(title=title, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
        create_event(cast.editor.actor, owner=cast.editor, values=values)


def test_the_next_event_comes_first_and_the_oldest_last(api: Callable[..., Api], cast: Cast) -> None:
    found = api(cast.editor).get("/search", q="vœux").json()
    assert {hit["kind"] for hit in found} == {"event"}
    assert [hit["label"] for hit in found] == [
        "Vœux de demain",
        "Vœux prochains",
        "Vœux d'hier",
        "Vœux anciens",
    ]


def test_an_event_says_when_and_where(api: Callable[..., Api], cast: Cast) -> None:
    starts_at = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    values = event_values(title="Projection", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    create_event(cast.editor.actor, owner=cast.editor, values=values)
    [hit] = api(cast.editor).get("/search", q="projection studio").json()
    assert hit["hint"] == "samedi 21\u00a0novembre 2026, 18\u202fh\u202f30, Studio 104, Paris"


def test_without_the_right_no_event_is_found(api: Callable[..., Api], cast: Cast) -> None:
    """Not by who watches boards either: there is no page of an event that they may open."""
    watcher = create_user(task("tests"), username="watcher", password="entregent-demo", roles=[])
    watcher.user_permissions.set(Permission.objects.filter(codename="view_board"))
    for user in (cast.outsider, watcher):
        assert api(user).get("/search", q="vœux").json() == []
