"""A pretix event read page by page, looked at, taken over; what it cancels, changes, deletes follows (RF-15)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry

from backend.core.clock import now
from backend.events.models import Event, Guest, PretixLink, SourceTicket
from backend.events.pretix.waking import wake
from tests.backend.events.pretix.fake_pretix import TOKEN, FakePretix, order, position
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
CLAIRE = position(1, attendee_name="Claire Lefèvre", attendee_email="claire@example.org", variation=12)
LUC = position(2, attendee_name="Luc Noir")


def test_orders_of_all_pages_become_guests_after_a_trial(
    pretix: FakePretix, read: Callable[[], Any], take: Callable[..., Any], event: Event
) -> None:
    pretix.orders = [order("AB1", CLAIRE, LUC), *(order(f"X{n}", position(1)) for n in range(4))]
    told = read()
    assert (told["state"], told["plan"]["counts"], told["plan"]["committed"]) == ("ready", {"new": 6}, False)
    assert event.guests.count() == 0
    assert take() == {"new": 6}
    claire = event.guests.get(name="Claire Lefèvre")
    assert (claire.email, claire.organisation, claire.category, claire.answer) == (
        "claire@example.org",
        "Radio Écho",
        "Entrée, Presse",
        "yes",
    )
    ticket = SourceTicket.objects.get(guest=claire)
    assert (ticket.reference, ticket.code) == ("AB1-1", CLAIRE["secret"])
    assert event.guests.filter(name="Commande X3").exists()
    assert take() == {"unchanged": 6}


def test_what_admits_nobody_is_left_out(pretix: FakePretix, take: Callable[..., Any], event: Event) -> None:
    parking, addon = position(2, item=2, variation=None), position(3, addon_to=23_001)
    pretix.orders = [order("AB1", CLAIRE, parking, addon), order("T1", position(1), testmode=True)]
    assert take() == {"new": 1}
    assert [guest.name for guest in event.guests.all()] == ["Claire Lefèvre"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"status": "n"}, "pending"),
        ({"status": "n", "valid_if_pending": True}, "valid"),
        ({"status": "n", "valid_if_pending": True, "require_approval": True}, "pending"),
        ({"status": "p"}, "valid"),
        ({"status": "p", "positions": [{**CLAIRE, "blocked": ["admin"]}]}, "pending"),
    ],
)
def test_states_of_an_order(
    pretix: FakePretix, take: Callable[..., Any], change: dict[str, Any], status: str
) -> None:
    pretix.orders = [{**order("AB1", CLAIRE), **change}]
    take()
    assert SourceTicket.objects.get().status == status


@pytest.mark.parametrize(
    "change", [{"status": "c"}, {"status": "e"}, {"positions": [{**CLAIRE, "canceled": True}]}]
)
def test_a_cancellation_follows_and_is_taken_back(
    pretix: FakePretix, take: Callable[..., Any], event: Event, change: dict[str, Any]
) -> None:
    pretix.orders = [order("AB1", CLAIRE)]
    take()
    pretix.orders = [{**order("AB1", CLAIRE), **change}]
    assert take() == {"cancelled": 1}
    assert event.guests.get().answer == "withdrawn"
    pretix.orders = [order("AB1", CLAIRE)]
    assert take() == {"back": 1}
    assert event.guests.get().answer == "yes"


def test_a_deleted_order_is_missing_and_withdrawn_when_asked(
    pretix: FakePretix, take: Callable[..., Any], event: Event
) -> None:
    pretix.orders = [order("AB1", CLAIRE), order("AB2", LUC)]
    take()
    pretix.orders = [order("AB1", CLAIRE)]
    assert take() == {"unchanged": 1, "missing": 1}
    assert event.guests.get(name="Luc Noir").answer == "yes"
    assert take(withdraw_missing=True) == {"unchanged": 1, "missing": 1}
    assert event.guests.get(name="Luc Noir").answer == "withdrawn"


def test_a_new_name_and_a_new_code_follow(pretix: FakePretix, take: Callable[..., Any], event: Event) -> None:
    pretix.orders = [order("AB1", CLAIRE)]
    take()
    pretix.orders = [order("AB1", {**CLAIRE, "attendee_name": "Clara Lefèvre"})]
    assert take() == {"changed": 1}
    pretix.orders = [order("AB1", {**CLAIRE, "attendee_name": "Clara Lefèvre", "secret": "another-one"})]
    assert take() == {"changed": 1}
    assert (event.guests.get().name, SourceTicket.objects.get().code) == ("Clara Lefèvre", "another-one")


def test_only_one_date_of_a_series(
    pretix: FakePretix, editor: Api, address: str, take: Callable[..., Any]
) -> None:
    assert editor.patch(address, {"subevent": 7}).status_code == 200
    pretix.orders = [order("AB1", {**CLAIRE, "subevent": 7}, {**LUC, "subevent": 8})]
    assert take() == {"new": 1}


def test_pretix_that_wants_us_to_wait_is_waited_for(pretix: FakePretix, read: Callable[[], Any]) -> None:
    pretix.orders = [order("AB1", CLAIRE)]
    pretix.said.extend([(429, {"Retry-After": "0"}), (429, {"Retry-After": "0"})])
    assert read()["plan"]["counts"] == {"new": 1}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ((429, {"Retry-After": "9000"}), "attendre"),
        ((401, {}), "jeton"),
        ((403, {}), "accès"),
        ((404, {}), "événement"),
        ((500, {}), "500"),
        ((302, {"Location": "http://169.254.169.254/"}), "ailleurs"),
    ],
)
def test_a_reading_that_fails_says_why(
    pretix: FakePretix, read: Callable[[], Any], said: tuple[int, dict[str, str]], why: str
) -> None:
    pretix.said.append(said)
    told = read()
    assert (told["state"], told["plan"]) == ("failed", None)
    assert why in told["problem"]
    assert TOKEN not in told["problem"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"results": 3}',
        b'{"results": [{"code": 1}], "next": null}',
        b"\xff\xfe",
        b'{"a":' * 90_000,
    ],
)
def test_nonsense_is_told_and_breaks_nothing(
    pretix: FakePretix, read: Callable[[], Any], body: bytes
) -> None:
    pretix.body = body
    assert read()["state"] == "failed"


def test_nobody_is_there(pretix: FakePretix, link: PretixLink, read: Callable[[], Any]) -> None:
    pretix.server.server_close()
    PretixLink.objects.update(url="http://127.0.0.1:1")
    assert "joint" in read()["problem"]


def test_nothing_is_taken_that_was_not_read(editor: Api, address: str) -> None:
    answer = editor.post(address + "/take", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_read")


def test_what_nobody_took_is_forgotten(pretix: FakePretix, read: Callable[[], Any], link: PretixLink) -> None:
    pretix.orders = [order("AB1", CLAIRE)]
    read()
    PretixLink.objects.update(fetched_at=now() - timedelta(days=2))
    wake()
    link.refresh_from_db()
    assert (link.state, link.rows) == ("idle", None)


def test_a_reading_that_died_is_given_up(editor: Api, address: str, link: PretixLink) -> None:
    editor.post(address + "/fetch")
    PretixLink.objects.update(asked_at=now() - timedelta(hours=1))
    wake()
    assert editor.get(address).json()["state"] == "failed"


def test_the_token_is_shown_to_nobody(
    pretix: FakePretix, editor: Api, event: Event, address: str, link: PretixLink
) -> None:
    listed = editor.get(f"/events/{event.pk}/tickets").content + editor.get(address).content
    assert TOKEN.encode() not in listed + bytes(link.token)
    traces = [trace.changes for trace in LogEntry.objects.filter(content_type__model="pretixlink")]
    assert traces
    assert not [changes for changes in traces if "token" in changes]


def test_only_who_decides_about_the_event_links_it(
    api: Callable[..., Api], cast: Cast, event: Event, wish: dict[str, Any], address: str
) -> None:
    colleague = api(cast.colleague)
    assert colleague.post(f"/events/{event.pk}/tickets/pretix", wish).status_code == 403
    for answer in (
        colleague.patch(address, {"checkin_list": 44}),
        colleague.delete(address),
        colleague.get(address + "/lists"),
    ):
        assert answer.status_code == 403
    assert api(cast.admin).patch(address, {"checkin_list": 44}).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"token": "wrong"}, "token"),
        ({"organizer": "nobody"}, "event_slug"),
        ({"url": "https://127.0.0.2/"}, "url"),
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": "http://example.org/"}, "url"),
        ({"url": "ftp://127.0.0.1/"}, "url"),
        ({"url": "https://user:secret@example.org/"}, "url"),
        ({"url": "https://["}, "url"),
        ({"url": "nothing"}, "url"),
    ],
)
def test_what_does_not_open_is_said_where_it_was_typed(
    editor: Api, event: Event, wish: dict[str, Any], change: dict[str, str], field: str
) -> None:
    answer = editor.post(f"/events/{event.pk}/tickets/pretix", {**wish, **change})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, field)
    assert event.ticket_sources.count() == 0


def test_another_address_wants_its_own_token(
    editor: Api, address: str, pretix: FakePretix, link: PretixLink
) -> None:
    """Else the token could be sent to an address of one's own."""
    other = FakePretix()
    answer = editor.patch(address, {"url": other.url})
    other.server.server_close()
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "token")
    assert other.asked == []


