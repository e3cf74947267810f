"""What an event asks of those who come, and what they reply (RF-20)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotFound
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.errors import AlreadyArrived, AnswersClosed, EventCancelled, TooManyQuestions
from backend.events.models import Event, Guest, Question, Reply
from backend.events.replies import read_reply
from backend.events.services.events import locked_event
from backend.events.services.guests import locked_guest
from backend.events.services.moves import announce_move

MOST_QUESTIONS = 30
_CHANGEABLE = frozenset(["label", "options", "required", "asked"])


def add_question(actor: Actor, *, event_id: UUID, values: Mapping[str, Any]) -> Question:
    """The last of the questions of an event.

    Raises:
        Invalid: a choice between fewer than two things. TooManyQuestions, EventCancelled.
    """
    with writing(actor):
        event = _open_event(event_id)
        if event.questions.filter(retired_at=None).count() >= MOST_QUESTIONS:
            raise TooManyQuestions
        question = Question(event=event, position=event.questions.count(), **values)
        _check_options(question)
        question.save(force_insert=True)
    return question


def change_question(
    actor: Actor, *, event_id: UUID, question_id: UUID, values: Mapping[str, Any], retired: bool | None = None
) -> Question:
    """Change how a question is put, or no longer ask it (RETIRED); replies are kept, and so is its kind.

    Raises:
        NotFound, EventCancelled. Invalid: a choice between fewer than two things.
    """
    if unknown := set(values) - _CHANGEABLE:
        raise TypeError(f"no fields of a question: {sorted(unknown)}")
    with writing(actor):
        question = _question(_open_event(event_id), question_id)
        for name, value in values.items():
            setattr(question, name, value)
        if retired is not None:
            question.retired_at = (question.retired_at or now()) if retired else None
        _check_options(question)
        question.save()
    return question


def order_questions(actor: Actor, *, event_id: UUID, question_ids: Sequence[UUID]) -> None:
    """Ask in the order of QUESTION_IDS; those that are not named come after them, as they were."""
    with writing(actor):
        rank = {question_id: number for number, question_id in enumerate(question_ids)}
        questions = list(_open_event(event_id).questions.all())
        questions.sort(key=lambda question: rank.get(question.pk, len(rank)))
        for position, question in enumerate(questions):
            if question.position != position:
                question.position = position
                question.save()


def reply_to_questions(
    actor: Actor, *, event_id: UUID, guest_id: UUID, values: Mapping[UUID, str]
) -> list[Reply]:
    """Note the replies of a guest by question; an empty text takes a reply back. Others stay.

    Raises:
        NotFound: there is no such guest. Invalid: no such question, or no reply that it takes.
        AnswersClosed, AlreadyArrived: too late for a guest; an officer may write down more.
    """
    with writing(actor):
        guest = locked_guest(event_id, guest_id)
        if actor.kind == "guest":
            _check_open(guest)
        questions = {question.pk: question for question in guest.event.questions.all()}
        wrong, read = {}, dict[UUID, str]()
        for question_id, text in values.items():
            try:
                read[question_id] = read_reply(questions[question_id], text)
            except KeyError:
                wrong[f"replies.{question_id}"] = "Cette question n’existe plus."
            except ValueError as error:
                wrong[f"replies.{question_id}"] = str(error)
        if wrong:
            raise Invalid(fields=wrong)
        if _keep(guest, read):
            announce_move(guest, standing_of(guest))
    return list(guest.replies.all())


def _keep(guest: Guest, values: Mapping[UUID, str]) -> bool:
    """Whether VALUES, which are well formed, change what is kept."""
    there = {reply.question_id: reply for reply in guest.replies.select_for_update()}
    changed = False
    for question_id, value in values.items():
        reply = there.get(question_id)
        if value == (reply.value if reply else ""):
            continue
        changed = True
        if not value and reply:
            reply.delete()
        elif reply:
            reply.value = value
            reply.save()
        else:
            Reply.objects.create(guest=guest, question_id=question_id, value=value)
    return changed


def _check_open(guest: Guest) -> None:
    if guest.revoked or not guest.event.takes_answers(now()):
        raise AnswersClosed
    if guest.attendance != Guest.Attendance.NONE:
        raise AlreadyArrived


def _open_event(event_id: UUID) -> Event:
    event = locked_event(event_id)
    if event.cancelled:
        raise EventCancelled
    return event


def _question(event: Event, question_id: UUID) -> Question:
    question = event.questions.filter(pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def _check_options(question: Question) -> None:
    if question.kind != Question.Kind.CHOICE:
        question.options = []
    elif len(set(question.options)) < 2:
        raise Invalid(fields={"options": "Proposez au moins deux choix."})
