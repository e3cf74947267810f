"""Templates of letters: sent once, shared by those who export, with what their fields stand for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.errors import TemplateNotFound
from backend.contacts.exports.columns import columns_for
from backend.contacts.exports.letters.names import Names
from backend.contacts.exports.letters.template import read_template
from backend.contacts.exports.queries import EXPORT
from backend.contacts.models import LetterTemplate, LetterTemplateFile
from backend.core.actor import Actor
from backend.core.errors import Invalid, NotAllowed
from backend.core.work import writing


@dataclass(frozen=True, slots=True)
class FieldFound:
    """NAME as it is in the template; LABEL what it stands for, None where nobody knows."""

    name: str
    label: str | None


def add_template(actor: Actor, *, user: Any, name: str, content: bytes) -> LetterTemplate:
    """Raises Invalid or TooLarge where CONTENT can't be a template, and says why."""
    template = read_template(content)
    if template.problems:
        raise Invalid(" ".join(dict.fromkeys(template.problems))[:600], code="template_not_supported")
    if not template.names:
        raise Invalid(
            "Ce modèle n’a aucun champ. Dans Word, insérez des champs de fusion, ou tapez par exemple {{ Nom }}.",
            code="template_without_fields",
        )
    with writing(actor):
        kept = LetterTemplate.objects.create(
            author=user, name=name[-200:], size=len(content), fields=[each[:80] for each in template.names]
        )
        LetterTemplateFile.objects.create(template=kept, content=content)
    return kept


def delete_template(actor: Actor, *, user: Any, template: LetterTemplate) -> None:
    """One's own; those who configure the base may delete any. Raises NotAllowed."""
    if template.author_id != user.pk and not user.has_perm("contacts.configure_contacts"):
        raise NotAllowed("Ce modèle est celui d’une autre personne.", code="not_your_template")
    with writing(actor):
        template.delete()


def templates_for(user: Any) -> QuerySet[LetterTemplate]:
    if not user.has_perm(EXPORT):
        return LetterTemplate.objects.none()
    return LetterTemplate.objects.select_related("author")


def template_for(user: Any, template_id: UUID) -> LetterTemplate:
    """Raises TemplateNotFound."""
    found = templates_for(user).filter(pk=template_id).first()
    if found is None:
        raise TemplateNotFound
    return found


def names_for(user: Any) -> Names:
    return Names(columns_for(user))


def fields_found(names: Names, template: LetterTemplate) -> list[FieldFound]:
    return [FieldFound(name, names.label(name)) for name in template.fields]


def checked_template(user: Any, template_id: UUID | str | None) -> tuple[LetterTemplate, bool]:
    """The template, and whether it shows anything sensitive.

    Raises:
        Invalid: there is none, or a field stands for nothing that USER may export.
    """
    if not template_id:
        raise Invalid(fields={"options.template_id": "Choisissez un modèle."})
    template, names = template_for(user, UUID(str(template_id))), names_for(user)
    unknown = [found.name for found in fields_found(names, template) if found.label is None]
    if unknown:
        named = ", ".join(f"« {name} »" for name in unknown)[:300]
        raise Invalid(
            f"Ces champs du modèle n’existent pas ou vous sont fermés : {named}.",
            code="unknown_fields",
            fields={"options.template_id": f"Champs inconnus : {named}."},
        )
    return template, any(names.is_sensitive(name) for name in template.fields)


def content_of(template_id: UUID | str) -> bytes:
    """Raises TemplateNotFound where it was deleted meanwhile."""
    kept = LetterTemplateFile.objects.filter(pk=UUID(str(template_id))).first()
    if kept is None:
        raise TemplateNotFound
    return bytes(kept.content)
