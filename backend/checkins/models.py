"""Devices at the door, and every scan they ever sent, refused ones included (CARD-3)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.core.models import Row


class Device(Row):
    """A kiosk paired with one event, or the browser of a member of staff (then `user` is set)."""

    name = models.CharField(max_length=80)
    event = models.ForeignKey("events.Event", null=True, on_delete=models.CASCADE, related_name="devices")
    gate = models.CharField(max_length=80, blank=True)
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

    untraced_columns = ("pairing_digest", "token_digest", "last_seen_at")

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [
            ("view_board", "Voir le tableau d'un événement"),
            ("record_scan", "Contrôler les entrées"),
            ("manage_devices", "Appairer et révoquer les bornes"),
        ]


class Scan(models.Model):
    """One scan and its verdict. `at` is the device's time, `received_at` the server's.

    The row is the trace of its own making (who, when, what); only its change or removal is traced again.
    """

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
    first_at = models.DateTimeField(null=True)
    first_gate = models.CharField(max_length=80, blank=True)
    gate = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=3, default="in")
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "scan_id"], name="scan_once_per_device")
        ]
        indexes: ClassVar = [models.Index(fields=["event", "-at"], name="scan_of_event")]
