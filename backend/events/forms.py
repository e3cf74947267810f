"""What a guest sends from their page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from backend.core.text import fold
from backend.events.models import Guest, Question
from backend.events.replies import LONGEST, read_reply
from backend.events.services.answers import Deputy
from backend.events.services.companions import Companion, Party, companions_of

_REQUIRED_NAME = "Indiquez le nom de la personne qui vous représentera."
_BAD_EMAIL = {"invalid": "Cette adresse e-mail n’a pas la forme attendue."}


@dataclass(frozen=True, slots=True)
class CompanionFields:
    number: int
    name: BoundField
    email: BoundField


class AnswerForm(forms.Form):
    """`bringing` is sent by the form that asks for companions, `questions` by the one that asks those of the event;
    without them, what was said before stays."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("represented", "")])
    deputy_name = forms.CharField(max_length=250, required=False)
    deputy_email = forms.EmailField(max_length=254, required=False, error_messages=_BAD_EMAIL)
    deputy_function = forms.CharField(max_length=200, required=False)
    bringing = forms.BooleanField(required=False)
    questions = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, guest: Guest) -> None:
        super().__init__(data)
        self.guest = guest
        self.questions_asked = list(
            Question.objects.filter(event=guest.event_id, retired_at=None, asked__in=["page", "both"])
        )
        said = dict(guest.replies.values_list("question_id", "value")) if self.questions_asked else {}
        for question in self.questions_asked:
            self.fields[f"question_{question.pk}"] = forms.CharField(
                required=False, max_length=LONGEST, initial=said.get(question.pk, "")
            )
        self.named = [each for each in companions_of(guest) if each.answer not in ("no", "withdrawn")]
        self.rows = max(guest.may_bring, len(self.named)) if guest.may_bring else 0
        for number in range(1, self.rows + 1):
            there = self.named[number - 1] if number <= len(self.named) else None
            self.fields[f"companion_name_{number}"] = forms.CharField(
                max_length=250, required=False, initial=there.name if there else ""
            )
            self.fields[f"companion_email_{number}"] = forms.EmailField(
                max_length=254,
                required=False,
                error_messages=_BAD_EMAIL,
                initial=there.email if there else "",
            )
        self.fields["unnamed"] = forms.IntegerField(
            required=False, min_value=0, max_value=guest.may_bring, initial=guest.party - 1
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("answer") == "yes" and data.get("questions"):
            self._check_replies(data)
        named = data.get("deputy_name") or "deputy_name" in self.errors
        if data.get("answer") == "represented" and not named:
            self.add_error("deputy_name", _REQUIRED_NAME)
        if data.get("answer") == "yes" and data.get("bringing"):
            self._check_companions(data)
        return data

    def _check_companions(self, data: dict[str, Any]) -> None:
        seen: set[str] = set()
        for number in range(1, self.rows + 1):
            name, email = data.get(f"companion_name_{number}"), data.get(f"companion_email_{number}")
            if email and not name:
                self.add_error(f"companion_name_{number}", "Indiquez le nom de cette personne.")
            if name and fold(name) in seen:
                self.add_error(f"companion_name_{number}", "Cette personne est déjà nommée.")
            seen.add(fold(name or ""))
        most = self.guest.may_bring
        if len(seen - {""}) + (data.get("unnamed") or 0) > most:
            persons = "un accompagnant" if most == 1 else f"{most} accompagnants"
            self.add_error("unnamed", f"Cette invitation prévoit au plus {persons}, nommés ou non.")

    def _check_replies(self, data: dict[str, Any]) -> None:
        for question in self.questions_asked:
            name = f"question_{question.pk}"
            try:
                data[name] = read_reply(question, data.get(name) or "")
            except ValueError as error:
                self.add_error(name, str(error))
                continue
            if question.required and not data[name]:
                self.add_error(name, "Cette réponse est nécessaire.")

    @property
    def asked(self) -> list[tuple[Question, BoundField]]:
        return [(question, self[f"question_{question.pk}"]) for question in self.questions_asked]

    @property
    def replies(self) -> dict[UUID, str]:
        data = self.cleaned_data
        if data["answer"] != "yes" or not data["questions"]:
            return {}
        return {question.pk: data[f"question_{question.pk}"] for question in self.questions_asked}

    def companions(self) -> Iterator[CompanionFields]:
        for number in range(1, self.rows + 1):
            yield CompanionFields(number, self[f"companion_name_{number}"], self[f"companion_email_{number}"])

    @property
    def deputy(self) -> Deputy | None:
        data = self.cleaned_data
        if data["answer"] != "represented":
            return None
        return Deputy(data["deputy_name"], data["deputy_email"], data["deputy_function"])

    @property
    def party(self) -> Party | None:
        data = self.cleaned_data
        if data["answer"] != "yes" or not data["bringing"]:
            return None
        rows = range(1, self.rows + 1)
        named = [(data[f"companion_name_{row}"], data[f"companion_email_{row}"]) for row in rows]
        return Party(tuple(Companion(name, email) for name, email in named if name), data["unnamed"] or 0)
