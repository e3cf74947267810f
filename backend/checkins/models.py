"""Devices at the door, and every scan they ever sent, refused ones included (CARD-3)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.core.models import Row


class Device(Row):
    """A kiosk paired with one event, or the browser of a member of staff (then `user` is set)."""

    name = models.CharField(max_length=80)
    event = models.ForeignKey("events.Event", null=True, on_delete=models.CASCADE, related_name="devices")
    gate = models.CharField(max_length=80, blank=True)
    stood_at = ArrayField(models.UUIDField(), default=list)
    """Events where it stood before: what it kept from there may still come."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="scanner"
    )
    pairing_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (unique where set)
    pairing_expires_at = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    paired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    app_version = models.CharField(max_length=40, blank=True)
    skew_ms = models.BigIntegerField(null=True)
    """By how much its clock is ahead."""
    health = models.JSONField(default=dict)
    """What it told of itself: battery, queue, disk, camera, sound, age of its roster."""

    drill_asked_at = models.DateTimeField(null=True)
    """Since when it is asked to judge alone once, as if the network were cut."""

    untraced_columns = ("pairing_digest", "token_digest", "stood_at", "last_seen_at", "skew_ms", "health")

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [
            ("view_board", "Voir le tableau d'un événement"),
            ("record_scan", "Contrôler les entrées"),
            ("decide_conflicts", "Trancher les entrées contradictoires"),
            ("manage_devices", "Appairer et révoquer les bornes"),
        ]


class Scan(models.Model):
    """One scan, what was shown at the door, and what became of it: a fact, kept for good (docs/door.md).

    `at` is the device's clock, `happened_at` the same moment on the server's, `received_at` when it came. SHOWN is
    the verdict that a device came to alone; where it says nothing, the server's VERDICT was shown. LET_IN is what
    counts: people went through, and it was not taken back. The row is the trace of its own making (who, when,
    what); only its change or removal is traced again.
    """

    class Method(models.TextChoices):
        CAMERA = "camera", "Caméra"
        KEYBOARD = "keyboard", "Lecteur"
        SEARCH = "search", "Nom"
        WALK_IN = "walk_in", "Sans invitation"

    traced: ClassVar[bool] = True
    traced_on: ClassVar = ("UPDATE", "DELETE")

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="scans")
    scan_id = models.UUIDField()
    content_digest = models.CharField(max_length=64)
    event = models.ForeignKey(
        "events.Event", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    guest = models.ForeignKey("events.Guest", null=True, on_delete=models.SET_NULL, related_name="scans")
    verdict = models.CharField(max_length=12)
    reason = models.CharField(max_length=24, blank=True)
    shown = models.CharField(max_length=12, blank=True)
    count = models.PositiveSmallIntegerField(default=0)
    let_in = models.BooleanField(default=False)
    issue = models.PositiveSmallIntegerField(null=True)
    first_at = models.DateTimeField(null=True)
    first_gate = models.CharField(max_length=80, blank=True)
    gate = models.CharField(max_length=80, blank=True)
    zone = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=3, default="in")
    method = models.CharField(max_length=8, choices=Method.choices, blank=True)
    override_reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    brought = models.PositiveSmallIntegerField(default=0)
    """By how many it raised the number of those of the guest's party who came: follows from all their passages."""

    untraced_columns = ("brought",)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "scan_id"], name="scan_once_per_device")
        ]
        indexes: ClassVar = [
            models.Index(fields=["event", "-happened_at"], name="scan_of_event"),
            models.Index(fields=["scan_id"], name="scan_by_its_id"),
        ]


class Undoing(models.Model):
    """A steward took a scan back. It may come before the scan that it names; both are kept."""

    traced: ClassVar[bool] = True
    traced_on: ClassVar = ("UPDATE", "DELETE")

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="undoings")
    scan_id = models.UUIDField()
    undone = models.UUIDField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True)
    """The same moment on the server's clock; none where only the device's own tells it."""

    received_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "scan_id"], name="undoing_once_per_device")
        ]
        indexes: ClassVar = [models.Index(fields=["undone"], name="undoing_of_scan")]


class Conflict(Row):
    """Something let in that should not have been. A supervisor decides; nothing is deleted. What a later upload
    explains (somebody had gone out) says so in EXPLAINED_AT."""

    class Kind(models.TextChoices):
        DOUBLE_ENTRY = "double_entry", "Entré deux fois"
        REVOKED_LET_IN = "revoked_let_in", "Billet retiré, entré quand même"
        DECLINED_LET_IN = "declined_let_in", "Avait décliné, entré quand même"
        UNKNOWN_LET_IN = "unknown_let_in", "Billet inconnu, entré quand même"

    class Decision(models.TextChoices):
        SAME_PERSON = "same_person", "La même personne, lue deux fois"
        OTHER_PERSON = "other_person", "Une autre personne est entrée"
        ACCEPTED = "accepted", "Entrée admise"
        ESCORTED_OUT = "escorted_out", "Raccompagnée"

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="+")
    guest = models.ForeignKey("events.Guest", null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="conflicts")
    other = models.ForeignKey(Scan, null=True, on_delete=models.CASCADE, related_name="+")
    explained_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["scan", "kind"], name="conflict_once")]
        indexes: ClassVar = [models.Index(fields=["event", "-created_at"], name="conflict_of_event")]


class Follow(Row):
    """A member of staff asked to be told when a guest arrives."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    guest = models.ForeignKey("events.Guest", on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["guest", "user"], name="follow_once")]
