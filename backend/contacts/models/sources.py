"""Where data comes from, and which source is believed over which (RF-7, RF-8)."""

from django.db import models

from backend.core.models import Row

UNRANKED = 100
"""The rank of what is typed here, and of what has no source: in the middle."""


class DataSource(Row):
    """A base, a file, a feed that contacts come from. The lower its RANK, the more it is believed."""

    name = models.CharField(max_length=120, unique=True)
    rank = models.PositiveSmallIntegerField(default=UNRANKED)

    class Meta:
        default_permissions = ()
        ordering = ("rank", "name")
