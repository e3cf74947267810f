"""The shipped weights: how likely each level of agreement is, under each reading of a pair of records.

A pair is read in five ways: the same person; strangers; two of one household; colleagues; a father and a son (or
any two of a family that share the whole name). Strangers agree by chance, and their chances are counted on the base
itself (see chances.py); the others are given here. Fellegi and Sunter (1969) for the method, Winkler (2006) for
levels, term frequencies and typing errors. Set on generated data of seeds 1 to 5 and on FEBRL 1 and 2:
docs/duplicates.md.
"""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.levels import (
    BirthLevel,
    CodeLevel,
    NameLevel,
    PointLevel,
    SameLevel,
    StreetLevel,
    WordsLevel,
)

Table = npt.NDArray[np.float64]

THRESHOLD = 0.8
"""A pair is shown as a duplicate from this probability on. One value for every base and every file."""

LEAST_RECORDS = 1000
"""Below this size a base says too little about what coincides in it."""


class Reading(StrEnum):
    SAME = "same"
    STRANGERS = "strangers"
    HOUSEHOLD = "household"
    COLLEAGUES = "colleagues"
    NAMESAKES = "namesakes"


PER_RECORD = {
    Reading.SAME: 0.25,
    Reading.HOUSEHOLD: 0.25,
    Reading.COLLEAGUES: 2.0,
    Reading.NAMESAKES: 0.006,
}
"""How many other records of a base stand in this relation to a record, before anything is compared."""

SWAPPED = 0.03
"""How often given name and surname are typed in each other's place."""

NAME_CHANGES = np.array([0.3, 2.0, 1.0])
"""A man, a woman, nobody knows: how often the surname is another one, as a multiple of its share in `SAME`."""

FIELDS = {
    "given": NameLevel,
    "surname": NameLevel,
    "birth": BirthLevel,
    "street": StreetLevel,
    "postcode": CodeLevel,
    "city": WordsLevel,
    "email": PointLevel,
    "phone": PointLevel,
    "mobile": PointLevel,
    "organisation": WordsLevel,
    "civility": SameLevel,
    "generation": SameLevel,
}


def _tables(**shares: list[float]) -> dict[str, Table]:
    """Shares per level, in the order of the level's enumeration, made to sum to one."""
    found = {}
    for field, row in shares.items():
        given = np.array(row, dtype=np.float64)
        found[field] = given / given.sum()
    return found


#                exact  sound close short initial far different
#      births:   exact  swap  close parts year  different generation
#      streets:  exact  street close number far different
SAME = _tables(
    given=[0.70, 0.04, 0.09, 0.05, 0.02, 0.03, 0.07],
    surname=[0.76, 0.04, 0.09, 0.03, 0.002, 0.02, 0.06],
    birth=[0.85, 0.02, 0.05, 0.03, 0.005, 0.025, 0.02],
    street=[0.55, 0.08, 0.08, 0.07, 0.07, 0.15],
    postcode=[0.86, 0.08, 0.03, 0.03],
    city=[0.84, 0.09, 0.02, 0.05],
    email=[0.52, 0.06, 0.05, 0.37],
    phone=[0.50, 0.0001, 0.05, 0.45],
    mobile=[0.74, 0.0001, 0.05, 0.21],
    organisation=[0.58, 0.08, 0.05, 0.29],
    civility=[0.985, 0.015],
    generation=[0.98, 0.02],
)
MOVED = _tables(postcode=[0.40, 0.05, 0.15, 0.40], city=[0.40, 0.05, 0.05, 0.50])
"""The same person, at another street."""

NEW_POSITION = _tables(
    street=[0.15, 0.03, 0.03, 0.04, 0.06, 0.69],
    postcode=[0.36, 0.04, 0.15, 0.45],
    city=[0.40, 0.05, 0.05, 0.50],
    email=[0.22, 0.12, 0.03, 0.63],
    phone=[0.20, 0.0001, 0.03, 0.77],
)
"""The same person, in another organisation: all that belongs to the old one has changed with it."""

_HOME = _tables(
    street=[0.85, 0.05, 0.04, 0.01, 0.02, 0.03],
    postcode=[0.93, 0.03, 0.02, 0.02],
    city=[0.93, 0.04, 0.01, 0.02],
    email=[0.10, 0.02, 0.01, 0.87],
    phone=[0.55, 0.0001, 0.02, 0.43],
    mobile=[0.15, 0.0001, 0.01, 0.84],
)
RELATED: dict[Reading, dict[str, Table]] = {
    Reading.HOUSEHOLD: _HOME
    | _tables(
        surname=[0.70, 0.02, 0.05, 0.05, 0.001, 0.01, 0.17],
        birth=[0.0015, 0.0005, 0.004, 0.02, 0.04, 0.50, 0.43],
    ),
    Reading.COLLEAGUES: _tables(
        street=[0.70, 0.10, 0.05, 0.03, 0.02, 0.10],
        postcode=[0.85, 0.04, 0.05, 0.06],
        city=[0.85, 0.05, 0.02, 0.08],
        email=[0.15, 0.01, 0.01, 0.83],
        phone=[0.45, 0.0001, 0.10, 0.45],
        mobile=[0.01, 0.0001, 0.005, 0.985],
        organisation=[0.88, 0.07, 0.03, 0.02],
    ),
    Reading.NAMESAKES: _HOME
    | _tables(
        given=[0.88, 0.02, 0.03, 0.04, 0.02, 0.005, 0.005],
        surname=[0.94, 0.02, 0.02, 0.01, 0.001, 0.005, 0.005],
        birth=[0.001, 0.001, 0.03, 0.01, 0.002, 0.06, 0.90],
        civility=[0.98, 0.02],
        mobile=[0.25, 0.0001, 0.01, 0.74],
        generation=[0.10, 0.90],
    ),
}
"""What two related people share. A field that is not named here agrees as it does among strangers."""
