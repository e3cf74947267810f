"""Pairs of records, field by field: levels, and which of several names, addresses and numbers agreed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backend.contacts.matching import levels as level
from backend.contacts.matching.columns import POINTS_AT_MOST, Columns
from backend.contacts.matching.levels import MISSING, CodeLevel, NameLevel, WordsLevel
from backend.contacts.matching.vocabulary import Words

Ids = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
_GOOD = NameLevel.CLOSE


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs (a[i], b[i]), places in the columns, and how they agree.

    Attributes:
        levels: for each field, a level a pair (MISSING where a side says nothing).
        given, surname: the ids of the names that were compared, a side each.
        email, phone, mobile: the id of the value that both hold (-1: none).
        swapped: the given name of one is the surname of the other.
        married: the surname that agrees is the birth name or the married name of one.
    """

    a: Ids
    b: Ids
    levels: dict[str, Levels]
    given: tuple[Ids, Ids]
    surname: tuple[Ids, Ids]
    email: Ids
    phone: Ids
    mobile: Ids
    swapped: npt.NDArray[np.bool_]
    married: npt.NDArray[np.bool_]


def compare(columns: Columns, a: Ids, b: Ids) -> Comparison:
    names = _names(columns, a, b)
    email, one_email = _points(columns.emails, columns.email[a], columns.email[b], columns.email_local)
    phone, one_phone = _points(columns.phones, columns.phone[a], columns.phone[b], None)
    mobile, one_mobile = _points(columns.mobiles, columns.mobile[a], columns.mobile[b], None)
    postcode = level.codes(columns.postcodes, columns.postcode[a], columns.postcode[b])
    city = level.words(columns.cities, columns.city[a], columns.city[b])
    return Comparison(
        a=a,
        b=b,
        levels={
            "given": names.given_level,
            "surname": names.surname_level,
            "birth": level.births(columns.births, columns.birth[a], columns.birth[b]),
            "street": level.streets(
                columns.streets, columns.street[a], columns.street[b], (columns.number[a], columns.number[b])
            ),
            "postcode": postcode,
            "city": _said_by_postcode(postcode, city),
            "email": email,
            "phone": phone,
            "mobile": mobile,
            "organisation": level.words(
                columns.organisations, columns.organisation[a], columns.organisation[b]
            ),
            "civility": level.same(columns.civility[a], columns.civility[b]),
            "generation": level.same(columns.generation[a], columns.generation[b]),
        },
        given=names.given,
        surname=names.surname,
        email=one_email,
        phone=one_phone,
        mobile=one_mobile,
        swapped=names.swapped,
        married=names.married,
    )


def _said_by_postcode(postcode: Levels, city: Levels) -> Levels:
    """Another postcode, another town: one fact, which is counted once."""
    return np.where((postcode >= CodeLevel.AREA) & (city >= WordsLevel.FAR), MISSING, city).astype(np.int8)


@dataclass(slots=True)
class _Named:
    given_level: Levels
    surname_level: Levels
    given: tuple[Ids, Ids]
    surname: tuple[Ids, Ids]
    swapped: npt.NDArray[np.bool_]
    married: npt.NDArray[np.bool_]


def _names(columns: Columns, a: Ids, b: Ids) -> _Named:
    table = columns.names
    given, surname = (columns.given[a], columns.given[b]), (columns.surname[a], columns.surname[b])
    found = _Named(
        level.names(table, *given),
        level.names(table, *surname),
        given,
        surname,
        np.zeros(len(a), dtype=bool),
        np.zeros(len(a), dtype=bool),
    )
    _try_other_surnames(columns, found, a, b)
    _try_swapped(columns, found)
    return found


def _try_other_surnames(columns: Columns, found: _Named, a: Ids, b: Ids) -> None:
    """The birth name of one against the surname of the other: the better pair counts."""
    other = columns.other
    for one, two in ((other[a], columns.surname[b]), (columns.surname[a], other[b]), (other[a], other[b])):
        places = np.flatnonzero((one >= 0) & (two >= 0))
        levels = level.names(columns.names, one[places], two[places])
        better = (levels < found.surname_level[places]) | (found.surname_level[places] == MISSING)
        chosen = places[better]
        found.surname_level[chosen] = levels[better]
        found.surname = tuple(  # type: ignore[assignment]
            _replaced(ids, chosen, by[chosen]) for ids, by in zip(found.surname, (one, two), strict=True)
        )
        found.married[chosen] = True


def _try_swapped(columns: Columns, found: _Named) -> None:
    """Given name against surname, both ways, where as typed they do not agree."""
    weak = (found.given_level > _GOOD) & (found.surname_level > _GOOD)
    weak |= (found.given_level == MISSING) ^ (found.surname_level == MISSING)
    places = np.flatnonzero(weak)
    (given_a, given_b), (surname_a, surname_b) = (
        (ids[0][places], ids[1][places]) for ids in (found.given, found.surname)
    )
    first, second = (
        level.names(columns.names, given_a, surname_b),
        level.names(columns.names, surname_a, given_b),
    )
    good = ((first >= 0) & (first <= _GOOD)) | ((second >= 0) & (second <= _GOOD))
    good &= _sum(first, second) < _sum(found.given_level[places], found.surname_level[places])
    chosen = places[good]
    _exchange(
        found,
        chosen,
        _Side(given_a[good], surname_b[good], first[good]),
        _Side(surname_a[good], given_b[good], second[good]),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """Names of one record against names of the other."""

    a: Ids
    b: Ids
    level: Levels

    def where(self, places: npt.NDArray[np.bool_], other: "_Side") -> "_Side":
        return _Side(
            np.where(places, self.a, other.a),
            np.where(places, self.b, other.b),
            np.where(places, self.level, other.level),
        )


def _exchange(found: _Named, chosen: Ids, one: _Side, other: _Side) -> None:
    """Which side is wrong is not known: what agrees better is taken for the surname, as in a household."""
    first = _rank(one.level) <= _rank(other.level)
    surname, given = one.where(first, other), other.where(first, one)
    found.surname = (
        _replaced(found.surname[0], chosen, surname.a),
        _replaced(found.surname[1], chosen, surname.b),
    )
    found.given = _replaced(found.given[0], chosen, given.a), _replaced(found.given[1], chosen, given.b)
    found.surname_level[chosen], found.given_level[chosen] = surname.level, given.level
    found.swapped[chosen] = True


def _sum(one: Levels, other: Levels) -> npt.NDArray[np.float64]:
    return _rank(one) + _rank(other)


def _rank(levels: Levels) -> npt.NDArray[np.float64]:
    """Missing counts as no agreement."""
    return np.where(levels == MISSING, float(NameLevel.DIFFERENT), levels.astype(np.float64))


def _replaced(ids: Ids, places: Ids, by: Ids) -> Ids:
    copy = ids.copy()
    copy[places] = by
    return copy


def _points(table: Words, a: Ids, b: Ids, local: Ids | None) -> tuple[Levels, Ids]:
    """The best level over all pairs of values, and the value that both hold."""
    best = np.full(len(a), MISSING, dtype=np.int8)
    shared = np.full(len(a), -1, dtype=np.int64)
    for one in range(POINTS_AT_MOST):
        for other in range(POINTS_AT_MOST):
            known = np.flatnonzero((a[:, one] >= 0) & (b[:, other] >= 0))
            if not len(known):
                continue
            ids, others = a[known, one], b[known, other]
            found = level.points(table, ids, others, local)
            better = (found < best[known]) | (best[known] == MISSING)
            best[known[better]] = found[better]
            shared[known[ids == others]] = ids[ids == others]
    return best, shared
