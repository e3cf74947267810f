"""What the API takes and gives, one module a subject."""

from backend.contacts.schemas.imports import (
    ColumnOut,
    CountsOut,
    ImportOut,
    ImportRowOut,
    ImportWatched,
    ProblemOut,
)
from backend.contacts.schemas.people import (
    ContactCard,
    ContactIn,
    ContactOut,
    ContactPatch,
    ContactPointIn,
    ContactPointOut,
    OfflineContact,
    OfflinePage,
    OfflinePlace,
    OrganisationBrief,
    OriginOut,
    PositionIn,
    PositionOut,
)

__all__ = [
    "ColumnOut",
    "ContactCard",
    "ContactIn",
    "ContactOut",
    "ContactPatch",
    "ContactPointIn",
    "ContactPointOut",
    "CountsOut",
    "ImportOut",
    "ImportRowOut",
    "ImportWatched",
    "OfflineContact",
    "OfflinePage",
    "OfflinePlace",
    "OrganisationBrief",
    "OriginOut",
    "PositionIn",
    "PositionOut",
    "ProblemOut",
]
