"""Each row against the base and the rows before it: create, update, unchanged.

The dry run and the commit run this same code; the dry run never saves what it holds.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts import present
from backend.contacts.imports.copying import fresh
from backend.contacts.imports.draft import Draft, Problem
from backend.contacts.imports.filling import Filler
from backend.contacts.imports.known import Known, KnownOrganisation
from backend.contacts.imports.rules import Rules
from backend.contacts.models import Classification, ContactPoint, ExternalId, Organisation, Person
from backend.contacts.names import names_agree, sort_name
from backend.contacts.queries import with_details

T = TypeVar("T")
_ASKED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Judgement:
    outcome: str
    known: Known
    warnings: list[Problem]
    changes: list[dict[str, Any]] = field(default_factory=list)


class Roster:
    """The persons whom a set of rows may be about, and the judgement of each row in turn.

    AGAIN counts how often the keys of the file are still to come (keys_of): what no later row can mean is
    forgotten slice by slice, so that memory does not grow with the file.
    """

    def __init__(self, persons: QuerySet[Person], rules: Rules, again: Counter[int] | None = None) -> None:
        self.persons = persons
        self.rules = rules
        self.again = again
        self.by_email: dict[str, list[Known]] = {}
        self.by_name: dict[str, list[Known]] = {}
        self.by_external: dict[str, Known] = {}
        self.known: dict[UUID, Known] = {}
        self.touched: dict[UUID, Known] = {}
        self.filler = Filler(rules)

    @property
    def organisations(self) -> dict[str, KnownOrganisation]:
        return self.filler.organisations

    def judge(self, draft: Draft) -> Judgement:
        known, warnings = self._match(draft)
        if known is None:
            known = self._create(draft)
            return Judgement("create", known, warnings + self.filler.warnings)
        changed = self._fill(known, draft)
        outcome = "update" if changed else "unchanged"
        return Judgement(outcome, known, warnings + self.filler.warnings, self.filler.changes)

    # Who is meant

    def _match(self, draft: Draft) -> tuple[Known | None, list[Problem]]:
        if draft.external_id and (numbered := self.by_external.get(draft.external_id)):
            return numbered, []
        same_email = [known for email in draft.emails for known in self.by_email.get(email, [])]
        agreeing = [known for known in same_email if names_agree(known.name_key, draft.name_key)]
        if agreeing:
            return agreeing[0], []
        same_name = self.by_name.get(draft.name_key, [])
        found = next((known for known in same_name if _same_person(known, draft)), None)
        return found, [_shared(draft, same_email[0])] if same_email and found is None else []

    # What becomes of them

    def _create(self, draft: Draft) -> Known:
        person = fresh(
            Person, given_name=draft.given_name, family_name=draft.family_name, origin_row=draft.row
        )
        known = Known(person, [], [], row=draft.row, is_new=True)
        self._fill(known, draft)
        self._index(known)
        return known

    def _fill(self, known: Known, draft: Draft) -> bool:
        self.touched[known.person.pk] = known
        had = known.emails if not known.is_new else set()
        changed = self.filler.fill(known, draft)
        if not known.is_new:
            for email in known.emails - had:
                self.by_email.setdefault(email, []).append(known)
        if known.external_id and self.rules.source:
            self.by_external.setdefault(known.external_id, known)
        return changed

    # What is known beforehand

    def load(self, drafts: list[Draft]) -> None:
        """Read what the base knows of those whom DRAFTS may mean, and is not known yet."""
        self._load_organisations(drafts)
        ids = _with_emails({email for draft in drafts for email in draft.emails})
        ids |= _with_names(self.persons, {sort_name(draft.given_name, draft.family_name) for draft in drafts})
        numbered = self._numbered({draft.external_id for draft in drafts} - {""})
        ids |= set(numbered)
        for some in _chunks(sorted(ids - set(self.known))):
            for person in with_details(self.persons.filter(pk__in=some).order_by("created_at", "id")):
                known = Known(person, list(person.positions.all()), list(present.points(person)))
                known.external_id = numbered.get(person.pk, "")
                self._index(known)
        if any(draft.terms for draft in drafts):
            self._load_terms(ids)

    def forget(self, drafts: list[Draft]) -> None:
        """DRAFTS are judged; drop those whom no later row can mean."""
        if self.again is None:
            return
        for draft in drafts:
            self.again.subtract(keys_of(draft))
        gone = {pk for pk, known in self.known.items() if not self._may_come_again(known)}
        for index in (self.by_email, self.by_name):
            for key in [key for key, found in index.items() if any(one.person.pk in gone for one in found)]:
                index[key] = [one for one in index[key] if one.person.pk not in gone]
                if not index[key]:
                    del index[key]
        for pk in gone:
            known = self.known.pop(pk)
            self.touched.pop(pk, None)
            self.by_external.pop(known.external_id, None)
        if not self.known:
            self.touched.clear()

    def _may_come_again(self, known: Known) -> bool:
        assert self.again is not None
        keys = [hash(known.name_key), *map(hash, known.emails)]
        if known.external_id:
            keys.append(hash(known.external_id))
        return any(self.again[key] > 0 for key in keys)

    def _load_organisations(self, drafts: list[Draft]) -> None:
        keys = {draft.organisation_key for draft in drafts} - {""} - set(self.organisations)
        found: list[Organisation] = []
        for some in _chunks(sorted(keys)):
            found += Organisation.objects.filter(match_key__in=some)
        for organisation in found:
            self.organisations[organisation.match_key] = KnownOrganisation(organisation)
        new = {item.pk: self.organisations[item.match_key] for item in found}
        if new and any(draft.reach for draft in drafts):
            for point in ContactPoint.objects.filter(organisation__in=new):
                new[point.organisation_id].points.append(point)  # type: ignore[index]
        if new and any("organisation_kind" in draft.terms for draft in drafts):
            for pk, term in Classification.objects.filter(organisation__in=new).values_list(
                "organisation", "term"
            ):
                new[pk].terms.add(term)

    def _numbered(self, values: set[str]) -> dict[UUID, str]:
        if not (values and self.rules.source):
            return {}
        found: dict[UUID, str] = {}
        for some in _chunks(sorted(values)):
            ids = ExternalId.objects.filter(data_source=self.rules.source, value__in=some)
            found |= dict(ids.values_list("person_id", "value"))
        return found

    def _load_terms(self, ids: set[UUID]) -> None:
        for some in _chunks(sorted(ids)):
            of_persons = Classification.objects.filter(person__in=some).values_list("person_id", "term_id")
            of_positions = Classification.objects.filter(position__person__in=some)
            for pk, term in [*of_persons, *of_positions.values_list("position__person_id", "term_id")]:
                if pk in self.known:
                    self.known[pk].terms.add(term)

    def _index(self, known: Known) -> None:
        self.known[known.person.pk] = known
        self.by_name.setdefault(known.name_key, []).append(known)
        for email in known.emails:
            self.by_email.setdefault(email, []).append(known)
        if known.external_id:
            self.by_external[known.external_id] = known


def keys_of(draft: Draft) -> list[int]:
    """What a later row can be recognised by, as small numbers: the name, the e-mails, the number at the source."""
    keys = [hash(draft.name_key), *map(hash, draft.emails)]
    return [*keys, hash(draft.external_id)] if draft.external_id else keys


def _same_person(known: Known, draft: Draft) -> bool:
    """Same name: the same person in one organisation; without any, unless e-mails tell them apart."""
    if draft.organisation_key not in known.organisation_keys:
        return False
    apart = bool(draft.emails) and bool(known.emails) and not known.emails & set(draft.emails)
    return bool(draft.organisation_key) or not apart


def _shared(draft: Draft, other: Known) -> Problem:
    email = next(email for email in draft.emails if email in other.emails)
    message = f"L’adresse {email} est aussi celle de {other.person.name} ({other.where}) : boîte partagée ?"
    return Problem(draft.row, "", "shared_email", message[:300], "warning")


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
