"""While a new record is typed: who is in the base already (RF-7). Reads only, and keeps nothing of the draft."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from backend.contacts.duplicates.records import records_of
from backend.contacts.matching import Learned, Matcher, Record
from backend.contacts.models import ContactPoint, Person
from backend.contacts.points import read_point
from backend.contacts.queries import search_people, visible_to
from backend.contacts.sensitive import sight_of
from backend.core.text import fold

_CANDIDATES = 20
_SHOWN = 5
_LEAST = 0.3
_DRAFT = "draft"


def candidates_for(
    user: Any,
    *,
    given_name: str,
    family_name: str,
    birth_name: str,
    birth_date: date | None,
    organisation: str,
    emails: list[str],
    phones: list[str],
) -> list[dict[str, Any]]:
    """The likeliest first, with the sentences of what speaks for each; namesakes always, for who types can tell."""
    sight = sight_of(user)
    kept = [*_kept("email", emails), *_kept("phone", phones)]
    ids = _by_points(kept, private=sight.sees)
    if family_name:
        found = search_people(user, f"{given_name} {family_name}", limit=_CANDIDATES)
        ids |= {person.pk for person in found.persons}
    persons = visible_to(user).in_bulk(list(ids))
    if not persons:
        return []
    draft = Record(
        id=_DRAFT,
        given_name=given_name,
        surname=family_name,
        other_surname=birth_name,
        birth_date=birth_date if sight.sees else None,
        organisation=organisation,
        emails=emails,
        phones=phones,
    )
    # What may not be seen is not compared either: a reason would tell it.
    known = records_of(list(persons), private=sight.sees)
    matcher = Matcher([draft, *known], learned=Learned(), total=_size_of_base())
    typed = fold(f"{given_name} {family_name}") if given_name and family_name else None
    namesakes = {pk for pk, person in persons.items() if fold(person.name) == typed}
    pairs = zip(persons, matcher.compare_with(_DRAFT, map(str, persons)), strict=True)
    likely = sorted(
        (pair for pair in pairs if pair[1].score >= _LEAST or pair[0] in namesakes),
        key=lambda pair: -pair[1].score,
    )
    return [
        {
            "id": pk,
            "name": persons[pk].name,
            "detail": ", ".join(
                text
                for text in (persons[pk].summary.get("function"), persons[pk].summary.get("organisation"))
                if text
            ),
            "score": pair.score,
            "why": [one.sentence for one in pair.why if one.bits > 0],
        }
        for pk, pair in likely[:_SHOWN]
    ]


def _size_of_base() -> int:
    """About how many persons there are, as PostgreSQL's own statistics have it: a name is frequent among these."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::int FROM pg_class WHERE oid = %s::regclass", [Person._meta.db_table]
        )
        return max(int(cursor.fetchone()[0]), 0)


def _kept(kind: str, texts: list[str]) -> list[str]:
    found = []
    for text in texts:
        try:
            found.append(read_point(kind, text).value)
        except ValueError:
            continue  # half typed
    return found


def _by_points(values: list[str], *, private: bool) -> set[UUID]:
    points = ContactPoint.objects.filter(kind__in=("email", "phone", "mobile"), value__in=values)
    if not private:
        points = points.filter(is_private=False)
    rows: list[tuple[UUID | None, ...]] = list(
        points.values_list("person_id", "position__person_id")[: _CANDIDATES * 3]
    )
    return {pk for row in rows for pk in row if pk is not None}
