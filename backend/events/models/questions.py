"""What an event asks, and what its guests replied (RF-20)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.core.models import Row
from backend.events.models.events import Event
from backend.events.models.guests import Guest


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
