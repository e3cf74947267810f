"""Remind guests of an event: planned and sent once, or at once by hand (RF-13, RF-19)."""

import logging
from datetime import datetime
from uuid import UUID

from backend.accounts.models import User
from backend.contacts.services.lists import create_list
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.core.errors import DomainError, Invalid, NotFound
from backend.core.work import writing
from backend.events.audiences import guests_in
from backend.events.changes import audience_of, event_changed
from backend.events.errors import EventCancelled, EventNotOpen, ReminderGone
from backend.events.models import Event, Reminder
from backend.events.queries import guests_for
from backend.events.services.events import locked_event
from backend.events.services.letters import write_to_all
from backend.live.publish import publish

log = logging.getLogger(__name__)
AUTHOR = task("Relances")
PLANNED = Reminder.State.PLANNED


def plan_reminder(
    actor: Actor,
    *,
    user: User,
    event_id: UUID,
    audience: str,
    at: datetime | None = None,
    days_before: int | None = None,
    subject: str = "",
    message: str = "",
) -> Reminder:
    """Raises Invalid: no moment or two of them, one that is over, or after the event. EventCancelled."""
    if (at is None) == (days_before is None):
        raise Invalid(fields={"at": "Choisissez une date, ou un nombre de jours avant l’événement."})
    with writing(actor):
        event = locked_event(event_id)
        if event.cancelled:
            raise EventCancelled
        reminder = Reminder(
            event=event,
            audience=audience,
            at=at,
            days_before=days_before,
            subject=subject,
            message=message,
            made_by=user,
        )
        if not now() < reminder.due_at < event.ends_at:
            field = "days_before" if at is None else "at"
            raise Invalid(fields={field: "Ce moment doit être à venir, et avant la fin de l’événement."})
        reminder.save(force_insert=True)
        publish(audience_of(event.pk), event_changed(event))
    return reminder


def cancel_reminder(actor: Actor, *, event_id: UUID, reminder_id: UUID) -> Reminder:
    """Raises NotFound. ReminderGone: it has left, or was cancelled."""
    with writing(actor):
        event = locked_event(event_id)
        reminder = event.reminders.select_for_update().filter(pk=reminder_id).first()
        if reminder is None:
            raise NotFound
        if reminder.state != PLANNED:
            raise ReminderGone
        reminder.state = Reminder.State.CANCELLED
        reminder.save()
        publish(audience_of(event.pk), event_changed(event))
    return reminder


def remind_now(
    actor: Actor, *, user: User, event_id: UUID, audience: str, subject: str = "", message: str = ""
) -> Reminder:
    """Write at once to all of AUDIENCE; it is kept as a reminder that was sent. Raises EventNotOpen."""
    with writing(actor):
        event = locked_event(event_id)
        if not event.takes_answers(now()):
            raise EventNotOpen
        reminder = Reminder(
            event=event, audience=audience, at=now(), subject=subject, message=message, made_by=user
        )
        _send(event, reminder)
    return reminder


def send_due_reminders() -> int:
    """The worker's part: each reminder that is due leaves once, however many workers look; how many left."""
    due = Reminder.objects.filter(state=PLANNED, event__state=Event.State.OPEN).select_related("event")
    moment, sent = now(), 0
    for reminder in due:
        if reminder.due_at <= moment:
            try:
                sent += _send_planned(reminder)
            except DomainError:
                log.exception("A reminder could not be sent.")
    return sent


def _send_planned(planned: Reminder) -> bool:
    with writing(AUTHOR):
        event = locked_event(planned.event_id)
        reminder = event.reminders.select_for_update().filter(pk=planned.pk, state=PLANNED).first()
        if reminder is None or reminder.due_at > now():
            return False
        if not event.takes_answers(now()):  # nobody looked until it was over
            reminder.state = Reminder.State.CANCELLED
            reminder.save()
            return False
        _send(event, reminder)
    return True


def _send(event: Event, reminder: Reminder) -> None:
    guests = list(guests_in(event, reminder.audience).order_by("sort_name", "id"))
    words = {"audience": reminder.audience, "subject": reminder.subject, "message": reminder.message}
    write_to_all(guests, "reminder", bulk=True, **words)
    reminder.state, reminder.sent_at, reminder.people = Reminder.State.SENT, now(), len(guests)
    reminder.save()
    publish(audience_of(event.pk), event_changed(event))


def list_of_guests(actor: Actor, *, user: User, event: Event, name: str, state: str) -> tuple[UUID, int, int]:
    """A list of contacts of USER's: the guests of EVENT in STATE. Its id, how many are in it, and how many are not.

    Raises:
        Invalid: none of them is a contact.
    """
    contacts: list[UUID | None] = list(guests_for(event, state=state).values_list("contact_id", flat=True))
    known = list(dict.fromkeys(contact for contact in contacts if contact is not None))
    if not known:
        raise Invalid(fields={"state": "Aucun de ces invités n’a de fiche de contact."})
    made = create_list(actor, user=user, name=name, contact_ids=known)
    count = made.members.count()
    return made.pk, count, len(contacts) - count
