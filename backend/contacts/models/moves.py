"""« Tout le monde a changé » : positions of an organisation, ended or moved in one go, and back (RF-4)."""

from django.db import models

from backend.contacts.models.people import Organisation
from backend.core.models import Row


class PositionMove(Row):
    """TARGET is where the positions went; without one they ended on DAY.

    POSITIONS lists what was changed: `[{"position": id, "ended_on": ISO date it had, or null}]`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="moves")
    target = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField()
    positions = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    untraced_columns = ("positions",)

    class Meta:
        default_permissions = ()
        ordering = ("-created_at",)
