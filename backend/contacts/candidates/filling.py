"""What a candidate adds to a record that is there: the empty is filled, the missing is added, nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.contacts.candidates.facts import CandidateFacts, email_of, names_of
from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.contacts.names import match_key
from backend.contacts.organisations import organisation_named
from backend.contacts.phones import read_phone, show_phone
from backend.contacts.provenance import of_position, own_by_hand
from backend.contacts.sensitive import Sight

Kind = ContactPoint.Kind
_NUMBERS = (Kind.PHONE, Kind.MOBILE)
N = "\u202f"  # the narrow no-break space that French puts before a colon


@dataclass(frozen=True, slots=True)
class NewPoint:
    kind: str
    value: str
    extension: str = ""

    @property
    def shown(self) -> str:
        return show_phone(self.value, self.extension) if self.kind in _NUMBERS else self.value


@dataclass(frozen=True, slots=True)
class Filling:
    """What FACTS add to a person: FUNCTION_OF is a position whose function they tell."""

    given_name: str
    position: bool
    function_of: Position | None
    points: list[NewPoint]
    facts: CandidateFacts

    def told(self) -> list[str]:
        """Each addition as an officer reads it."""
        job = ", ".join(text for text in (self.facts.function, self.facts.organisation) if text)
        return [
            *([f"Prénom{N}: {self.given_name}"] if self.given_name else []),
            *([f"Fonction{N}: {job}"] if self.position else []),
            *([f"Fonction{N}: {self.facts.function}"] if self.function_of else []),
            *(f"{Kind(point.kind).label}{N}: {point.shown}" for point in self.points),
        ]


def points_in(facts: CandidateFacts) -> list[NewPoint]:
    """Those of FACTS that can be kept."""
    points = []
    if email := email_of(facts):
        points.append(NewPoint(Kind.EMAIL, email))
    if facts.phone and (number := read_phone(facts.phone)):
        kind = Kind.MOBILE if number.is_mobile else Kind.PHONE
        points.append(NewPoint(kind, number.value, number.extension))
    if facts.profile:
        points.append(NewPoint(Kind.SOCIAL, facts.profile))
    return points


def filling_for(person: Person, facts: CandidateFacts, sight: Sight) -> Filling:
    """PERSON comes with points and positions. What SIGHT hides is as if it were not there: nothing tells of it."""
    positions = list(person.positions.all())
    there = {(_family(point.kind), point.value) for point in _points(person, positions) if sight.shows(point)}
    current = [position for position in positions if position.is_current]
    same = next(
        (
            position
            for position in current
            if facts.organisation and _house(position) == match_key(facts.organisation)
        ),
        None,
    )
    return Filling(
        given_name="" if person.given_name else names_of(facts)[0],
        position=not current and bool(facts.organisation or facts.function),
        function_of=same if same and facts.function and not same.function else None,
        points=[point for point in points_in(facts) if (_family(point.kind), point.value) not in there],
        facts=facts,
    )


def fill(person: Person, filling: Filling) -> None:
    """Write FILLING into PERSON, whose row is locked. The caller brings up to date what is derived of it."""
    facts = filling.facts
    if filling.given_name:
        person.given_name = filling.given_name
        own_by_hand(person, "given_name")
        person.save()
    if filling.position:
        Position.objects.create(
            person=person,
            organisation=organisation_named(facts.organisation) if facts.organisation else None,
            function=facts.function,
            is_main=not person.positions.filter(is_main=True).exists(),
        )
    if filling.function_of:
        position = filling.function_of
        position.function = facts.function
        position.save()
        if (key := of_position(position.pk, "function")) in person.provenance:
            own_by_hand(person, key)
            person.save()
    for point in filling.points:
        _add(person, point)


def _add(person: Person, point: NewPoint) -> None:
    beside = list(ContactPoint.objects.filter(person=person))
    ContactPoint.objects.create(
        person=person,
        kind=point.kind,
        value=point.value,
        extension=point.extension,
        is_main=not any(other.kind == point.kind for other in beside),
        rank=min(max((other.rank for other in beside), default=-1) + 1, 32_000),
    )


def _points(person: Person, positions: Iterable[Position]) -> Iterable[ContactPoint]:
    yield from person.contact_points.all()
    for position in positions:
        yield from position.contact_points.all()


def _family(kind: str) -> str:
    """A number is the same as a telephone's and as a mobile's."""
    return Kind.PHONE if kind in _NUMBERS else kind


def _house(position: Position) -> str:
    held: Organisation | None = position.organisation
    return held.match_key if held else ""
