"""How likely each level is between strangers, counted on the base itself."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backend.contacts.matching.columns import Columns
from backend.contacts.matching.compare import Comparison, compare
from backend.contacts.matching.levels import (
    MISSING,
    CodeLevel,
    NameLevel,
    PointLevel,
    StreetLevel,
    WordsLevel,
)
from backend.contacts.matching.weights import FIELDS, SAME

Ids = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
_NONE = np.zeros(0, dtype=np.int8)
_PAIRS = 60_000
_SMOOTHING = 20
_UNSEEN = {"email": 0.05, "phone": 0.3, "mobile": 0.03}
"""For how many holders an address or number counts that nobody else in the base has."""
_INITIAL = 0.1
"""Where one side is an initial, strangers share it this often."""
_LEAST = {
    "given": [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.99],
    "surname": [1e-4, 1e-4, 2e-4, 5e-4, 2e-4, 5e-3, 0.99],
    "birth": [5e-5, 3e-5, 1e-3, 4e-3, 0.012, 0.62, 0.36],
    "street": [1e-5, 1e-4, 5e-4, 5e-4, 0.03, 0.97],
    "postcode": [1e-3, 5e-3, 0.03, 0.96],
    "city": [1e-3, 1e-3, 0.01, 0.98],
    "email": [1e-5, 1e-4, 1e-5, 0.999],
    "phone": [1e-5, 1e-6, 1e-5, 0.999],
    "mobile": [1e-5, 1e-6, 1e-5, 0.999],
    "organisation": [5e-3, 2e-3, 0.02, 0.97],
    "civility": [0.55, 0.45],
    "generation": [0.5, 0.5],
}


@dataclass(frozen=True, slots=True)
class Chances:
    """What strangers share.

    Attributes:
        levels: for each field, the share of each level among random pairs.
        town: how often strangers of one postcode write one town.
        postcode: how often strangers in streets of one name have one postcode.
    """

    levels: dict[str, Shares]
    town: float
    postcode: float


def estimate(columns: Columns) -> Chances:
    """From random pairs of COLUMNS, the same ones for the same records; shipped where they are only look-alikes."""
    if not columns.are_all:
        return Chances({field: _shares(_NONE, field) for field in FIELDS}, town=0.5, postcode=0.5)
    count = len(columns)
    random = np.random.default_rng(count)
    a, b = random.integers(0, max(count, 1), (2, min(_PAIRS, count * count)))
    sample = compare(columns, a[a != b], b[a != b])
    return Chances(
        {field: _shares(sample.levels[field], field) for field in FIELDS},
        town=_given(columns, columns.postcode, columns.city, random),
        postcode=_given(columns, columns.street, columns.postcode, random),
    )


def _shares(levels: npt.NDArray[np.int8], field: str) -> Shares:
    prior = np.array(_LEAST[field])
    known = levels[levels != MISSING]
    prior /= prior.sum()
    counts = np.bincount(known, minlength=len(prior)) + _SMOOTHING * prior
    return np.asarray(np.maximum(counts / counts.sum(), prior / 2), dtype=np.float64)


def _given(columns: Columns, known: Ids, asked: Ids, random: np.random.Generator) -> float:
    """How often strangers agree on ASKED when they do on KNOWN, seen on neighbours of other names and births."""
    order = np.lexsort((random.permutation(len(columns)), known))
    a, b = order[:-1], order[1:]
    kept = (known[a] == known[b]) & (known[a] >= 0) & (asked[a] >= 0) & (asked[b] >= 0)
    kept &= (columns.surname[a] != columns.surname[b]) & (columns.given[a] != columns.given[b])
    kept &= (columns.birth[a] != columns.birth[b]) | (columns.birth[a] < 0)
    same = asked[a[kept]] == asked[b[kept]]
    return float((same.sum() + 5 * 0.5) / (len(same) + 5))


def of_strangers(columns: Columns, chances: Chances, found: Comparison) -> dict[str, Shares]:
    """For each field the chance that strangers agree as each pair does; a value that is frequent is likely."""
    levels = found.levels
    shares = {field: chances.levels[field][np.maximum(levels[field], 0)] for field in FIELDS}
    for field, share, ids in (
        ("given", columns.given_share, found.given),
        ("surname", columns.surname_share, found.surname),
    ):
        initials = float(SAME[field][NameLevel.INITIAL])
        shares[field] = _of_names(columns, share, levels[field], ids, shares[field], initials)
    a = found.a
    _where(shares["birth"], levels["birth"] == 0, columns.birth_share, columns.birth[a])
    _where(shares["street"], levels["street"] == StreetLevel.EXACT, columns.house_share, columns.house[a])
    one_street = (levels["street"] == StreetLevel.STREET) | (levels["street"] == StreetLevel.OTHER_NUMBER)
    _where(shares["street"], one_street, columns.street_share, columns.street[a])
    _where(shares["postcode"], levels["postcode"] == 0, columns.postcode_share, columns.postcode[a])
    _where(shares["city"], levels["city"] == 0, columns.city_share, columns.city[a])
    _points(columns, found, shares)
    _by_name(shares["email"], levels)
    _where(
        shares["organisation"],
        levels["organisation"] == 0,
        columns.organisation_share,
        columns.organisation[a],
    )
    _towns(shares, levels, chances)
    return shares


def _points(columns: Columns, found: Comparison, shares: dict[str, Shares]) -> None:
    """An address or a number that many hold is a desk's; one that nobody else holds is hardly a stranger's."""
    for field, holders, ids in (
        ("email", columns.email_holders, found.email),
        ("phone", columns.phone_holders, found.phone),
        ("mobile", columns.mobile_holders, found.mobile),
    ):
        same = np.flatnonzero(found.levels[field] == PointLevel.EXACT)
        shares[field][same] = columns.share_of_others(
            holders, ids[same], found.a[same], found.b[same], _UNSEEN[field]
        )


def _of_names(
    columns: Columns,
    share: Shares,
    levels: npt.NDArray[np.int8],
    ids: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    shares: Shares,
    initials: float,
) -> Shares:
    """Exact: the share of the name. Nearly so: that of the more frequent of both, for one is an error for it."""
    if not len(share):
        return shares
    more = np.maximum(share[ids[0]], share[ids[1]])
    by_sound = np.bincount(columns.names.sound, weights=share)
    found = shares.copy()
    found[levels == NameLevel.EXACT] = more[levels == NameLevel.EXACT]
    alike = levels == NameLevel.SOUND
    found[alike] = by_sound[columns.names.sound[ids[0]]][alike]
    near = levels == NameLevel.CLOSE
    found[near] = np.maximum(more, shares)[near]
    found[levels == NameLevel.SHORT] = more[levels == NameLevel.SHORT]
    found[levels == NameLevel.INITIAL] = _INITIAL * initials
    return found


def _where(
    shares: Shares, places: npt.NDArray[np.bool_], of_values: Shares, ids: npt.NDArray[np.int64]
) -> None:
    shares[places] = of_values[ids[places]]


def _towns(shares: dict[str, Shares], levels: dict[str, npt.NDArray[np.int8]], chances: Chances) -> None:
    """One street tells the postcode, and one postcode the town: the second to agree is no second proof."""
    street = levels["street"]
    at_home = (street != MISSING) & (street <= StreetLevel.OTHER_NUMBER)
    code, city = levels["postcode"] == CodeLevel.EXACT, levels["city"] == WordsLevel.EXACT
    _at_least(shares["postcode"], code & at_home, chances.postcode)
    _at_least(shares["city"], city & (code | (levels["postcode"] == MISSING)) & at_home, chances.postcode)
    _at_least(shares["city"], city & code, chances.town)


def _by_name(email: Shares, levels: dict[str, npt.NDArray[np.int8]]) -> None:
    """`jean.martin@` of two houses, `jean.marin@` of one: said by the names already, and no proof beside them."""
    surname = levels["surname"]
    named = (surname != MISSING) & (surname <= NameLevel.SHORT)
    email[(levels["email"] == PointLevel.LOCAL) & named] = SAME["email"][PointLevel.LOCAL]
    near = (surname > NameLevel.EXACT) & (surname <= NameLevel.FAR)
    email[(levels["email"] == PointLevel.CLOSE) & near] = SAME["email"][PointLevel.CLOSE]


def _at_least(shares: Shares, places: npt.NDArray[np.bool_], share: float) -> None:
    shares[places] = np.maximum(shares[places], share)
