"""Lists of contacts, who is pinned in or out of them, and what others ask their owners to change (RF-10, RF-12)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.contacts.models.people import Person, Position
from backend.core.models import Row


class ContactList(Row):
    """A dynamic list is its QUERY (targeting/tree.py), a frozen one its members; pins go over either.

    SEES_PRIVATE: whoever wrote the query might see sensitive fields, so it counts them, for every reader alike.
    """

    class Kind(models.TextChoices):
        DYNAMIC = "dynamic", "Dynamique"
        FROZEN = "frozen", "Figée"

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DYNAMIC)
    query = models.JSONField(default=dict)
    sees_private = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="contact_lists"
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True)
    search = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    untraced_columns = ("search",)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["owner", "name"], name="contact_list_of_owner")]


class ListMember(models.Model):
    """Who was in a list when it was frozen, with the position that was addressed.

    Not traced row by row: the trace of the list tells who froze it and when, and later changes are pins.
    """

    list = models.ForeignKey(ContactList, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "person"], name="list_member_once"),
        ]


class ListPin(Row):
    """A person put into a list, or kept out of it, by hand: stronger than the query, now and later."""

    class Way(models.TextChoices):
        IN = "in", "Ajouté"
        OUT = "out", "Écarté"

    list = models.ForeignKey(ContactList, on_delete=models.CASCADE, related_name="pins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=3, choices=Way.choices)
    reason = models.CharField(max_length=300, blank=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "person"], name="list_pin_once"),
        ]


class ListChangeRequest(Row):
    """What somebody would like to change in a list that is not theirs. Its items are decided one by one."""

    class State(models.TextChoices):
        OPEN = "open", "En attente"
        ACCEPTED = "accepted", "Acceptée"
        PARTLY = "partly", "Acceptée en partie"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    list = models.ForeignKey(ContactList, on_delete=models.CASCADE, related_name="requests")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    message = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["list", "state"], name="list_request_of_list")]


class ListChangeItem(Row):
    """One change that is asked for. BEFORE is what the author saw; AFTER what they would like.

    `pin` and `unpin` are about PERSON, with BEFORE `{"way": "in" | "out" | "", "member": bool}` and AFTER
    `{"way", "reason"}`. `name`, `description` and `query` hold the value under `value`; `removal` holds nothing.
    """

    class Kind(models.TextChoices):
        PIN = "pin", "Ajouter ou écarter"
        UNPIN = "unpin", "Détacher"
        NAME = "name", "Renommer"
        DESCRIPTION = "description", "Décrire"
        QUERY = "query", "Changer le ciblage"
        REMOVAL = "removal", "Supprimer"

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        ACCEPTED = "accepted", "Acceptée"
        REFUSED = "refused", "Refusée"
        OUTDATED = "outdated", "Dépassée"

    request = models.ForeignKey(ListChangeRequest, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    sees_private = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ("rank", "id")
