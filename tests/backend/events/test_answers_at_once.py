"""Answers that arrive at the same instant, on real transactions."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connections

from backend.core.actor import task
from backend.core.errors import DomainError
from backend.events.models import Event, Guest, Offer
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.answers import AnswerName, Deputy, answer_invitation
from backend.events.services.guests import revoke_guest
from backend.events.services.offers import sweep_offers
from tests.conftest import Cast

AUTHOR = task("tests")


@pytest.fixture(autouse=True)
def no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.mailings.services.async_task", lambda *_: None)


def at_once(actions: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Run ACTIONS in a thread each, all at one signal; the faults that are no refusals."""
    begin, faults = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        begin.wait()
        try:
            action()
        except DomainError:
            pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_many_deputies_named_at_once_leave_one(event: Event, guest: Guest) -> None:
    def name(deputy: str) -> Callable[[], object]:
        return lambda: answer_invitation(
            AUTHOR, event_id=event.pk, guest_id=guest.pk, answer="represented", deputy=Deputy(deputy)
        )

    assert at_once([name(f"Suppléant {number}") for number in range(8)]) == []
    assert Guest.objects.filter(represents=guest, revoked_at=None).count() == 1
    assert Guest.objects.filter(represents=guest).count() == 8


@pytest.mark.django_db(transaction=True)
def test_principal_deputy_and_staff_do_not_lock_each_other_out(event: Event, guest: Guest) -> None:
    answer_invitation(
        AUTHOR, event_id=event.pk, guest_id=guest.pk, answer="represented", deputy=Deputy("Paul Petit")
    )
    deputy = Guest.objects.get(represents=guest)
    actions: list[Callable[[], object]] = [
        lambda: answer_invitation(AUTHOR, event_id=event.pk, guest_id=guest.pk, answer="yes"),
        lambda: answer_invitation(AUTHOR, event_id=event.pk, guest_id=deputy.pk, answer="no"),
        lambda: revoke_guest(AUTHOR, event_id=event.pk, guest_id=deputy.pk),
        lambda: answer_invitation(AUTHOR, event_id=event.pk, guest_id=guest.pk, answer="no"),
    ]
    assert at_once(actions * 2) == []
    guest.refresh_from_db()
    assert guest.answer != "represented"
    assert not Guest.objects.filter(represents=guest, revoked_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_officers_add_one_person_once(cast: Cast, event: Event) -> None:
    def add() -> object:
        person = NewGuest("Paul Petit", "paul@example.org")
        return add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, persons=[person])

    assert at_once([add] * 6) == []
    assert Guest.objects.filter(event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_answers_at_once_never_take_more_than_the_places(cast: Cast, event: Event) -> None:
    Event.objects.update(places=3)
    persons = [NewGuest(f"Invité {number}") for number in range(8)]
    guests = add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, persons=persons).guests

    def say(guest: Guest, answer: AnswerName) -> Callable[[], object]:
        return lambda: answer_invitation(AUTHOR, event_id=event.pk, guest_id=guest.pk, answer=answer)

    assert at_once([say(guest, "yes") for guest in guests]) == []
    coming = list(Guest.objects.filter(answer="yes"))
    assert (len(coming), Guest.objects.filter(answer="waitlisted").count()) == (3, 5)
    for guest in coming[:2]:
        say(guest, "no")()
    assert at_once([sweep_offers] * 4 + [say(guest, "yes") for guest in coming[:2]]) == []
    offered = list(Offer.objects.filter(state="pending"))
    assert len(offered) == 2
    assert len({offer.guest_id for offer in offered}) == 2
    takers: list[Callable[[], object]] = [say(offer.guest, "yes") for offer in offered]
    assert at_once(takers * 2 + [sweep_offers] * 2) == []
    assert Guest.objects.filter(answer="yes").count() == 3
    assert Offer.objects.filter(state="accepted").count() == 2
