"""Events over the API: rights, validation, versions, lists in a fixed number of queries (RF-13)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.events.models import Event, Guest
from backend.live.audience import may_follow
from backend.live.models import Change
from tests.conftest import Cast

BODY = {
    "title": "Point presse",
    "place": "Salle 12",
    "category": "Conférence de presse",
    "starts_at": "2027-03-02T10:00:00+01:00",
    "ends_at": "2027-03-02T11:30:00+01:00",
    "timezone": "Europe/Paris",
    "description": "Café d'accueil.",
    "cost": "1250.50",
}


def test_an_editor_plans_an_event(api: Callable[..., Any], cast: Cast) -> None:
    answer = api(cast.editor).post("/events", BODY)
    assert answer.status_code == 201
    event = answer.json()
    assert event["starts_at"] == "2027-03-02T09:00:00Z"
    assert (event["cost"], event["state"], event["version"], event["cursor"]) == ("1250.50", "open", 1, 0)
    assert event["live_audience"] == f"event:{event['id']}"
    assert set(event["counts"].values()) == {0}
    assert Event.objects.get().owner == cast.editor
    assert api(cast.steward).get(f"/events/{event['id']}").json() == {**event, "manages": False}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"ends_at": "2027-03-02T10:00:00+01:00"}, "ends_at"),
        ({"timezone": "Europe/Lutece"}, "timezone"),
        ({"cost": "-0.01"}, "cost"),
        ({"cost": "100000000.00"}, "cost"),
        ({"cost": "1.001"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "deux\nlignes"}, "title"),
        ({"place": None}, "place"),
        ({"starts_at": "2027-03-02T10:00:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at"),
        ({"description": "x" * 10_001}, "description"),
        ({"state": "cancelled"}, "state"),
        ({"owner": "moi"}, "owner"),
    ],
)
def test_bad_values_are_named(api: Callable[..., Any], cast: Cast, change: dict[str, Any], path: str) -> None:
    answer = api(cast.editor).post("/events", {**BODY, **change})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert not Event.objects.exists()


def test_a_change_needs_the_version_that_was_read(api: Callable[..., Any], cast: Cast, event: Event) -> None:
    path, client = f"/events/{event.pk}", api(cast.colleague)
    changed = client.patch(path, {"version": 1, "place": "Studio 105", "cost": None})
    assert (changed.status_code, changed.json()["place"], changed.json()["version"]) == (200, "Studio 105", 2)
    stale = client.patch(path, {"version": 1, "place": "Ailleurs"})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    change = Change.objects.get(audience=f"event:{event.pk}")
    assert change.kind == "event_changed"
    assert change.data == {"id": str(event.pk), "version": 2, "title": event.title, "state": "open"}


def test_dates_are_checked_together(api: Callable[..., Any], cast: Cast, event: Event) -> None:
    answer = api(cast.editor).patch(f"/events/{event.pk}", {"version": 1, "ends_at": "2020-01-01T00:00:00Z"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "ends_at"


def test_cancelling_is_for_good(api: Callable[..., Any], cast: Cast, event: Event) -> None:
    client, path = api(cast.editor), f"/events/{event.pk}"
    assert client.post(path + "/cancel").json()["state"] == "cancelled"
    assert client.post(path + "/cancel").json()["version"] == 2
    refused = client.patch(path, {"version": 2, "state": "open"})
    assert (refused.status_code, refused.json()["code"]) == (409, "event_cancelled")
    assert client.post(path + "/guests", {"guests": [{"name": "Paul Petit"}]}).status_code == 409


def test_lists_are_searched_paged_and_counted(
    api: Callable[..., Any], cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = api(cast.editor)
    for number in range(4):
        client.post("/events", {**BODY, "title": f"Rentrée {number}"})
    Guest.objects.create(
        event=Event.objects.earliest("pk"), name="Paul Petit", sort_name="petit paul", answer="yes"
    )
    with django_assert_num_queries(6):  # session, user, two of rights, the page, its counts
        page = client.get("/events", q="rentree", sort="title", limit=50).json()
    assert [item["title"] for item in page["items"]] == [f"Rentrée {number}" for number in range(4)]
    assert page["items"][0]["counts"]["yes"] == 1
    assert client.get("/events", period="past").json()["total"] == 0
    assert client.get("/events", period="upcoming").json()["total"] == 4
    assert client.get("/events", sort="cost").status_code == 422


def test_categories_are_the_usual_ones_and_our_own(api: Callable[..., Any], cast: Cast) -> None:
    api(cast.editor).post("/events", {**BODY, "category": "Hommage"})
    items = api(cast.editor).get("/events/categories").json()["items"]
    assert {"Hommage", "Soirée"} < set(items)
    assert len(items) == len(set(items))


@pytest.mark.parametrize(
    ("method", "below", "body", "allowed"),
    [
        ("get", "", None, {"admin", "editor", "colleague", "steward", "manager"}),
        ("get", "/guests", None, {"admin", "editor", "colleague", "steward", "manager"}),
        ("patch", "", {"version": 1}, {"admin", "editor", "colleague"}),
        ("post", "/guests", {"guests": []}, {"admin", "editor", "colleague"}),
        ("post", "/invitations", {}, {"admin", "editor", "colleague"}),
        ("get", "/invitations/preview", None, {"admin", "editor", "colleague"}),
        ("get", "/invitations/preview.html", None, {"admin", "editor", "colleague"}),
        ("post", "/cancel", None, {"admin", "editor", "colleague"}),
    ],
)
def test_rights(
    api: Callable[..., Any], cast: Cast, event: Event, method: str, below: str, body: Any, allowed: set[str]
) -> None:
    path = f"/events/{event.pk}{below}"
    for name, user in cast:
        arguments = [path] if body is None else [path, body]
        status = getattr(api(user), method)(*arguments).status_code
        assert (status not in (401, 403)) is (name in allowed), (name, status)
        if name == "editor" and method == "patch":
            Event.objects.update(version=1)
    assert getattr(api(), method)(path, *([] if body is None else [body])).status_code == 401


def test_an_unknown_event_is_not_found(api: Callable[..., Any], cast: Cast) -> None:
    for below in ("", "/guests", "/invitations/preview"):
        assert api(cast.editor).get(f"/events/{uuid4()}{below}").json()["code"] == "not_found"


def test_who_may_follow(cast: Cast, event: Event) -> None:
    assert may_follow(cast.manager, f"event:{event.pk}")
    assert not may_follow(cast.outsider, f"event:{event.pk}")
    assert not may_follow(cast.editor, f"event:{uuid4()}")
    assert not may_follow(cast.editor, f"event:{str(event.pk).upper()}")
    assert not may_follow(cast.editor, "event:")
