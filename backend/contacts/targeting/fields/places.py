"""Criteria of where somebody is: a postal address of theirs, of a position, or of its organisation."""

from collections.abc import Sequence
from typing import Any

from backend.contacts.geography.places import FRENCH_COUNTRIES, Place, place_of, postcodes_within
from backend.contacts.models import ContactPoint
from backend.contacts.targeting.criteria import Asking, Criterion
from backend.contacts.targeting.fields.found import attribute
from backend.contacts.targeting.kinds import CODE, NEAR, PLACE, TEXT
from backend.contacts.targeting.sql import Sql, all_of, any_of, like_any

FAMILY = "Lieu"
# The second half lets the index on postcodes serve.
_FRENCH = Sql("point.country = ANY(%s) AND point.postal_code <> ''", (list(FRENCH_COUNTRIES),))
_CITY = "coalesce(point.address ->> 'city', '')"


def _in_places(asking: Asking, cmp: str, ids: Any) -> Sql:
    places = [place for place_id in ids if (place := place_of(place_id))]
    return all_of([_FRENCH, any_of(_in_place(place) for place in places)])


def _in_place(place: Place) -> Sql:
    inside = Sql("point.postal_code = ANY(%s)", (sorted(place.postcodes),))
    if place.kind != "town":
        return inside
    name = place.name.rpartition(" (")[0].split(" ")[0]
    same = any_of([Sql(f"{_CITY} = ''"), like_any(_CITY, [f"%{name}%"])])  # towns share postcodes
    return all_of([inside, same])


def _near(asking: Asking, cmp: str, near: Any) -> Sql:
    inside = sorted(postcodes_within(near["place"], near["km"]))
    return all_of([_FRENCH, Sql("point.postal_code = ANY(%s)", (inside,))])


def _names(ids: Sequence[Any]) -> dict[str, str]:
    return {place_id: place.name for place_id in ids if (place := place_of(place_id))}


def _where(point: ContactPoint) -> list[str]:
    city = str(point.address.get("city", ""))
    return [text] if (text := f"{point.postal_code} {city}".strip()) else []


ADDRESS = [
    Criterion(
        "address.in",
        "Lieu",
        FAMILY,
        "address",
        PLACE,
        build=_in_places,
        names=_names,
        found=_where,
        hint="région, département, ville ou code postal",
    ),
    Criterion("address.near", "Distance", FAMILY, "address", NEAR, build=_near, names=_names, found=_where),
    Criterion(
        "address.postcode",
        "Code postal",
        FAMILY,
        "address",
        CODE,
        "point.postal_code",
        found=attribute("postal_code"),
    ),
    Criterion("address.city", "Ville", FAMILY, "address", TEXT, _CITY, found=_where),
    Criterion(
        "address.country", "Pays (code)", FAMILY, "address", CODE, "point.country", found=attribute("country")
    ),
]
