"""RF-7: what press offices know of people: mobiles and switchboards, new employers, married names."""

from typing import Any

import pytest

from backend.contacts.matching import THRESHOLD, Matcher, Pair, Record
from backend.contacts.matching.normal import is_mobile
from fixtures.offices import generate_offices
from fixtures.people import GIVEN_MALE
from tests.bench.linked import of_french

MOBILE = "06 39 98 12 34"
CROWD = GIVEN_MALE[:16]


@pytest.fixture(scope="module")
def office() -> list[Record]:
    """An ordinary base: three files of one house, 500 people."""
    return of_french(generate_offices(seed=4, persons=500)).records


def compared(office: list[Record], *told: dict[str, Any]) -> Pair:
    """The first two of TOLD, in a base that holds all of them."""
    known: dict[str, Any] = {"surname": "Lefèvre", "given_name": "Hélène"}
    made = [Record(id=f"new {place}", **known | each) for place, each in enumerate(told)]
    return Matcher([*office, *made]).compare("new 0", "new 1")


def score(office: list[Record], *told: dict[str, Any]) -> float:
    return compared(office, *told).score


AT_WORK = {"organisation": "Radio Littoral", "postcode": "35000", "city": "Rennes", "address": "3 quai Zola"}
ELSEWHERE = {
    "organisation": "Hebdo Culture",
    "postcode": "13002",
    "city": "Marseille",
    "address": "9 rue Dor",
}


@pytest.mark.parametrize(
    "told",
    [
        {"phones": [MOBILE]},
        {"phones": ["+33639981234"], **ELSEWHERE, "emails": ["hl@mail.example"]},
        {"phones": [MOBILE], "surname": "Lefaivre", **ELSEWHERE},
        {"phones": [MOBILE], "given_name": "H."},
        {"emails": ["h.lefevre@litto.example"], **ELSEWHERE},
    ],
    ids=["mobile", "mobile, new employer", "mobile, as it sounds", "mobile, initial", "e-mail, new employer"],
)
def test_a_name_with_its_mobile_or_mailbox_is_one_person(office: list[Record], told: dict[str, Any]) -> None:
    known = {"phones": [MOBILE], "emails": ["h.lefevre@litto.example"], **AT_WORK}
    assert score(office, known, told) >= THRESHOLD


def test_a_married_woman_keeps_her_mobile(office: list[Record]) -> None:
    one = {"phones": [MOBILE], "civility": "Mme", "emails": ["helene.lefevre@litto.example"]}
    other = {"phones": [MOBILE], "civility": "Mme", "surname": "Vanhoutte"}
    women, men = score(office, one, other), score(office, one | {"civility": ""}, other | {"civility": "M."})
    assert women > men


def test_a_number_seen_at_many_people_is_a_switchboard_even_a_mobile(office: list[Record]) -> None:
    two: list[dict[str, Any]] = [{"phones": [MOBILE]}, {"phones": [MOBILE], "given_name": "Hélèna"}]
    crowd = [{"given_name": name, "surname": f"{name}ot", "phones": [MOBILE]} for name in CROWD]
    assert _bits(compared(office, *two, *crowd), "mobile") < _bits(compared(office, *two), "mobile") - 5


def _bits(pair: Pair, field: str) -> float:
    return next(reason.bits for reason in pair.why if reason.field == field)


def test_two_who_share_a_mobile_and_no_name_are_two(office: list[Record]) -> None:
    assert (
        score(office, {"phones": [MOBILE]}, {"phones": [MOBILE], "given_name": "Paul", "surname": "Roy"})
        < 0.1
    )


def test_two_of_a_family_who_share_a_number_are_two(office: list[Record]) -> None:
    by_landline = score(office, {"phones": ["0199001234"]}, {"phones": ["0199001234"], "given_name": "Léa"})
    by_mobile = score(office, {"phones": [MOBILE]}, {"phones": [MOBILE], "given_name": "Léa"})
    assert by_landline < THRESHOLD
    assert by_mobile < THRESHOLD


def test_a_mobile_and_a_switchboard_are_not_two_numbers_that_differ(office: list[Record]) -> None:
    one, other = {"phones": [MOBILE]}, {"phones": ["0199001234"]}
    assert score(office, one, other) == pytest.approx(score(office, {}, {}), abs=0.1)


def test_another_address_is_counted_once(office: list[Record]) -> None:
    """Another postcode and another town are one fact; another house explains both."""
    near, far = score(office, AT_WORK, {"postcode": "13002"}), score(office, AT_WORK, ELSEWHERE)
    both = score(office, {**AT_WORK, "address": ""}, {"postcode": "13002", "city": "Marseille"})
    assert both == pytest.approx(score(office, {**AT_WORK, "address": ""}, {"postcode": "13002"}), abs=0.02)
    assert far > near / 4


@pytest.mark.parametrize(
    ("text", "mobile"),
    [
        *(
            ("06 39 98 12 34", True),
            ("+33639981234", True),
            ("0033 6 39 98 12 34", True),
            ("639981234", True),
        ),
        *(("+33 (0)7 39 98 12 34", True), ("+44 7400 123456", True), ("06.39.98.12.34 poste 3", True)),
        *(("01 99 00 12 34", False), ("0412 345 678", False), ("(612) 555-1234", False), ("", False)),
        *(("+44 20 7946 0000", False), ("06", False), ("sans", False)),
    ],
)
def test_which_numbers_are_mobiles(text: str, mobile: bool) -> None:
    assert is_mobile(text) is mobile


def test_files_of_an_office_are_cleaned_well_enough() -> None:
    """A seed that is not reported; the reported ones are in docs/duplicates.md."""
    data = of_french(generate_offices(seed=5, persons=800))
    found = {(pair.a, pair.b) for pair in Matcher(data.records).duplicates()}
    right = len(found & data.pairs)
    assert right / len(found) > 0.93
    assert right / len(data.pairs) > 0.6
