"""Files of contacts: the batch, what became of each of its rows, and what each wrote (RF-6, RF-8, RF-25)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.contacts.models.people import Person
from backend.contacts.models.sources import DataSource
from backend.core.models import Row


class Policy(models.TextChoices):
    FILL = "fill", "Compléter ce qui est vide"
    FILE = "file", "Laisser le fichier corriger les fiches"


class ImportMapping(Row):
    """A mapping that was named, offered again for files with the same headers.

    COLUMNS is {folded header: field or ""}, TERMS is {vocabulary: {folded label: term id or ""}}.
    HEADERS_KEY (mapping.headers_key) tells files of one shape.
    """

    name = models.CharField(max_length=120, unique=True)
    headers_key = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    policy = models.CharField(max_length=4, choices=Policy.choices, default=Policy.FILL)
    data_source = models.ForeignKey(DataSource, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ("name",)


class Import(Row):
    """One file: read and judged row by row, written only when it is committed (RF-6, RF-25).

    OPTIONS is what was chosen: sheet, columns by letter, terms. SHEETS names the sheets of the file.
    UNKNOWN_TERMS is [{vocabulary, label, count}]. SAMPLES is {letter: {filled, samples}}.
    """

    class Status(models.TextChoices):
        READING = "reading", "Lecture"
        JUDGING = "judging", "Comparaison"
        DRY_RUN = "dry_run", "Essai"
        UNREADABLE = "unreadable", "Illisible"
        COMMITTING = "committing", "En cours"
        COMMITTED = "committed", "Terminé"
        FAILED = "failed", "Interrompu"
        UNDOING = "undoing", "Annulation"
        UNDONE = "undone", "Annulé"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRY_RUN)
    failure = models.CharField(max_length=400, blank=True)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    samples = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    unknown_terms = models.JSONField(default=list)
    policy = models.CharField(max_length=4, choices=Policy.choices, default=Policy.FILL)
    data_source = models.ForeignKey(DataSource, null=True, on_delete=models.SET_NULL, related_name="+")
    mapping = models.ForeignKey(ImportMapping, null=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    untraced_columns = (
        *("counts", "columns", "claimed_at", "attempts", "samples", "sheets", "unknown_terms", "options"),
    )

    class Meta:
        default_permissions = ()


class ImportRow(models.Model):
    """What the dry run found in one row, and what became of it.

    CHANGES is [{field, before, after, sensitive}]: what the row changes in a record that exists. SAME_AS is the
    row of the file that speaks of the same person. CELLS is the row as it was read, for one that is refused.
    """

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    name = models.CharField(max_length=250, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    same_as = models.PositiveIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "row"], name="import_row_outcome"),
            models.Index(fields=["batch", "row"], name="import_row_left", condition=models.Q(done_at=None)),
        ]


class ImportChunk(models.Model):
    """A piece of an uploaded file, kept so that any worker can read it; purged by imports/files.py."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks")
    part = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "part"], name="import_chunk_once")]


class ImportChange(models.Model):
    """What one batch wrote in one record, in the transaction that wrote it: enough to undo it exactly.

    STEPS is [{table, id, action: created | changed, before, after}], in the order in which they were written.
    KEPT is why steps could not be undone: [{table, id, what, why}].
    """

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    record = models.CharField(max_length=12)
    record_id = models.UUIDField()
    name = models.CharField(max_length=250)
    steps = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    kept = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["batch", "-id"], name="import_change_left", condition=models.Q(undone_at=None)
            ),
        ]


class ExternalId(Row):
    """Under which number a source knows a person (RF-8)."""

    data_source = models.ForeignKey(DataSource, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="external_ids")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["data_source", "value"], name="external_id_once")
        ]
