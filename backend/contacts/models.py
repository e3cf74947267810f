"""Persons, organisations, and the positions that tie them: a position is what one addresses (RF-2 to RF-4).

Contact points belong to a person, an organisation or a position. `search`, `sort_name` and `summary` repeat
in a person what lists and phones need of that; whoever writes keeps them so (summaries.py).
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from backend.core.models import Row


class Source(models.TextChoices):
    MANUAL = "manual", "Saisie"
    IMPORT = "import", "Import"
    GUEST = "guest", "Réponse d'un invité"


class Organisation(Row):
    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    sector = models.CharField(max_length=120, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    note = models.TextField(blank=True)
    match_key = models.CharField(max_length=200, unique=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class Person(Row):
    civility = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True)
    contact_type = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    sort_name = models.CharField(max_length=250)
    search = models.TextField(default="")
    summary = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.MANUAL)
    origin_file = models.CharField(max_length=200, blank=True)
    origin_row = models.PositiveIntegerField(null=True)
    origin_import = models.ForeignKey(
        "contacts.Import", null=True, on_delete=models.SET_NULL, related_name="persons"
    )

    untraced_columns = ("search", "sort_name", "summary")

    class Meta:
        default_permissions = ("view", "change")
        permissions: ClassVar = [("import_contacts", "Importer des contacts en masse")]
        indexes: ClassVar = [
            GinIndex(OpClass("search", name="gin_trgm_ops"), name="person_search"),
            models.Index(
                fields=["sort_name", "id"], name="person_by_name", condition=models.Q(archived_at=None)
            ),
            models.Index(OpClass("sort_name", name="varchar_pattern_ops"), name="person_name_prefix"),
            GinIndex(OpClass("sort_name", name="gin_trgm_ops"), name="person_name_words"),
            models.Index(fields=["updated_at", "id"], name="person_changed"),
        ]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Position(Row):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="positions"
    )
    function = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_main = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(is_main=True), name="position_one_main"
            ),
        ]


class ContactPoint(Row):
    class Kind(models.TextChoices):
        PHONE = "phone", "Téléphone"
        MOBILE = "mobile", "Mobile"
        FAX = "fax", "Fax"
        EMAIL = "email", "E-mail"
        SOCIAL = "social", "Réseau social"
        WEB = "web", "Site"
        ADDRESS = "address", "Adresse"

    class State(models.TextChoices):
        VALID = "valid", "Valable"
        BOUNCED = "bounced", "En erreur"
        REFUSED = "refused", "Refus d'être contacté"

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="contact_points")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="contact_points"
    )
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=400)
    extension = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    is_main = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation=None, position=None)
                | models.Q(person=None, organisation__isnull=False, position=None)
                | models.Q(person=None, organisation=None, position__isnull=False),
                name="contact_point_one_owner",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="contact_point_value")]


class Import(Row):
    """One file: read and judged row by row, written only when it is committed (RF-6, RF-25)."""

    class Status(models.TextChoices):
        DRY_RUN = "dry_run", "Essai"
        COMMITTING = "committing", "En cours"
        COMMITTED = "committed", "Terminé"
        FAILED = "failed", "Interrompu"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRY_RUN)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)

    untraced_columns = ("counts", "columns", "claimed_at", "attempts")

    class Meta:
        default_permissions = ()


class ImportRow(models.Model):
    """What the dry run found in one row, and what became of it."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    name = models.CharField(max_length=250, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "row"], name="import_row_outcome"),
            models.Index(fields=["batch", "row"], name="import_row_left", condition=models.Q(done_at=None)),
        ]
