"""Events and guests as the API shows them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from backend.events.changes import audience_of
from backend.events.models import Event, Guest, Question
from backend.events.present_officers import selection_out
from backend.events.queries import Counts, counts_of
from backend.events.replies import shown_reply


def event_out(event: Event, counts: Counts) -> dict[str, Any]:
    return {
        "id": event.pk,
        "title": event.title,
        "place": event.place,
        "category": event.category,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "timezone": event.timezone,
        "description": event.description,
        "cost": None if event.cost is None else f"{event.cost:.2f}",
        "state": event.state,
        "companions_allowed": event.companions_allowed,
        "places": event.places,
        "places_by_category": event.places_by_category,
        "offer_hours": event.offer_hours,
        "counts": asdict(counts),
        "created_at": event.created_at,
        "updated_at": event.updated_at,
        "version": event.version,
        "live_audience": audience_of(event.pk),
    }


def events_out(events: Iterable[Event]) -> list[dict[str, Any]]:
    """EVENTS with their counts, which are read at once."""
    rows = list(events)
    counts = counts_of(event.pk for event in rows)
    return [event_out(event, counts.get(event.pk, Counts())) for event in rows]


def guest_out(guest: Any) -> dict[str, Any]:
    """GUEST as `queries.guests_for` reads it."""
    return {
        "id": guest.pk,
        "contact_id": guest.contact_id,
        "name": guest.name,
        "organisation": guest.organisation,
        "function": guest.function,
        "category": guest.category,
        "email": guest.email,
        "invitation": guest.invitation,
        "invitation_error": guest.invitation_error,
        "invited_at": guest.invited_at,
        "answer": guest.answer,
        "answered_at": guest.answered_at,
        "answered_via": guest.answered_via,
        "waiting_since": guest.waiting_since,
        "offer_until": guest.offer_until,
        "represented_by": _person(guest.deputy),
        "represents": _person(guest.represents),
        "attendance": guest.attendance,
        "arrived_at": guest.arrived_at,
        "party": guest.party,
        "inside": guest.inside,
        "came": guest.came,
        "walk_in": guest.walk_in,
        "companion_of": _person(guest.companion_of),
        "companions_allowed": guest.companions_allowed,
        "added_by": guest.added_by.display_name if guest.added_by else None,
        "selections": [selection_out(each) for each in guest.selections.all()],
        "note": guest.note,
        "attention": guest.attention,
        "ticket_issue": guest.ticket_issue,
        "revoked": guest.revoked,
        "updated_at": guest.updated_at,
    }


def _person(guest: Guest | None) -> dict[str, Any] | None:
    return {"id": guest.pk, "name": guest.name} if guest else None


SUGGESTIONS: list[dict[str, Any]] = [
    {"label": "Viendrez-vous accompagné ?", "kind": "yes_no", "options": []},
    {"label": "Avez-vous besoin d’une place de stationnement ?", "kind": "yes_no", "options": []},
    {"label": "Régime alimentaire", "kind": "text", "options": []},
    {"label": "Avez-vous besoin d’un accès facilité ?", "kind": "yes_no", "options": []},
]


def question_out(question: Question) -> dict[str, Any]:
    return {
        "id": question.pk,
        "label": question.label,
        "kind": question.kind,
        "options": question.options,
        "required": question.required,
        "asked": question.asked,
        "retired": question.retired_at is not None,
    }


def questions_out(event: Event) -> dict[str, Any]:
    items = [question_out(question) for question in event.questions.all()]
    return {"items": items, "suggestions": SUGGESTIONS}


def replies_out(guest: Guest) -> dict[str, Any]:
    """What GUEST replied, and what is still open."""
    said = dict(guest.replies.values_list("question_id", "value"))
    questions = Question.objects.filter(event=guest.event_id)
    return {
        "items": [
            {
                "question_id": question.pk,
                "label": question.label,
                "kind": question.kind,
                "options": question.options,
                "retired": question.retired_at is not None,
                "value": said.get(question.pk, ""),
                "shown": shown_reply(question, said.get(question.pk, "")),
            }
            for question in questions
            if question.retired_at is None or question.pk in said
        ]
    }
