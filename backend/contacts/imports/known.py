"""Records as an import knows them: of the base, or of an earlier row. Nothing here is saved."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.contacts.models import ContactPoint, Organisation, Person, Position, Term
from backend.contacts.names import name_key


@dataclass(eq=False, slots=True)
class Known:
    """A person. BEFORE and POSITIONS_BEFORE hold what changed fields said, by field."""

    person: Person
    positions: list[Position]
    points: list[ContactPoint]
    row: int | None = None
    is_new: bool = False
    is_changed: bool = False
    new_positions: list[Position] = field(default_factory=list)
    changed_positions: list[Position] = field(default_factory=list)
    new_points: list[ContactPoint] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    positions_before: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    terms: set[UUID] = field(default_factory=set)
    new_terms: list[tuple[Position | None, Term]] = field(default_factory=list)
    external_id: str = ""

    @property
    def name_key(self) -> str:
        return name_key(self.person.given_name, self.person.family_name)

    @property
    def emails(self) -> set[str]:
        return {point.value for point in self.points if point.kind == ContactPoint.Kind.EMAIL}

    @property
    def organisation_keys(self) -> set[str]:
        named = (position.organisation for position in self.positions)
        return {organisation.match_key for organisation in named if organisation} or {""}

    @property
    def where(self) -> str:
        return f"ligne {self.row}" if self.row else "déjà dans la base"


@dataclass(eq=False, slots=True)
class KnownOrganisation:
    organisation: Organisation
    points: list[ContactPoint] = field(default_factory=list)
    terms: set[UUID] = field(default_factory=set)
    is_new: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    new_points: list[ContactPoint] = field(default_factory=list)
    new_terms: list[Term] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.before or self.new_points or self.new_terms)