def test_a_changed_key_asks_for_the_token_anew(
    editor: Api, address: str, link: PretixLink, read: Callable[[], Any]
) -> None:
    PretixLink.objects.update(token=b"0" * 80)
    assert "jeton" in read()["problem"]
    assert editor.patch(address, {"token": TOKEN}).status_code == 200
    assert read()["state"] == "ready"


def test_undoing_the_link_keeps_the_guests(
    pretix: FakePretix, editor: Api, address: str, take: Callable[..., Any], event: Event
) -> None:
    pretix.orders = [order("AB1", CLAIRE)]
    take()
    assert editor.delete(address).status_code == 204
    assert (PretixLink.objects.count(), Guest.objects.count(), SourceTicket.objects.count()) == (0, 1, 1)


def test_the_lists_to_choose_from(editor: Api, address: str) -> None:
    assert [each["name"] for each in editor.get(address + "/lists").json()["items"]] == [
        "Entrée principale",
        "Loge",
    ]


def test_sources_are_listed_in_as_many_queries(
    editor: Api, event: Event, wish: dict[str, Any], link: PretixLink, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        editor.post(f"/events/{event.pk}/tickets/pretix", {**wish, "label": f"Autre {number}"})
    with django_assert_max_num_queries(9):
        listed = editor.get(f"/events/{event.pk}/tickets").json()["items"]
    assert [each["pretix"]["state"] for each in listed] == ["idle"] * 4
