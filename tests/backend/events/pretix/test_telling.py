"""Who came is told to pretix: once, as a fact, with the moment; what it does not take is not lost (RF-15)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.core.clock import now
from backend.events.models import Event, SourceTicket
from backend.events.pretix.telling import tell_all
from tests.backend.events.pretix.fake_pretix import FakePretix, order, position
from tests.conftest import Api

pytestmark = pytest.mark.django_db
CLAIRE, LUC = position(1, attendee_name="Claire Lefèvre"), position(2, attendee_name="Luc Noir")


@pytest.fixture
def arrive(
    pretix: FakePretix, editor: Api, address: str, take: Callable[..., Any], event: Event
) -> Callable[..., datetime]:
    """Guests of pretix, whose list 44 wants to hear; `arrive("Claire Lefèvre")` lets one in a minute ago."""
    pretix.orders = [order("AB1", CLAIRE, LUC)]
    take()
    assert editor.patch(address, {"checkin_list": 44}).status_code == 200

    def come(*names: str, ago: timedelta = timedelta(minutes=1)) -> datetime:
        moment = now() - ago
        event.guests.filter(name__in=names).update(arrived_at=moment, attendance="arrived", came=1, inside=1)
        return moment

    return come


def test_who_came_is_told_once(pretix: FakePretix, arrive: Callable[..., datetime]) -> None:
    moment = arrive("Claire Lefèvre")
    assert (tell_all(), tell_all()) == (1, 0)
    [told] = pretix.redeemed
    assert (told["secret"], told["lists"], told["type"]) == (CLAIRE["secret"], [44], "entry")
    assert (told["force"], told["ignore_unpaid"], told["questions_supported"]) == (True, True, False)
    assert datetime.fromisoformat(told["datetime"]) == moment


def test_a_worker_that_died_after_telling_tells_under_the_same_nonce(
    pretix: FakePretix, arrive: Callable[..., datetime]
) -> None:
    arrive("Claire Lefèvre")
    tell_all()
    SourceTicket.objects.update(told_at=None, tell_after=None)
    assert tell_all() == 1
    assert len(pretix.redeemed) == 1


def test_what_may_still_be_taken_back_is_not_told_yet(
    pretix: FakePretix, arrive: Callable[..., datetime]
) -> None:
    arrive("Claire Lefèvre", ago=timedelta(seconds=5))
    assert (tell_all(), pretix.redeemed) == (0, [])


def test_nothing_is_told_where_nobody_asked(
    pretix: FakePretix, editor: Api, address: str, arrive: Callable[..., datetime]
) -> None:
    editor.patch(address, {"checkin_list": None})
    arrive("Claire Lefèvre")
    assert (tell_all(), pretix.redeemed) == (0, [])


@pytest.mark.parametrize("said", [(503, {}), (429, {"Retry-After": "600"}), (401, {}), (403, {})])
def test_a_pretix_that_fails_is_asked_again_later(
    pretix: FakePretix, arrive: Callable[..., datetime], said: tuple[int, dict[str, str]]
) -> None:
    arrive("Claire Lefèvre", "Luc Noir")
    pretix.said.append(said)
    assert (tell_all(), tell_all()) == (0, 0)  # not at once, and the second is not tried either
    waits = [ticket.tell_after - now() for ticket in SourceTicket.objects.all() if ticket.tell_after]
    assert len(waits) == 2
    assert min(waits) > timedelta(seconds=550 if said[0] == 429 else 50)
    SourceTicket.objects.update(tell_after=now() - timedelta(seconds=1))
    assert tell_all() == 2
    assert set(SourceTicket.objects.values_list("tell_problem", flat=True)) == {""}


def test_what_pretix_refuses_is_noted_and_holds_up_nobody(
    pretix: FakePretix, editor: Api, event: Event, arrive: Callable[..., datetime]
) -> None:
    arrive("Claire Lefèvre", "Luc Noir")
    pretix.refuses[str(CLAIRE["secret"])] = "product"
    assert (tell_all(), tell_all()) == (1, 0)
    assert SourceTicket.objects.get(reference="AB1-1").tell_problem == "product"
    [source] = editor.get(f"/events/{event.pk}/tickets").json()["items"]
    assert (source["pretix"]["told"], source["pretix"]["not_taken"]) == (1, 1)


def test_another_list_is_tried_with_what_was_refused(
    pretix: FakePretix, editor: Api, address: str, arrive: Callable[..., datetime]
) -> None:
    arrive("Claire Lefèvre")
    pretix.refuses[str(CLAIRE["secret"])] = "product"
    tell_all()
    pretix.refuses.clear()
    editor.patch(address, {"checkin_list": 45})
    assert (tell_all(), pretix.redeemed[0]["lists"]) == (1, [45])


def test_a_ticket_that_pretix_deleted_is_refused_for_good(
    pretix: FakePretix, arrive: Callable[..., datetime]
) -> None:
    pretix.orders = []
    arrive("Claire Lefèvre")
    assert (tell_all(), tell_all()) == (0, 0)
    assert SourceTicket.objects.get(reference="AB1-1").tell_problem == "invalid"


def test_already_redeemed_is_as_good_as_told(pretix: FakePretix, arrive: Callable[..., datetime]) -> None:
    arrive("Claire Lefèvre")
    pretix.refuses[str(CLAIRE["secret"])] = "already_redeemed"
    assert tell_all() == 1
