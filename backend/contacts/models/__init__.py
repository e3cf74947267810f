"""The tables of contacts, by subject. Private to this domain: others go through services and queries."""

from backend.contacts.models.candidates import Candidate, Objection
from backend.contacts.models.duplicates import DuplicatePair, DuplicateRun
from backend.contacts.models.exports import (
    Export,
    ExportFile,
    ExportHabit,
    LetterTemplate,
    LetterTemplateFile,
)
from backend.contacts.models.feeds import Feed, FeedRun
from backend.contacts.models.imports import (
    ExternalId,
    Import,
    ImportChange,
    ImportChunk,
    ImportMapping,
    ImportRow,
    Policy,
)
from backend.contacts.models.lists import (
    ContactList,
    ListChangeItem,
    ListChangeRequest,
    ListMember,
    ListPin,
)
from backend.contacts.models.merges import MergedRow, MergeOperation, RecordKind, SurvivorshipRule
from backend.contacts.models.moves import PositionMove
from backend.contacts.models.people import (
    Channel,
    ContactPoint,
    Intermediary,
    Organisation,
    Person,
    Position,
    Source,
)
from backend.contacts.models.search import (
    LexiconToken,
    OrganisationSearch,
    PersonSearch,
    SearchDue,
    SearchUpkeep,
)
from backend.contacts.models.sources import DataSource
from backend.contacts.models.vocabulary import Classification, FieldDefinition, Term, Vocabulary

__all__ = [
    "Candidate",
    "Channel",
    "Classification",
    "ContactList",
    "ContactPoint",
    "DataSource",
    "DuplicatePair",
    "DuplicateRun",
    "Export",
    "ExportFile",
    "ExportHabit",
    "ExternalId",
    "Feed",
    "FeedRun",
    "FieldDefinition",
    "Import",
    "ImportChange",
    "ImportChunk",
    "ImportMapping",
    "ImportRow",
    "Intermediary",
    "LetterTemplate",
    "LetterTemplateFile",
    "LexiconToken",
    "ListChangeItem",
    "ListChangeRequest",
    "ListMember",
    "ListPin",
    "MergeOperation",
    "MergedRow",
    "Objection",
    "Organisation",
    "OrganisationSearch",
    "Person",
    "PersonSearch",
    "Policy",
    "Position",
    "PositionMove",
    "RecordKind",
    "SearchDue",
    "SearchUpkeep",
    "Source",
    "SurvivorshipRule",
    "Term",
    "Vocabulary",
]
