"""Guests, and the places that are kept for those who wait (RF-13)."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.core.models import Row
from backend.events.models.events import Event


def new_ticket_id() -> bytes:
    return secrets.token_bytes(8)


class Guest(Row):
    """A person on the list of an event, as they were when they were added, with link, answer and arrival."""

    class Invitation(models.TextChoices):
        NONE = "none", "Pas encore invité"
        QUEUED = "queued", "En cours d'envoi"
        SENT = "sent", "Invité"
        FAILED = "failed", "Envoi en échec"

    class Answer(models.TextChoices):
        NONE = "none", "Sans réponse"
        YES = "yes", "Viendra"
        NO = "no", "Ne viendra pas"
        REPRESENTED = "represented", "Se fera représenter"
        WAITLISTED = "waitlisted", "Liste d'attente"
        WITHDRAWN = "withdrawn", "Désisté"

    class Attendance(models.TextChoices):
        NONE = "none", "Pas encore là"
        ARRIVED = "arrived", "Arrivé"
        LEFT = "left", "Reparti"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="guests")
    contact = models.ForeignKey(
        "contacts.Person", null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    civility = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=250)
    sort_name = models.CharField(max_length=250)
    organisation = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    category = models.CharField(max_length=80, blank=True)
    attention = models.BooleanField(default=False)
    note = models.CharField(max_length=400, blank=True)
    search = models.TextField(default="")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    represents = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="deputies")
    companion_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="companions")
    party = models.PositiveSmallIntegerField(default=1)
    """How many this ticket lets in: the guest, and companions who are not named."""
    companions_allowed = models.PositiveSmallIntegerField(null=True)
    """How many this guest may bring; None: as many as the event says."""
    walk_in = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="fr")

    invitation = models.CharField(max_length=8, choices=Invitation.choices, default=Invitation.NONE)
    invitation_error = models.CharField(max_length=300, blank=True)
    invited_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)

    answered_via = models.CharField(max_length=300, blank=True)
    """Who gave the answer in the guest's stead, as French says it: "son assistante, Mme Claire Roux"."""
    waiting_since = models.DateTimeField(null=True)
    """Of who waits for a place: since when they are in line; None: an offer passed, and they did not ask again."""

    link_version = models.PositiveSmallIntegerField(default=1)
    ticket_id = models.BinaryField(max_length=8, unique=True, default=new_ticket_id)
    ticket_issue = models.PositiveSmallIntegerField(default=1)
    ticket_issued_at = models.DateTimeField(null=True)
    """When the former issue became void; None: there was none."""
    revoked_at = models.DateTimeField(null=True)

    attendance = models.CharField(max_length=8, choices=Attendance.choices, default=Attendance.NONE)
    arrived_at = models.DateTimeField(null=True)
    arrived_gate = models.CharField(max_length=80, blank=True)
    arrived_verdict = models.CharField(max_length=12, blank=True)
    inside = models.PositiveSmallIntegerField(default=0)
    came = models.PositiveSmallIntegerField(default=0)
    """Of the party: how many are there now, how many ever were at once."""
    last_passage_at = models.DateTimeField(null=True)

    untraced_columns = ("search", "sort_name", "ticket_id", "last_passage_at")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "contact"], condition=models.Q(represents=None), name="guest_once_per_event"
            ),
            models.UniqueConstraint(
                fields=["represents"],
                condition=models.Q(represents__isnull=False, revoked_at=None),
                name="guest_one_deputy",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["event", "sort_name", "id"], name="guest_of_event"),
            models.Index(fields=["event", "-arrived_at"], name="guest_arrivals"),
            models.Index(
                fields=["event", "waiting_since"],
                condition=models.Q(waiting_since__isnull=False),
                name="guest_waiting",
            ),
        ]

    @property
    def is_deputy(self) -> bool:
        return self.represents_id is not None

    @property
    def comes_with_another(self) -> bool:
        """Invited by the answer of somebody else: brings nobody, and sends nobody."""
        return self.represents_id is not None or self.companion_of_id is not None

    @property
    def may_bring(self) -> int:
        """How many companions, named or not."""
        if self.comes_with_another:
            return 0
        own = self.companions_allowed
        return self.event.companions_allowed if own is None else own

    @property
    def revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def deputy(self) -> "Guest | None":
        """Who stands in for this guest now; former deputies are revoked. Lists prefetch `deputies`."""
        return next((guest for guest in self.deputies.all() if not guest.revoked), None)


class Offer(Row):
    """Places that are kept for one guest of the waiting list, who accepts by answering that they come."""

    class State(models.TextChoices):
        PENDING = "pending", "En attente de réponse"
        ACCEPTED = "accepted", "Acceptée"
        DECLINED = "declined", "Refusée"
        EXPIRED = "expired", "Sans réponse à temps"
        VOID = "void", "Sans objet"

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="offers")
    places = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest"], condition=models.Q(state="pending"), name="offer_one_at_a_time"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=models.Q(state="pending"), name="offer_to_expire")
        ]
