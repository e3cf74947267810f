"""What is announced of contacts. Nothing personal travels: who may see a contact fetches it."""

from typing import ClassVar
from uuid import UUID

from backend.live.change import Change

AUDIENCE = "contacts"
CANDIDATES = "candidates"
"""For those who may create contacts, and so decide of those who were proposed."""


class ContactChanged(Change):
    kind: ClassVar[str] = "contact_changed"
    id: UUID


class ContactRemoved(Change):
    kind: ClassVar[str] = "contact_removed"
    id: UUID


class OrganisationChanged(Change):
    """The organisation itself, or who works there."""

    kind: ClassVar[str] = "organisation_changed"
    id: UUID


class OrganisationRemoved(Change):
    kind: ClassVar[str] = "organisation_removed"
    id: UUID


class VocabularyChanged(Change):
    kind: ClassVar[str] = "vocabulary_changed"
    vocabulary: str


class FieldsChanged(Change):
    """A custom field, a source or a rule of survival was added or changed."""

    kind: ClassVar[str] = "fields_changed"


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


class FeedChanged(Change):
    """A feed was made, changed or removed, or one of its runs goes on."""

    kind: ClassVar[str] = "feed_changed"
    id: UUID


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


class DuplicatesSought(Change):
    """A search for duplicates goes on, or has ended."""

    kind: ClassVar[str] = "duplicates_sought"
    run_id: UUID
    status: str
    found: int


class CandidateChanged(Change):
    """A contact was proposed, or what was proposed is corrected, decided, withdrawn or erased."""

    kind: ClassVar[str] = "candidate_changed"
    id: UUID
