"""Questions of an event, set up without code, and what a guest replied (RF-20)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.events.present import question_out, questions_out, replies_out
from backend.events.queries import event_for, guest_for
from backend.events.schemas import (
    OrderIn,
    QuestionIn,
    QuestionOut,
    QuestionPatch,
    QuestionsOut,
    RepliesIn,
    RepliesOut,
)
from backend.events.services.questions import (
    add_question,
    change_question,
    order_questions,
    reply_to_questions,
)

router = Router(tags=["événements"])
VIEW, CHANGE = Right("events.view_event"), Right("events.change_event")
_QUESTIONS = "/events/{uuid:event_id}/questions"
_REPLIES = "/events/{uuid:event_id}/guests/{uuid:guest_id}/replies"


@router.get(_QUESTIONS, response=QuestionsOut, auth=VIEW, summary="Les questions posées aux invités")
def list_questions(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return questions_out(event_for(user_of(request), event_id))


@router.post(_QUESTIONS, response={201: QuestionOut}, auth=CHANGE, summary="Ajouter une question")
def post_question(request: HttpRequest, event_id: UUID, payload: QuestionIn) -> Status[dict[str, Any]]:
    event_for(user_of(request), event_id)
    question = add_question(actor_of(request), event_id=event_id, values=payload.dict())
    return Status(201, question_out(question))


@router.post(_QUESTIONS + "/order", response=QuestionsOut, auth=CHANGE, summary="Ordonner les questions")
def post_order(request: HttpRequest, event_id: UUID, payload: OrderIn) -> dict[str, Any]:
    event = event_for(user_of(request), event_id)
    order_questions(actor_of(request), event_id=event_id, question_ids=payload.ids)
    return questions_out(event)


@router.patch(
    _QUESTIONS + "/{uuid:question_id}", response=QuestionOut, auth=CHANGE, summary="Modifier une question"
)
def patch_question(
    request: HttpRequest, event_id: UUID, question_id: UUID, payload: QuestionPatch
) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    values = payload.dict(exclude_unset=True)
    retired = values.pop("retired", None)
    place = {"event_id": event_id, "question_id": question_id}
    return question_out(change_question(actor_of(request), **place, values=values, retired=retired))


@router.get(_REPLIES, response=RepliesOut, auth=VIEW, summary="Ce qu’un invité a répondu")
def list_replies(request: HttpRequest, event_id: UUID, guest_id: UUID) -> dict[str, Any]:
    return replies_out(guest_for(event_for(user_of(request), event_id), guest_id))


@router.patch(_REPLIES, response=RepliesOut, auth=CHANGE, summary="Noter ce qu’un invité répond")
def patch_replies(request: HttpRequest, event_id: UUID, guest_id: UUID, payload: RepliesIn) -> dict[str, Any]:
    guest = guest_for(event_for(user_of(request), event_id), guest_id)
    reply_to_questions(actor_of(request), event_id=event_id, guest_id=guest.pk, values=payload.replies)
    return replies_out(guest)
