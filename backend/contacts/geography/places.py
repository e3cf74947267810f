"""French places: postcodes, towns, departments, regions, and how far one is from another (README.md tells whence).

A place is named by kind and code: `region:53`, `department:2A`, `town:35238` (INSEE), `postcode:35000`.
"""

import csv
import io
import lzma
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.core.text import fold

_FOLDER = Path(__file__).parent
_EARTH_KM = 6371.0088
_POSTCODE = re.compile(r"^\d{5}$")
# Countries under which a French postcode may be written (ISO 3166-1); empty is France.
FRENCH_COUNTRIES = ("", "FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF")


@dataclass(frozen=True, slots=True)
class Place:
    """NAME is what is shown: « Rennes (35) », « Bretagne »."""

    kind: str
    code: str
    name: str
    postcodes: frozenset[str]
    weight: int = 0

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    places: dict[str, Place]
    points: dict[str, tuple[float, float]]
    words: list[tuple[str, Place]]


def place_of(place_id: str) -> Place | None:
    """The place called PLACE_ID, or None."""
    return _gazetteer().places.get(place_id)


def places_named(text: str, *, limit: int = 12) -> list[Place]:
    """Places whose name or postcode begins with TEXT, the largest first; then those with TEXT inside.

    Before anything is typed: the regions, by name.
    """
    wanted = _key(text)
    if not wanted:
        regions = [place for place in _gazetteer().places.values() if place.kind == "region"]
        return sorted(regions, key=lambda place: fold(place.name))[:limit]
    found = [(name, place) for name, place in _gazetteer().words if wanted in name]
    rank = {"region": 0, "department": 1, "town": 2, "postcode": 3}
    found.sort(
        key=lambda each: (
            each[0] != wanted,
            not each[0].startswith(wanted),
            f" {wanted}" not in f" {each[0]}",
            rank[each[1].kind] if each[0] == wanted else 0,
            -each[1].weight,
            each[0],
        )
    )
    return list(dict.fromkeys(place for _, place in found))[:limit]


def postcodes_within(place_id: str, kilometres: float) -> set[str]:
    """The postcodes, CEDEX numbers included, at most KILOMETRES from the middle of a place."""
    gazetteer = _gazetteer()
    middle = _middle(gazetteer, place_id)
    if middle is None:
        return set()
    near = {code for code, at in gazetteer.points.items() if kilometres_between(middle, at) <= kilometres}
    return near | set(_cedex_of(near))


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees: the haversine formula."""
    latitude, longitude = math.radians(one[0]), math.radians(one[1])
    to_latitude, to_longitude = math.radians(other[0]), math.radians(other[1])
    square = (
        math.sin((to_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(to_latitude) * math.sin((to_longitude - longitude) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, square)))


def department_of(postcode: str) -> str:
    """`35042` -> `35`, `20200` -> `2B`, `97400` -> `974`; empty where it is no French postcode."""
    known = _departments_of_postcodes().get(postcode)
    if known:
        return known
    return _department_by_number(postcode) if _POSTCODE.match(postcode) else ""


def base_of(postcode: str) -> str:
    """The postcode that a CEDEX number counts as; itself where it is one; empty where nothing is near."""
    points = _gazetteer().points
    if postcode in points:
        return postcode
    for candidate in (postcode[:3] + "00", postcode[:2] + "000", postcode[:2] + "001"):
        if _POSTCODE.match(postcode) and candidate in points:
            return candidate
    return ""


def _cedex_of(postcodes: Iterable[str]) -> Iterator[str]:
    """The numbers that are no postcode and count as one of POSTCODES."""
    points, within = _gazetteer().points, set(postcodes)
    for prefix in {code[:2] for code in within}:
        for number in range(1000):
            code = f"{prefix}{number:03}"
            if code not in points and base_of(code) in within:
                yield code


def _middle(gazetteer: Gazetteer, place_id: str) -> tuple[float, float] | None:
    place = gazetteer.places.get(place_id)
    found = [gazetteer.points[code] for code in place.postcodes if code in gazetteer.points] if place else []
    if not found:
        return None
    return sum(at[0] for at in found) / len(found), sum(at[1] for at in found) / len(found)


def _department_by_number(postcode: str) -> str:
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]


def _rows(name: str) -> list[dict[str, str]]:
    text = lzma.decompress((_FOLDER / f"{name}.csv.xz").read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text)))


@cache
def _departments_of_postcodes() -> dict[str, str]:
    return {row["postcode"]: row["department"] for row in _rows("postcodes")}


@cache
def _gazetteer() -> Gazetteer:
    """Read once a process, when somebody first asks for a place."""
    points = {
        row["postcode"]: (float(row["latitude"]), float(row["longitude"]))
        for row in _rows("postcodes")
        if row["latitude"]
    }
    found = [*_areas(), *_towns(), *_postcode_places()]
    words = [(_key(place.name), place) for place in found]
    words += [(place.code.lower(), place) for place in found if place.kind == "department"]
    return Gazetteer({place.id: place for place in found}, points, words)


def _areas() -> Iterator[Place]:
    of_department: dict[str, set[str]] = defaultdict(set)
    for postcode, department in _departments_of_postcodes().items():
        of_department[department].add(postcode)
    for code in map("{:05}".format, range(1000, 99000)):  # CEDEX numbers, by their own digits
        if code not in _departments_of_postcodes():
            of_department[_department_by_number(code)].add(code)
    of_region: dict[str, set[str]] = defaultdict(set)
    for row in _rows("departments"):
        of_region[row["region"]] |= of_department[row["code"]]
        name = f"{row['name']} ({row['code']})"
        yield Place("department", row["code"], name, frozenset(of_department[row["code"]]), 10_000)
    for row in _rows("regions"):
        yield Place("region", row["code"], row["name"], frozenset(of_region[row["code"]]), 100_000)


def _towns() -> Iterator[Place]:
    for row in _rows("towns"):
        codes = row["postcodes"].split()
        name = f"{row['name']} ({row['department']})"
        yield Place("town", row["code"], name, frozenset(codes), int(row["hundreds"]))


def _postcode_places() -> Iterator[Place]:
    largest: dict[str, tuple[int, str]] = {}
    for row in _rows("towns"):
        for code in row["postcodes"].split():
            largest[code] = max(largest.get(code, (-1, "")), (int(row["hundreds"]), row["name"]))
    for code, (hundreds, name) in largest.items():
        yield Place("postcode", code, f"{code} {name}", frozenset([code]), hundreds)


def _key(text: str) -> str:
    words = [{"saint": "st", "sainte": "ste"}.get(word, word) for word in fold(text).split()]
    return " ".join(words)
