"""Persons whom somebody named and who are not in the base yet: they wait until an officer decides (RF-20)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.contacts.models.people import Person
from backend.core.models import Row


class Candidate(Row):
    """What was said of somebody, as it was said, and where: ORIGIN_ID is the row of another domain, opaque here.

    One origin proposes once; while nobody has decided, it corrects what it said. PROPOSED_AT is when it last did.
    What is personal is never traced, and is gone (ERASED_AT) thirty days after the decision (RF-28).
    """

    class State(models.TextChoices):
        PENDING = "pending", "À décider"
        ACCEPTED = "accepted", "Fiche créée"
        MERGED = "merged", "Rattaché à une fiche"
        REFUSED = "refused", "Écarté"

    full_name = models.CharField(max_length=250, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    profile = models.CharField(max_length=400, blank=True)
    search = models.TextField(default="")
    digests = ArrayField(models.CharField(max_length=64), default=list)
    origin_kind = models.CharField(max_length=30)
    origin_id = models.CharField(max_length=64)
    origin_label = models.CharField(max_length=200, blank=True)
    origin_url = models.CharField(max_length=200, blank=True)
    proposed_by = models.CharField(max_length=160, blank=True)
    proposed_by_guest = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    personal_columns = (
        *("full_name", "given_name", "family_name", "organisation", "function", "email", "phone", "profile"),
        *("search", "digests", "origin_label", "origin_url", "proposed_by", "note"),
    )
    untraced_columns = personal_columns

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin_kind", "origin_id"], name="candidate_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["proposed_at", "id"], name="candidate_pending", condition=models.Q(state="pending")
            ),
            models.Index(
                fields=["decided_at", "id"], name="candidate_decided", condition=~models.Q(state="pending")
            ),
        ]


class Objection(Row):
    """Somebody does not want to be in the base: what they go by, as a keyed digest, so that no one proposes them.

    Nothing else of them is kept. For ever, unless the secret key of the installation changes.
    """

    digest = models.CharField(max_length=64, unique=True)

    untraced_columns = ("digest",)

    class Meta:
        default_permissions = ()
