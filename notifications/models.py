"""Notices to members of staff. A notice knows no domain: it has a title, a body and an address inside the PWA."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from backend.core.models import Row


class Notice(Row):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    body = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="notice_of_user")]
