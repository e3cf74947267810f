"""Users and what opens the door for their scripts. Roles are Django groups, rights are Django permissions."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from backend.core.actor import Actor
from backend.core.ids import uuid7
from backend.core.models import Row


class User(AbstractUser):
    traced: ClassVar[bool] = True
    untraced_columns: ClassVar[tuple[str, ...]] = ("password", "last_login")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    department = models.CharField("direction", max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [("manage_users", "Gérer les comptes et les droits")]

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def actor(self) -> Actor:
        return Actor(kind="user", id=str(self.pk), label=self.display_name)


class ApiToken(Row):
    """A personal token for scripts. Only its SHA-256 is kept."""

    untraced_columns = ("digest", "last_used_at")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class GivenRight(models.Model):
    """A right that a new version gave to a role, once: what is taken from a role is not given again."""

    role = models.CharField(max_length=40)
    right = models.CharField(max_length=80)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "right"], name="given_right_once")]
