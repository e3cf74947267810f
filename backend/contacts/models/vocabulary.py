"""Controlled lists of values, as trees, and what is filed under their terms (RF-5)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.contacts.models.people import Organisation, Person, Position
from backend.core.models import Row


class Vocabulary(models.TextChoices):
    DOMAIN = "domain", "Domaines"
    SECTOR = "sector", "Secteurs"
    CATEGORY = "category", "Catégories"
    FUNCTION = "function", "Fonctions"
    ORGANISATION_KIND = "organisation_kind", "Types d’organisme"


class Term(Row):
    """One value of a vocabulary. MATCH_KEY is the folded label, unique among the children of one parent.

    A merged term keeps its row: MERGED_INTO says which one took its uses, so that imports still find it.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "En usage"
        PROPOSED = "proposed", "Proposé"
        RETIRED = "retired", "Retiré"

    vocabulary = models.CharField(max_length=20, choices=Vocabulary.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    label = models.CharField(max_length=120)
    match_key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    rank = models.PositiveIntegerField(default=0)

    untraced_columns = ("match_key",)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vocabulary", "parent", "match_key"], name="term_once", nulls_distinct=False
            ),
        ]


class Classification(Row):
    """A person, an organisation or a position filed under a term."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="uses")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="classifications")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="classifications"
    )
    position = models.ForeignKey(
        Position, null=True, on_delete=models.CASCADE, related_name="classifications"
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation=None, position=None)
                | models.Q(person=None, organisation__isnull=False, position=None)
                | models.Q(person=None, organisation=None, position__isnull=False),
                name="classification_one_owner",
            ),
            models.UniqueConstraint(
                fields=["term", "person", "organisation", "position"],
                name="classification_once",
                nulls_distinct=False,
            ),
        ]


class FieldDefinition(Row):
    """A field that an administrator added to persons, organisations or positions, without code (RF-24).

    Values live in the owner's CUSTOM under KEY, which never changes: text as str, number as int or float, date
    as ISO 8601 str, choice as one of CHOICES. A retired field keeps its values and is shown no more.
    """

    class Owner(models.TextChoices):
        PERSON = "person", "Contact"
        ORGANISATION = "organisation", "Organisme"
        POSITION = "position", "Fonction"

    class Kind(models.TextChoices):
        TEXT = "text", "Texte"
        NUMBER = "number", "Nombre"
        DATE = "date", "Date"
        CHOICE = "choice", "Choix"

    owner = models.CharField(max_length=12, choices=Owner.choices)
    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    choices = models.JSONField(default=list)
    is_sensitive = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ("owner", "rank", "label")
