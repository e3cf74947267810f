"""Bases that send their contacts by themselves, and what each sending gave (RF-8)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.contacts.models.imports import Import, ImportMapping, Policy
from backend.contacts.models.sources import DataSource
from backend.core.models import Row


class Feed(Row):
    """A URL or a watched folder that is read from time to time. A feed never deletes anything.

    QUERY is what follows the "?" of a URL: it may hold a key, so it is neither traced nor logged.
    GOOD is what the last run that was written looked like: {digest, rows, headers_key, batch} and what it has SEEN.
    FAILURES counts those in a row. HOUR is that of France at which a feed of whole days runs; None: when it did.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "En service"
        PAUSED = "paused", "En pause"
        STOPPED = "stopped", "Arrêté"

    name = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=500)
    query = models.CharField(max_length=500, blank=True)
    every_minutes = models.PositiveIntegerField(default=1440)
    hour = models.PositiveSmallIntegerField(null=True)
    data_source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")
    mapping = models.ForeignKey(ImportMapping, null=True, on_delete=models.PROTECT, related_name="feeds")
    policy = models.CharField(max_length=4, choices=Policy.choices, default=Policy.FILL)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    why = models.CharField(max_length=400, blank=True)
    good = models.JSONField(default=dict)
    failures = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)

    untraced_columns = ("query", "good", "failures", "next_at", "claimed_at")

    class Meta:
        default_permissions = ()
        ordering = ("name",)


class FeedRun(models.Model):
    """One reading of a feed, kept as its history.

    MISSING are the ids of persons whom the file names no more; kept for the newest run only, MISSING_COUNT for
    all. SEEN is {etag, modified}, as the server said them, mapping_at, when the mapping was saved last, and the
    PLACE and the HOW of the feed as the file was fetched and read: who changes it meanwhile has the last word.
    ACCEPTED_BY had a file that looked wrong written all the same.
    """

    class Outcome(models.TextChoices):
        RUNNING = "running", "En cours"
        UNCHANGED = "unchanged", "Inchangé"
        WRITTEN = "written", "Écrit"
        STOPPED = "stopped", "Arrêté"
        FAILED = "failed", "En erreur"

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    batch = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="feed_runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    detail = models.CharField(max_length=400, blank=True)
    seen = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    missing = models.JSONField(default=list)
    missing_count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["feed", "-id"], name="feed_run_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed"], condition=models.Q(outcome="running"), name="feed_run_one_at_a_time"
            )
        ]

    @property
    def is_acceptable(self) -> bool:
        """Whether it stopped at a file that can be written all the same."""
        status = Import.Status
        ready = (status.DRY_RUN, status.FAILED, status.COMMITTING, status.COMMITTED)
        stopped = self.outcome == self.Outcome.STOPPED
        return stopped and self.batch is not None and self.batch.status in ready
