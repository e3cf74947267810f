"""What left the base: who took what, how many, when; templates of letters; what each person chose last (RF-11)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.core.models import Row


class Export(Row):
    """One export, kept for ever as its own trace; its file and its criteria are forgotten after a day.

    CRITERIA says which persons: `{"ids": [...]}`, `{"q": text}`, `{"list": id}` or nothing. REPORT holds figures
    only; names are with the file. FORMAT_LABEL: what other domains call a file that they gave (exports/given.py);
    SCOPE is then an event or a period.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "En préparation"
        DONE = "done", "Terminé"
        FAILED = "failed", "Interrompu"

    class Scope(models.TextChoices):
        SELECTION = "selection", "Sélection"
        SEARCH = "search", "Recherche"
        LIST = "list", "Liste"
        EVERYTHING = "all", "Toute la base"
        EVENT = "event", "Un événement"
        PERIOD = "period", "Les événements d’une période"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    scope = models.CharField(max_length=10, choices=Scope.choices)
    scope_label = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=20)
    format_label = models.CharField(max_length=60, blank=True)
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    purpose = models.CharField(max_length=200, blank=True)
    is_sensitive = models.BooleanField(default=False)
    criteria = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)
    report = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    untraced_columns = ("criteria", "done", "report", "attempts", "claimed_at", "expires_at", "options")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["-created_at", "-id"], name="export_newest")]


class ExportFile(models.Model):
    """What was made. REMARKS say who is not in it, or not quite, and why: `[{"id", "name", "kind", "why"}]`."""

    export = models.OneToOneField(Export, primary_key=True, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    remarks = models.JSONField(default=list)

    class Meta:
        default_permissions = ()


class LetterTemplate(Row):
    """A .docx with fields, shared by those who may export. FIELDS are the names found in it."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    fields = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ("-created_at", "-id")


class LetterTemplateFile(models.Model):
    template = models.OneToOneField(
        LetterTemplate, primary_key=True, on_delete=models.CASCADE, related_name="file"
    )
    content = models.BinaryField()

    class Meta:
        default_permissions = ()


class ExportHabit(models.Model):
    """What a person chose last: `{"format": "xlsx", "choices": {"xlsx": {"columns": […], "options": {…}}}}`."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    habits = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
