"""French places: found by typing, as sets of postcodes, and by distance (RF-10)."""

import pytest

from backend.contacts.geography.places import (
    base_of,
    department_of,
    kilometres_between,
    place_of,
    places_named,
    postcodes_within,
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rennes", "Rennes (35)"),
        ("Saint Denis", "Saint-Denis (974)"),
        ("st denis", "Saint-Denis (974)"),
        ("bretagne", "Bretagne"),
        ("35", "Ille-et-Vilaine (35)"),
        ("2a", "Corse-du-Sud (2A)"),
        ("75015", "75015 Paris"),
        ("reunion", "La Réunion"),
        ("ÎLE DE FRANCE", "Île-de-France"),
    ],
)
def test_a_place_is_found_by_what_people_type(typed: str, first: str) -> None:
    if typed == "75015":
        assert places_named(typed)[0].code == "75015"
    else:
        assert places_named(typed)[0].name == first


def test_nothing_is_found_for_nothing() -> None:
    assert places_named("zzzzqq") == []


def test_before_anything_is_typed_the_regions_are_offered() -> None:
    regions = places_named("", limit=20)
    assert regions == places_named("  -- ", limit=20)
    assert {place.kind for place in regions} == {"region"}
    assert [regions[0].name, len(regions)] == ["Auvergne-Rhône-Alpes", 18]
    assert place_of("town:00000") is None


@pytest.mark.parametrize(
    ("postcode", "department"),
    [("35000", "35"), ("35042", "35"), ("20000", "2A"), ("20200", "2B"), ("20137", "2A"), ("97400", "974"),
     ("97133", "977"), ("98800", "988"), ("", ""), ("SW1A 1AA", "")],
)  # fmt: skip
def test_each_postcode_has_its_department(postcode: str, department: str) -> None:
    assert department_of(postcode) == department


def test_a_cedex_number_counts_as_a_postcode_next_to_it() -> None:
    assert base_of("35000") == "35000"
    assert base_of("35042") == "35000"
    assert base_of("69483") == "69400"
    assert base_of("75220") == "75001"
    assert base_of("99999") == base_of("abc") == ""


def test_regions_and_departments_hold_their_postcodes_and_no_others() -> None:
    bretagne, ille = place_of("region:53"), place_of("department:35")
    assert bretagne is not None
    assert ille is not None
    assert {"35000", "29200", "56000", "22000", "35042"} <= bretagne.postcodes
    assert not {"44000", "75001"} & bretagne.postcodes
    assert ille.postcodes < bretagne.postcodes
    corse = place_of("region:94")
    assert corse is not None
    assert {code[:2] for code in corse.postcodes} == {"20"}


def test_distances_are_those_of_the_map() -> None:
    rennes, brest, paris = (48.1147, -1.6794), (48.3904, -4.4861), (48.8566, 2.3522)
    assert kilometres_between(rennes, brest) == pytest.approx(210, abs=3)
    assert kilometres_between(rennes, paris) == pytest.approx(308, abs=3)
    assert kilometres_between(paris, paris) == 0
    near = postcodes_within("town:35238", 30)
    assert {"35000", "35200", "35510", "35042"} <= near
    assert not {"29200", "75001", "35400"} & near
    assert "35400" in postcodes_within("town:35238", 80)
    assert postcodes_within("town:00000", 30) == set()
