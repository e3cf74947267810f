"""A base of prepared records as columns of numbers, and how frequent each value is in it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.frequencies import GIVEN, SURNAMES, UNKNOWN, WEIGHT
from backend.contacts.matching.records import Prepared
from backend.contacts.matching.vocabulary import Names, Words

Ids = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
POINTS_AT_MOST = 3
"""E-mail addresses and numbers of one record that are compared."""


class Columns:
    """RECORDS in the order given; ids are places in it. Frequencies are counted over all of them.

    TOTAL is the size of the base where RECORDS are only those of it that look alike.
    """

    def __init__(self, records: Sequence[Prepared], total: int | None = None) -> None:
        self.records = records
        self.total = max(total or 0, len(records))
        self.are_all = self.total == len(records)
        self._name(records)
        self.births = Words(record.birth for record in records)
        self.birth = self.births.of(record.birth for record in records)
        self.streets = Words(record.street for record in records)
        self.street = self.streets.of(record.street for record in records)
        numbers = Words(record.number for record in records)
        self.number = numbers.of(record.number for record in records)
        self.postcodes = Words(record.postcode for record in records)
        self.postcode = self.postcodes.of(record.postcode for record in records)
        self.cities = Words(record.city for record in records)
        self.city = self.cities.of(record.city for record in records)
        self.emails, self.email = _several([record.emails for record in records])
        self.email_local = Words(_local(text) for text in self.emails.values).of(
            _local(text) for text in self.emails.values
        )
        self.phones, self.phone = _several([record.phones for record in records])
        self.mobiles, self.mobile = _several([record.mobiles for record in records])
        self.organisations = Words(record.organisation for record in records)
        self.organisation = self.organisations.of(record.organisation for record in records)
        self.civility = Words(["M.", "Mme"]).of(record.civility for record in records)
        self.generation = Words(["fils", "pere"]).of(record.generation for record in records)
        self._count()

    def __len__(self) -> int:
        return len(self.records)

    def _name(self, records: Sequence[Prepared]) -> None:
        surnames = [record.surnames for record in records]
        self.names = Names(
            [record.given for record in records] + [name for names in surnames for name in names]
        )
        self.given = self.names.of(record.given for record in records)
        self.surname = self.names.of(names[0] if names else "" for names in surnames)
        self.other = self.names.of(names[1] if len(names) > 1 else "" for names in surnames)

    def _count(self) -> None:
        """A value is counted once a person, as far as one can tell who is one before anything is compared."""
        by_surname, by_given = _sounds(self.names, self.surname), _sounds(self.names, self.given)
        place = _together(self.street, np.where(self.number < 0, -1, self.number))
        self.house = np.where((self.street < 0) | (self.number < 0), -1, place)
        distinct, self.house = np.unique(self.house, return_inverse=True)
        tie = self._tie()
        givens = _holders(self.given, _together(by_surname, tie), len(self.names))
        surnames = _holders(self.surname, _together(by_given, tie), len(self.names))
        self.names.holders = np.maximum(givens, surnames)
        self.given_share = self._shares(givens, _shipped(self.names, GIVEN))
        self.surname_share = self._shares(surnames, _shipped(self.names, SURNAMES))
        named = _together(by_surname, by_given)
        self.held_by = np.where(by_given >= 0, by_given, by_surname + 1_000_000_000)
        self.birth_share = self._shares(_holders(self.birth, named, len(self.births)), 1 / 25_000)
        self.street_share = self._shares(_holders(self.street, named, len(self.streets)), UNKNOWN)
        self.house_share = self._shares(_holders(self.house, named, len(distinct)), UNKNOWN / 10)
        self.postcode_share = self._shares(_holders(self.postcode, named, len(self.postcodes)), 0.001)
        self.city_share = self._shares(_holders(self.city, named, len(self.cities)), 0.001)
        self.email_holders = _holders_of_several(self.email, self.held_by, len(self.emails))
        self.phone_holders = _holders_of_several(self.phone, self.held_by, len(self.phones))
        self.mobile_holders = _holders_of_several(self.mobile, self.held_by, len(self.mobiles))
        self.organisation_share = self._shares(
            _holders(self.organisation, named, len(self.organisations)), UNKNOWN
        )

    def _tie(self) -> Ids:
        """What tells two persons of one name apart: the birth date, or else the house, or else the telephone."""
        house, phone = self.house + 1_000_000_000, self.phone[:, 0] + 2_000_000_000
        mobile = self.mobile[:, 0] + 3_000_000_000
        rest = np.where(self.house > 0, house, np.where(self.phone[:, 0] >= 0, phone, -1))
        rest = np.where((rest < 0) & (self.mobile[:, 0] >= 0), mobile, rest)
        return np.where(self.birth >= 0, self.birth, rest)

    def share_of_others(self, holders: Ids, ids: Ids, a: Ids, b: Ids, unseen: float) -> Shares:
        """The chance that a stranger holds the value IDS, which A and B both hold, by who else does.

        Holders are told apart by their given names, for a married name makes nobody another person. UNSEEN counts
        for a value that nobody else holds.
        """
        others = holders[ids] - 1 - (self.held_by[a] != self.held_by[b])
        return np.asarray((np.maximum(others, 0) + unseen) / (self.total + WEIGHT), dtype=np.float64)

    def _shares(self, holders: npt.NDArray[np.int64], shipped: Shares | float) -> Shares:
        """The chance that a stranger holds a value: the pair at hand is left out of the count."""
        return np.asarray(
            (np.maximum(holders - 1, 0) + 0.5 + WEIGHT * shipped) / (self.total + WEIGHT), dtype=np.float64
        )


def _holders(values: Ids, companions: Ids, size: int) -> npt.NDArray[np.int64]:
    """How many different companions each value has: duplicates of one person do not make a name frequent."""
    known = values >= 0
    pairs = np.unique(np.stack([values[known], companions[known]]), axis=1)
    return np.bincount(pairs[0], minlength=size).astype(np.int64)


def _together(one: Ids, other: Ids) -> Ids:
    """A number for each pair of numbers."""
    return np.unique(np.stack([one, other]), axis=1, return_inverse=True)[1].ravel()


def _holders_of_several(values: Ids, companions: Ids, size: int) -> npt.NDArray[np.int64]:
    return _holders(values.ravel(), np.repeat(companions, values.shape[1]), size)


def _sounds(names: Names, ids: Ids) -> Ids:
    return np.where(ids >= 0, names.sound[ids], -1) if len(names) else ids


def _shipped(names: Names, shares: Mapping[str, float]) -> Shares:
    return np.array([shares.get(text, UNKNOWN) for text in names.values], dtype=np.float64)


def _several(lists: Sequence[Sequence[str]]) -> tuple[Words, Ids]:
    words = Words(text for texts in lists for text in texts)
    ids = np.full((len(lists), POINTS_AT_MOST), -1, dtype=np.int64)
    for place, texts in enumerate(lists):
        for rank, text in enumerate(texts[:POINTS_AT_MOST]):
            ids[place, rank] = words.ids[text]
    return words, ids


def _local(email: str) -> str:
    """The part before the @ where it names somebody: `redaction@` and `contact@` are of many houses."""
    local = email.partition("@")[0]
    return local if len(local) >= 5 and local not in _GENERIC else ""


_GENERIC: Iterable[str] = {
    *(
        "contact",
        "contacts",
        "redaction",
        "presse",
        "press",
        "accueil",
        "info",
        "infos",
        "information",
        "direction",
    ),
    *(
        "secretariat",
        "communication",
        "standard",
        "bonjour",
        "hello",
        "admin",
        "office",
        "service",
        "mairie",
        "culture",
    ),
}
