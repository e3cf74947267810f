"""Where a door is in a roster: between two pages of the first fetch, or at a cursor of the event's changes."""

from dataclasses import dataclass
from uuid import UUID

from backend.core.errors import Invalid
from backend.events.changes import audience_of
from backend.live.publish import cursor_of


@dataclass(frozen=True, slots=True)
class Between:
    """After the guest ID, in a fetch that began when the changes stood at CURSOR."""

    cursor: int
    id: UUID
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.cursor}.{self.fingerprint}.{self.id.hex}"


@dataclass(frozen=True, slots=True)
class At:
    cursor: int
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.cursor}.{self.fingerprint}"


def read_between(text: str) -> Between:
    """Raises Invalid."""
    try:
        cursor, fingerprint, guest_id = text.split(".")
        return Between(_cursor(cursor), UUID(guest_id), fingerprint)
    except ValueError:
        raise _invalid("after") from None


def read_at(text: str) -> At:
    """Raises Invalid."""
    try:
        cursor, fingerprint = text.split(".")
        return At(_cursor(cursor), fingerprint)
    except ValueError:
        raise _invalid("since") from None


def _cursor(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


def _invalid(name: str) -> Invalid:
    return Invalid(fields={name: "Ce repère n’est pas valable."})


def is_current(event_id: UUID, since: str | None) -> bool:
    """Whether a copy that stands at SINCE lacks no change of the event."""
    try:
        return since is not None and read_at(since).cursor == cursor_of(audience_of(event_id))
    except Invalid:
        return False
