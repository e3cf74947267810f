"""Each row against the base and the rows before it: create, update, unchanged.

The dry run and the commit run this same code; the dry run never saves what it holds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts import present
from backend.contacts.imports.draft import Draft, DraftPoint, Problem
from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.contacts.names import match_key, name_key, names_agree, sort_name
from backend.contacts.organisations import new_organisation
from backend.contacts.queries import with_details

T = TypeVar("T")
_ASKED_AT_ONCE = 1_000
_FILLED = ("civility", "title", "given_name", "contact_type")


@dataclass(eq=False, slots=True)
class Known:
    """A person as the import knows them: of the base, or of an earlier row. Nothing here is saved."""

    person: Person
    positions: list[Position]
    points: list[ContactPoint]
    row: int | None = None
    is_new: bool = False
    is_changed: bool = False
    new_positions: list[Position] = field(default_factory=list)
    changed_positions: list[Position] = field(default_factory=list)
    new_points: list[ContactPoint] = field(default_factory=list)

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


@dataclass(frozen=True, slots=True)
class Judgement:
    outcome: str
    known: Known
    warnings: list[Problem]


class Roster:
    """The persons whom a set of rows may be about, and the judgement of each row in turn."""

    def __init__(self, persons: QuerySet[Person], drafts: Iterable[Draft]) -> None:
        self.by_email: dict[str, list[Known]] = {}
        self.by_name: dict[str, list[Known]] = {}
        self.organisations: dict[str, Organisation] = {}
        self.touched: dict[UUID, Known] = {}
        self._load(persons, list(drafts))

    def judge(self, draft: Draft) -> Judgement:
        known, warnings = self._match(draft)
        if known is None:
            known = self._create(draft)
            return Judgement("create", known, warnings)
        changed = self._fill(known, draft, warnings)
        return Judgement("update" if changed else "unchanged", known, warnings)

    # Who is meant

    def _match(self, draft: Draft) -> tuple[Known | None, list[Problem]]:
        same_email = [known for email in draft.emails for known in self.by_email.get(email, [])]
        agreeing = [known for known in same_email if names_agree(known.name_key, draft.name_key)]
        if agreeing:
            return agreeing[0], []
        same_name = self.by_name.get(draft.name_key, [])
        found = next((known for known in same_name if _same_person(known, draft)), None)
        return found, [_shared(draft, same_email[0])] if same_email and found is None else []

    # What becomes of them

    def _create(self, draft: Draft) -> Known:
        person = Person(given_name=draft.given_name, family_name=draft.family_name, origin_row=draft.row)
        known = Known(person, [], [], row=draft.row, is_new=True)
        self._fill(known, draft, [])
        self._index(known)
        return known

    def _fill(self, known: Known, draft: Draft, warnings: list[Problem]) -> bool:
        """Fill what is empty and add what is missing; nothing that is there is overwritten."""
        self.touched[known.person.pk] = known
        filled = [self._fill_person(known, draft), self._fill_position(known, draft, warnings)]
        added = [self._add_point(known, point) for point in draft.points]
        known.is_changed |= (changed := any(filled) or any(added))
        return changed

    def _fill_person(self, known: Known, draft: Draft) -> bool:
        person, changed = known.person, False
        for name in _FILLED:
            if getattr(draft, name) and not getattr(person, name):
                setattr(person, name, getattr(draft, name))
                changed = True
        if draft.born and person.birth_date is None:
            person.birth_date, changed = draft.born, True
        missing = [line for line in draft.note.splitlines() if line and line not in person.note]
        if missing:
            person.note, changed = "\n".join([*person.note.splitlines(), *missing]), True
        return changed

    def _fill_position(self, known: Known, draft: Draft, warnings: list[Problem]) -> bool:
        if not (draft.organisation or draft.function or draft.service):
            return False
        key = draft.organisation_key
        position = next((item for item in known.positions if _key_of(item) == key), None)
        if position is None:
            return self._add_position(known, draft)
        changed = False
        for name in ("function", "service"):
            given, kept = getattr(draft, name), getattr(position, name)
            if given and not kept:
                setattr(position, name, given)
                changed = True
            elif given and match_key(given) != match_key(kept):
                warnings.append(_kept(draft, name, kept, given))
        if changed and position not in known.new_positions + known.changed_positions:
            known.changed_positions.append(position)
        return changed

    def _add_position(self, known: Known, draft: Draft) -> bool:
        position = Position(
            person=known.person, function=draft.function, service=draft.service, is_main=not known.positions
        )
        position.organisation = self._organisation(draft)
        known.positions.append(position)
        known.new_positions.append(position)
        return True

    def _organisation(self, draft: Draft) -> Organisation | None:
        key = draft.organisation_key
        if key and key not in self.organisations:
            self.organisations[key] = new_organisation(draft.organisation, key)
        return self.organisations.get(key)

    def _add_point(self, known: Known, wanted: DraftPoint) -> bool:
        if any((point.kind, point.value) == (wanted.kind, wanted.value) for point in known.points):
            return False  # an extension that differs is not worth a second number
        point = ContactPoint(
            person=known.person,
            kind=wanted.kind,
            value=wanted.value,
            extension=wanted.extension,
            label=wanted.label,
            is_main=not any(point.kind == wanted.kind for point in known.points),
            rank=min(len(known.points), 32_000),
        )
        known.points.append(point)
        known.new_points.append(point)
        if wanted.kind == ContactPoint.Kind.EMAIL and not known.is_new:
            self.by_email.setdefault(wanted.value, []).append(known)
        return True

    # What is known beforehand

    def _load(self, persons: QuerySet[Person], drafts: list[Draft]) -> None:
        self._load_organisations({draft.organisation_key for draft in drafts} - {""})
        ids = _with_emails({email for draft in drafts for email in draft.emails})
        ids |= _with_names(persons, {sort_name(draft.given_name, draft.family_name) for draft in drafts})
        for some in _chunks(sorted(ids)):
            for person in with_details(persons.filter(pk__in=some).order_by("created_at", "id")):
                self._index(Known(person, list(person.positions.all()), list(present.points(person))))

    def _load_organisations(self, keys: set[str]) -> None:
        for some in _chunks(sorted(keys)):
            for organisation in Organisation.objects.filter(match_key__in=some):
                self.organisations[organisation.match_key] = organisation

    def _index(self, known: Known) -> None:
        self.by_name.setdefault(known.name_key, []).append(known)
        for email in known.emails:
            self.by_email.setdefault(email, []).append(known)


def _same_person(known: Known, draft: Draft) -> bool:
    """Same name: the same person in one organisation; without any, unless e-mails tell them apart."""
    if draft.organisation_key not in known.organisation_keys:
        return False
    apart = bool(draft.emails) and bool(known.emails) and not known.emails & set(draft.emails)
    return bool(draft.organisation_key) or not apart


def _key_of(position: Position) -> str:
    return position.organisation.match_key if position.organisation else ""


def _shared(draft: Draft, other: Known) -> Problem:
    email = next(email for email in draft.emails if email in other.emails)
    message = f"L’adresse {email} est aussi celle de {other.person.name} ({other.where}) : boîte partagée ?"
    return Problem(draft.row, "", "shared_email", message[:300], "warning")


def _kept(draft: Draft, name: str, kept: str, given: str) -> Problem:
    what = "Fonction" if name == "function" else "Service"
    message = (
        f"{what} « {kept[:80]} » gardée, « {given[:80]} » laissée de côté."
        if name == "function"
        else (f"{what} « {kept[:80]} » gardé, « {given[:80]} » laissé de côté.")
    )
    return Problem(draft.row, "", "kept_as_is", message, "warning")


def _with_emails(emails: set[str]) -> set[UUID]:
    found: set[UUID] = set()
    for some in _chunks(sorted(emails)):
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, value__in=some)
        found |= set(points.filter(person__isnull=False).values_list("person_id", flat=True))
        of_positions = points.filter(position__isnull=False).values_list("position__person_id", flat=True)
        found |= set(of_positions)
    return found


def _with_names(persons: QuerySet[Person], names: set[str]) -> set[UUID]:
    found: set[UUID] = set()
    for some in _chunks(sorted(names)):
        found |= set(persons.filter(sort_name__in=some).values_list("pk", flat=True))
    return found


def _chunks(items: list[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, _ASKED_AT_ONCE)):
        yield some
