"""What is announced of contacts. Nothing personal travels: who may see a contact fetches it."""

from typing import ClassVar
from uuid import UUID

from backend.live.change import Change

AUDIENCE = "contacts"


class ContactChanged(Change):
    kind: ClassVar[str] = "contact_changed"
    id: UUID


class ContactRemoved(Change):
    kind: ClassVar[str] = "contact_removed"
    id: UUID


class ContactsImported(Change):
    """A batch of an import was written: COUNT persons are new or changed."""

    kind: ClassVar[str] = "contacts_imported"
    import_id: UUID
    count: int


class ImportProgressed(Change):
    kind: ClassVar[str] = "import_progressed"
    import_id: UUID
    status: str
    done: int
    total: int


class ExportProgressed(Change):
    kind: ClassVar[str] = "export_progressed"
    export_id: UUID
    status: str
    done: int
    total: int


class ListChanged(Change):
    """A list was made, changed, frozen, removed or restored; or a request about it was made or decided."""

    kind: ClassVar[str] = "list_changed"
    id: UUID
