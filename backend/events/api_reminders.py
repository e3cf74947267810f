"""Reminders to guests, and lists of contacts made of them (RF-13, RF-19)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.events.letters.preview import preview_reminder
from backend.events.present_officers import reminder_out
from backend.events.queries import event_for, reminders_of
from backend.events.schemas import (
    GuestsListIn,
    GuestsListOut,
    ReminderIn,
    ReminderOut,
    ReminderPreviewOut,
    RemindIn,
)
from backend.events.services.reminders import cancel_reminder, list_of_guests, plan_reminder, remind_now

router = Router(tags=["événements"], auth=Right("events.invite_guests"))
_ALL = "/events/{uuid:event_id}/reminders"


@router.get(_ALL, response=list[ReminderOut], auth=Right("events.view_event"), summary="Les relances")
def list_reminders(request: HttpRequest, event_id: UUID) -> list[dict[str, Any]]:
    return [reminder_out(each) for each in reminders_of(event_for(user_of(request), event_id))]


@router.post(_ALL, response={201: ReminderOut}, summary="Prévoir une relance")
def post_reminder(request: HttpRequest, event_id: UUID, payload: ReminderIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    event_for(user, event_id)
    return Status(
        201, reminder_out(plan_reminder(user.actor, user=user, event_id=event_id, **payload.dict()))
    )


@router.post(_ALL + "/now", response={202: ReminderOut}, summary="Relancer maintenant")
def post_now(request: HttpRequest, event_id: UUID, payload: RemindIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    event_for(user, event_id)
    return Status(202, reminder_out(remind_now(user.actor, user=user, event_id=event_id, **payload.dict())))


@router.post(_ALL + "/preview", response=ReminderPreviewOut, summary="Aperçu d’une relance")
def preview(request: HttpRequest, event_id: UUID, payload: RemindIn) -> dict[str, Any]:
    event = event_for(user_of(request), event_id)
    letter, people = preview_reminder(event, **payload.dict())
    return {"subject": letter.subject, "text": letter.text, "html": letter.html, "people": people}


@router.post(_ALL + "/{uuid:reminder_id}/cancel", response=ReminderOut, summary="Annuler une relance")
def post_cancel(request: HttpRequest, event_id: UUID, reminder_id: UUID) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    return reminder_out(cancel_reminder(actor_of(request), event_id=event_id, reminder_id=reminder_id))


@router.post(
    "/events/{uuid:event_id}/guests/list",
    response={201: GuestsListOut},
    auth=Right("contacts.change_person"),
    summary="Une liste de contacts faite des invités",
)
def post_list(request: HttpRequest, event_id: UUID, payload: GuestsListIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    event = event_for(user, event_id)
    made, count, left = list_of_guests(user.actor, user=user, event=event, **payload.dict())
    return Status(201, {"id": made, "name": payload.name, "count": count, "left_out": left})
