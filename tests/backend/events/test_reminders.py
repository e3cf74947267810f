"""Reminders: once, to who still stands there, and never after the event was cancelled (RF-13, RF-19)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.contacts.schemas import ContactIn
from backend.contacts.services.people import create_person
from backend.core.clock import now
from backend.events.models import Event, Guest, Reminder
from backend.events.services.adding import add_guests
from backend.events.services.answers import answer_invitation
from backend.events.services.events import cancel_event
from backend.events.services.reminders import plan_reminder, remind_now, send_due_reminders
from backend.mailings.models import Delivery
from backend.mailings.tasks import drain
from tests.backend.events.test_answers_at_once import at_once
from tests.backend.events.test_invitations import part, read
from tests.backend.mailings.postbox import Postbox
from tests.conftest import Cast


@pytest.fixture
def silent(invite: Callable[..., Guest]) -> list[Guest]:
    guests = [invite(name) for name in ("Anne Roux", "Bruno Petit", "Chloé Denis")]
    Guest.objects.update(invitation="sent", invited_at=now())
    return guests


def test_a_planned_reminder_leaves_once_to_who_is_still_silent(
    cast: Cast, event: Event, silent: list[Guest], postbox: Postbox
) -> None:
    answer_invitation(cast.editor.actor, event_id=event.pk, guest_id=silent[0].pk, answer="no")
    plan_reminder(
        cast.editor.actor,
        user=cast.editor,
        event_id=event.pk,
        audience="silent",
        at=now() + timedelta(days=1),
        message="Un mot de vous ?",
    )
    assert send_due_reminders() == 0
    Reminder.objects.update(at=now() - timedelta(seconds=1))
    assert (send_due_reminders(), send_due_reminders()) == (1, 0)
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.people) == ("sent", 2)
    answer_invitation(cast.editor.actor, event_id=event.pk, guest_id=silent[1].pk, answer="yes")
    drain()
    reminders = [read(raw) for raw in postbox.letters if "Rappel" in read(raw)["Subject"]]
    assert [message["To"] for message in reminders] == [silent[2].email]
    assert "Un mot de vous\u202f?" in part(reminders[0], "plain")
    assert Delivery.objects.filter(kind="reminder", status="dropped").count() == 1


def test_days_before_follow_the_event(api: Callable[..., Any], cast: Cast, event: Event) -> None:
    editor, path = api(cast.editor), f"/events/{event.pk}/reminders"
    made = editor.post(path, {"audience": "coming", "days_before": 2}).json()
    due = Reminder.objects.get().due_at
    assert (due.hour, due.utcoffset() is not None) == (9, True)
    assert event.starts_at.date() - due.date() in (timedelta(days=2), timedelta(days=1), timedelta(days=3))
    Event.objects.update(
        starts_at=event.starts_at + timedelta(days=10), ends_at=event.ends_at + timedelta(days=10)
    )
    assert editor.get(path).json()[0]["due_at"] > made["due_at"]
    for wrong in (
        {"audience": "coming"},
        {"audience": "coming", "days_before": 1, "at": "2030-01-01T10:00:00Z"},
        {"audience": "coming", "at": (now() - timedelta(hours=1)).isoformat()},
        {"audience": "coming", "at": (now() + timedelta(days=300)).isoformat()},
        {"audience": "nobody", "days_before": 1},
        {"audience": "coming", "days_before": 1, "subject": "deux\nlignes"},
    ):
        assert editor.post(path, wrong).status_code == 422
    one = f"{path}/{made['id']}/cancel"
    assert editor.post(one).json()["state"] == "cancelled"
    assert editor.post(one).json()["code"] == "reminder_not_planned"


def test_a_cancelled_event_reminds_nobody(
    cast: Cast, event: Event, silent: list[Guest], postbox: Postbox
) -> None:
    when = now() + timedelta(days=1)
    plan_reminder(cast.editor.actor, user=cast.editor, event_id=event.pk, audience="silent", at=when)
    remind_now(cast.editor.actor, user=cast.editor, event_id=event.pk, audience="silent")
    cancel_event(cast.editor.actor, event_id=event.pk)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"cancelled", "sent"}
    Reminder.objects.update(at=now() - timedelta(minutes=1))
    assert send_due_reminders() == 0
    drain()
    assert postbox.letters == []


def test_reminding_now_with_a_preview(
    api: Callable[..., Any], cast: Cast, event: Event, silent: list[Guest], django_assert_num_queries: Any
) -> None:
    editor, path = api(cast.editor), f"/events/{event.pk}/reminders"
    Guest.objects.filter(pk=silent[0].pk).update(email="")
    body = {"audience": "silent", "subject": "Viendrez-vous", "message": "Bonjour <b>à tous</b>"}
    preview = editor.post(path + "/preview", body).json()
    assert (preview["people"], preview["subject"]) == (2, "Viendrez-vous")
    assert "&lt;b&gt;" in preview["html"]
    assert editor.post(path + "/preview", {"audience": "waitlisted"}).json()["people"] == 0
    sent = editor.post(path + "/now", body).json()
    assert (sent["state"], sent["people"], sent["made_by"]) == ("sent", 2, "Editor Essai")
    for _ in range(3):
        editor.post(path + "/now", {"audience": "waitlisted"})
    with django_assert_num_queries(6):  # sign-in and rights 4, event, reminders
        assert len(editor.get(path).json()) == 4
    Event.objects.update(state="draft")
    assert editor.post(path + "/now", body).json()["code"] == "event_not_open"


def test_a_list_of_contacts_made_of_guests(
    api: Callable[..., Any], cast: Cast, event: Event, guest: Guest
) -> None:
    person = create_person(cast.editor.actor, data=ContactIn(given_name="Hélène", family_name="Œuvrard"))
    add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, contact_ids=[person.pk])
    editor, path = api(cast.editor), f"/events/{event.pk}/guests/list"
    made = editor.post(path, {"name": "À rappeler", "state": "waiting"}).json()
    assert (made["count"], made["left_out"]) == (1, 1)
    assert editor.get(f"/lists/{made['id']}").json()["name"] == "À rappeler"
    assert editor.post(path, {"name": "Personne", "state": "yes"}).json()["errors"][0]["path"] == "state"


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_a_reminder_once(
    cast: Cast, event: Event, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.mailings.services.async_task", lambda *_: None)
    Guest.objects.update(invitation="sent")
    Reminder.objects.create(event=event, audience="silent", at=now() - timedelta(minutes=1))
    assert at_once([send_due_reminders] * 4) == []
    assert Delivery.objects.filter(kind="reminder").count() == 1
