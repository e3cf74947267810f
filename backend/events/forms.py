"""What a guest sends from their page."""

from typing import Any

from django import forms

from backend.events.services.answers import Deputy

_REQUIRED_NAME = "Indiquez le nom de la personne qui vous représentera."


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("represented", "")])
    deputy_name = forms.CharField(max_length=250, required=False)
    deputy_email = forms.EmailField(
        max_length=254,
        required=False,
        error_messages={"invalid": "Cette adresse e-mail n’a pas la forme attendue."},
    )
    deputy_function = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = data.get("deputy_name") or "deputy_name" in self.errors
        if data.get("answer") == "represented" and not named:
            self.add_error("deputy_name", _REQUIRED_NAME)
        return data

    @property
    def deputy(self) -> Deputy | None:
        data = self.cleaned_data
        if data["answer"] != "represented":
            return None
        return Deputy(data["deputy_name"], data["deputy_email"], data["deputy_function"])
