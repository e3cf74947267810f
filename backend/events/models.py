"""Events and their guests (RF-13, RF-19). "Event" is always a public-relations event."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.core.models import Row

REMINDS_AT = 9
"""O'clock, where the event is."""


def new_ticket_id() -> bytes:
    return secrets.token_bytes(8)


class Event(Row):
    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        OPEN = "open", "Ouvert"
        CANCELLED = "cancelled", "Annulé"

    title = models.CharField(max_length=160)
    place = models.CharField(max_length=200)
    category = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    description = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    capacity = models.PositiveIntegerField(null=True)
    """How many may be inside at once, as the safety file of the room says."""
    doors_open_at = models.DateTimeField(null=True)
    doors_close_at = models.DateTimeField(null=True)
    override_pin = models.CharField(max_length=128, blank=True)
    """What a supervisor types at a kiosk to overrule a verdict, hashed."""
    companions_allowed = models.PositiveSmallIntegerField(default=0)
    """How many people an invitation lets its guest bring."""
    places = models.PositiveIntegerField(null=True)
    """How many may answer that they come, companions and deputies included; None: no limit. The room's `capacity`,
    how many may be inside at once, is another thing."""
    places_by_category = models.JSONField(default=dict)
    """The same by category, for those that have a limit of their own."""
    offer_hours = models.PositiveSmallIntegerField(default=24)
    """How long a place that came free is kept for one person of the waiting list."""

    untraced_columns = ("override_pin",)

    class Meta:
        default_permissions = ("view", "change")
        permissions: ClassVar = [
            ("invite_guests", "Inviter et écrire aux invités"),
            ("manage_events", "Régler les événements des autres et leurs quotas"),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at", "id"], name="event_by_date")]

    @property
    def cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_limited(self) -> bool:
        return self.places is not None or bool(self.places_by_category)

    def takes_answers(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and at < self.ends_at


class Gate(Row):
    """A door of an event, or of a zone inside it. A kiosk stands at a gate by its name; times left open are those
    of the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="gates")
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=80, blank=True)
    categories = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "name"], name="gate_once_per_event")
        ]


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


class Selection(Row):
    """An officer wants this guest: who, since when, why, and from where (RF-13). Whom two want has two of these."""

    class Source(models.TextChoices):
        HAND = "hand", "À la main"
        CONTACTS = "contacts", "Choisi parmi les contacts"
        SEARCH = "search", "Recherche"
        LIST = "list", "Liste"
        TARGETING = "targeting", "Ciblage"

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="selections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HAND)
    source_label = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "user"], name="selection_once_per_officer")
        ]


class Quota(Row):
    """How many invitations an officer (USER), a category, or an officer within a category has for an event.

    Who is beyond waits for a place (backend/events/quotas.py): kept on the list, and not invited.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quotas")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=80, blank=True)
    places = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "user", "category"], name="quota_once", nulls_distinct=False
            )
        ]


class Reminder(Row):
    """A letter to all who stand where AUDIENCE says: at a moment, or in the morning some days before the event."""

    class Audience(models.TextChoices):
        SILENT = "silent", "Invités sans réponse"
        COMING = "coming", "Viendront"
        DECLINED = "declined", "Ne viendront pas"
        WAITLISTED = "waitlisted", "Liste d'attente"
        WITHDRAWN = "withdrawn", "Désistés"

    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        SENT = "sent", "Partie"
        CANCELLED = "cancelled", "Annulée"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reminders")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    at = models.DateTimeField(null=True)
    days_before = models.PositiveSmallIntegerField(null=True)
    subject = models.CharField(max_length=150, blank=True)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    sent_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    """To how many it was written."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(at__isnull=True) ^ models.Q(days_before__isnull=True),
                name="reminder_at_or_before",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["event"], condition=models.Q(state="planned"), name="reminder_planned")
        ]

    @property
    def due_at(self) -> datetime:
        """When it leaves: the event's date may still change."""
        if self.at is not None:
            return self.at
        start = self.event.starts_at.astimezone(ZoneInfo(self.event.timezone))
        day = start.replace(hour=REMINDS_AT, minute=0, second=0, microsecond=0)
        return day - timedelta(days=self.days_before or 0)


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


class TicketSource(Row):
    """Another system that sells or gives tickets to an event, by the name that officers gave it (RF-15)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="ticket_sources")
    label = models.CharField(max_length=80)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "label"], name="ticket_source_once_per_event")
        ]


class SourceTicket(Row):
    """A ticket of that system, and the guest that it became: where a guest comes from is kept."""

    class Status(models.TextChoices):
        VALID = "valid", "Valable"
        PENDING = "pending", "En attente"
        CANCELLED = "cancelled", "Annulé"

    source = models.ForeignKey(TicketSource, on_delete=models.CASCADE, related_name="tickets")
    reference = models.CharField(max_length=80)
    guest = models.ForeignKey(Guest, null=True, on_delete=models.SET_NULL, related_name="source_tickets")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.VALID)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "reference"], name="source_ticket_once")
        ]


class Question(Row):
    """What an event asks of those who come: on the answer page, at the door, or both (RF-20)."""

    class Kind(models.TextChoices):
        TEXT = "text", "Texte libre"
        CHOICE = "choice", "Choix"
        YES_NO = "yes_no", "Oui ou non"
        NUMBER = "number", "Nombre"

    class Asked(models.TextChoices):
        PAGE = "page", "Avec la réponse"
        DOOR = "door", "À l’accueil"
        BOTH = "both", "Avec la réponse et à l’accueil"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    options = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    required = models.BooleanField(default=False)
    asked = models.CharField(max_length=4, choices=Asked.choices, default=Asked.PAGE)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    """No longer asked; replies are kept."""

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["position", "id"]


class Reply(Row):
    """What a guest replied. A diet may tell a faith or an illness: traces keep that it changed, not to what."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="replies")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    value = models.CharField(max_length=500)
    """A number in digits; "yes" or "no"; one of the options; or a text."""

    untraced_columns = ("value",)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guest", "question"], name="reply_once_per_question")
        ]
