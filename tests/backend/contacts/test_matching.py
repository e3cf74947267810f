"""RF-7: which records are one person. Each situation is a small base of its own, beside the same passers-by."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contacts.matching import THRESHOLD, Matcher, Pair, Record, blocking, groups, prepare
from backend.contacts.matching.columns import Columns
from fixtures.duplicates import Row, generate
from fixtures.people import FAMILY, GIVEN_FEMALE

ZOE = Record(
    id="1",
    given_name="Zoé",
    surname="Baudouin",
    birth_date="12/03/1975",
    address="12 rue de l’Écluse",
    postcode="75015",
    city="Paris",
    emails=["zoe.baudouin@radio.example"],
    phones=["01 99 00 12 34"],
    organisation="Radio Littoral",
)


def as_record(row: Row) -> Record:
    return Record(
        id=row.id,
        given_name=row.prenom,
        surname=row.nom,
        civility=row.civilite,
        birth_date=row.naissance,
        address=row.adresse,
        postcode=row.code_postal,
        city=row.ville,
        emails=[row.courriel],
        phones=[row.telephone],
        organisation=row.organisme,
    )


@pytest.fixture(scope="module")
def passers_by() -> list[Record]:
    """An ordinary base, which makes some names frequent: 400 people, their duplicates and look-alikes."""
    return [as_record(row) for row in generate(seed=4, persons=400).records]


@pytest.fixture
def pair_of(passers_by: list[Record]) -> Any:
    def compared(one: Record, other: Record) -> Pair:
        return Matcher([*passers_by, replace(one, id="one"), replace(other, id="other")]).compare(
            "one", "other"
        )

    return compared


def other_person(**changes: Any) -> Record:
    """Somebody who shares nothing with Zoé but what CHANGES says."""
    return replace(Record(id="2", given_name="Karim", surname="Haddad", birth_date="02/11/1988"), **changes)


SAME_PERSON = {
    "accents and capitals": {"given_name": "ZOE", "surname": "BAUDOUIN"},
    "as it sounds": {"surname": "Bodouin", "emails": []},
    "typing error": {"surname": "Baudouni", "phones": []},
    "swapped names": {"given_name": "Baudouin", "surname": "Zoé", "emails": []},
    "initial": {"given_name": "Z."},
    "day and month swapped": {"birth_date": "03/12/1975", "emails": [], "phones": []},
    "one figure of the birth date": {"birth_date": "12/03/1976", "emails": [], "phones": []},
    "married name": {"surname": "Haddad", "other_surname": ""},
    "birth name kept beside": {"surname": "Haddad", "other_surname": "Baudouin", "emails": [], "phones": []},
    "double name": {"surname": "Baudouin-Haddad", "emails": []},
    "new office, own mailbox": {
        "organisation": "Canal Savoie",
        "address": "3 quai des Brumes",
        "postcode": "74000",
        "city": "Annecy",
        "phones": ["04 65 71 00 01"],
    },
    "little known": {"birth_date": None, "address": "", "postcode": "", "city": "", "organisation": ""},
}


@pytest.mark.parametrize("changes", SAME_PERSON.values(), ids=list(SAME_PERSON))
def test_one_person(pair_of: Any, changes: dict[str, Any]) -> None:
    assert pair_of(ZOE, replace(ZOE, **changes)).score >= THRESHOLD


HOME = {"address": ZOE.address, "postcode": ZOE.postcode, "city": ZOE.city, "phones": ZOE.phones}
OFFICE = {**HOME, "organisation": ZOE.organisation}
TWO_PERSONS = {
    "household": other_person(surname="Baudouin", **HOME),
    "household without birth dates": other_person(surname="Baudouin", birth_date=None, **HOME),
    "household on one mailbox": other_person(surname="Baudouin", emails=ZOE.emails, **HOME),
    "father and son": replace(ZOE, birth_date="30/06/1946", emails=[], organisation=""),
    "colleagues on one switchboard": other_person(**OFFICE),
    "colleagues of one given name": other_person(given_name="Zoé", birth_date=None, **OFFICE),
    "a shared mailbox": other_person(emails=ZOE.emails, **OFFICE),
    "homonym elsewhere": other_person(given_name="Zoé", surname="Baudouin", postcode="29200", city="Brest"),
}


@pytest.mark.parametrize("other", TWO_PERSONS.values(), ids=list(TWO_PERSONS))
def test_two_persons(pair_of: Any, other: Record) -> None:
    assert pair_of(ZOE, other).score < THRESHOLD


def test_a_frequent_name_is_not_enough_and_a_rare_one_nearly_is(passers_by: list[Record]) -> None:
    known = [("a", "Marie", "Martin"), ("b", "Marie", "Martin"), ("c", "Marie", "Vanhoutteghem")]
    known.append(("d", "Marie", "Vanhoutteghem"))
    matcher = Matcher([*passers_by, *(Record(name, given_name=g, surname=s) for name, g, s in known)])
    frequent, rare = matcher.compare("a", "b"), matcher.compare("c", "d")
    assert frequent.score < THRESHOLD
    assert rare.score > frequent.score


def test_said_to_be_father_and_son(pair_of: Any) -> None:
    known = Record("1", given_name="Jean", surname="Mazières père", address="4 rue Pasteur", city="Pau")
    assert pair_of(known, replace(known, surname="Mazières fils")).score < THRESHOLD


def test_civilities_that_differ_speak_against(pair_of: Any) -> None:
    bare = Record("1", given_name="Camille", surname="Vanhoutteghem", civility="Mme")
    assert pair_of(bare, replace(bare, civility="M.")).score < pair_of(bare, bare).score


def test_missing_values_say_nothing(pair_of: Any) -> None:
    bare = Record("1", given_name="Zoé", surname="Baudouin")
    assert {reason.field for reason in pair_of(bare, ZOE).why} <= {"given", "surname", "related"}


def test_the_reasons_are_french_sentences(pair_of: Any) -> None:
    pair = pair_of(ZOE, replace(ZOE, surname="Bodouin", birth_date="01/01/1960"))
    said = {reason.sentence: reason.bits for reason in pair.why}
    assert said["même adresse e-mail"] > 0
    assert said["noms qui se prononcent pareil"] > 0
    assert said["dates de naissance à une génération d’écart"] < 0
    assert (
        "prénom et nom inversés" in pair_of(ZOE, replace(ZOE, given_name="Baudouin", surname="Zoé")).sentence
    )


def test_a_record_between_a_father_and_his_son_does_not_unite_them() -> None:
    father = Record(
        "f",
        given_name="Jean",
        surname="Ormesson",
        birth_date="04/05/1948",
        address="7 rue Carnot",
        city="Pau",
    )
    son = replace(father, id="s", birth_date="11/09/1979")
    unknown = replace(father, id="u", birth_date=None)
    matcher = Matcher([father, son, unknown])
    pairs = [matcher.compare(*names) for names in (("f", "u"), ("s", "u"))]
    assert all(not {"f", "s"} <= set(group) for group in matcher.clusters(pairs))


def test_a_group_holds_what_one_pair_alone_would_not(passers_by: list[Record]) -> None:
    matcher = Matcher(passers_by)
    held = [pair for pair in matcher.duplicates() if pair.why[0].field == "group"]
    assert held
    assert all(pair.score >= THRESHOLD > matcher.compare(pair.a, pair.b).score for pair in held)


MEETING = {
    "second address of one, first of the other": (
        Record("a", emails=["perso@x.example", "zoe@radio.example"]),
        Record("b", emails=["zoe@radio.example"]),
    ),
    "names swapped, in one town": (
        Record("a", given_name="Zoé", surname="Baudouin", city="Pau"),
        Record("b", given_name="Bodouin", city="Pau"),
    ),
    "birth name of one, surname of the other": (
        Record("a", surname="Haddad", other_surname="Baudouin", birth_date="12/03/1975"),
        Record("b", surname="Baudouin", birth_date="03/12/1975"),
    ),
    "day and month swapped": (Record("a", birth_date="12/03/1975"), Record("b", birth_date="03/12/1975")),
}


@pytest.mark.parametrize("records", MEETING.values(), ids=list(MEETING))
def test_they_meet(records: tuple[Record, Record]) -> None:
    """Blocking: an error must not keep two records from being compared."""
    slices = list(blocking.pairs(Columns([prepare(record) for record in records])))
    assert [(a.tolist(), b.tolist()) for a, b in slices] == [([0], [1])]


def test_a_chain_too_long_to_be_one_person_is_cut_by_its_surest_links() -> None:
    chain = [(place, place + 1, 0.85) for place in range(500)]
    sure = [(place, place + 1, 0.97) for place in range(0, 500, 2)]
    parts = groups.manageable([*chain[1::2], *sure])
    assert sorted(parts) == [[place, place + 1] for place in range(0, 500, 2)]


def test_names_of_small_towns_do_not_lose_the_learning() -> None:
    """Forty surnames, twenty given names: coincidences abound, and must not teach that people err in everything."""
    draw = random.Random(3)
    given, surnames = GIVEN_FEMALE[:20], FAMILY[:40]
    people = [
        Record(
            f"p{place:04}",
            given_name=draw.choice(given),
            surname=draw.choice(surnames),
            birth_date=f"{draw.randint(1950, 1999)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            address=f"{draw.randint(1, 40)} rue Pasteur",
            city=draw.choice(["Pau", "Caen", "Nice"]),
        )
        for place in range(3000)
    ]
    copies = [replace(person, id=f"{person.id}b", city="") for person in people[:300]]
    found = {(pair.a, pair.b) for pair in Matcher([*people, *copies]).duplicates()}
    true = {(copy.id[:-1], copy.id) for copy in copies}
    assert len(found & true) > 0.95 * len(true)
    assert len(found & true) > 0.95 * len(found)


def test_what_changed_is_compared_with_all_the_rest(passers_by: list[Record]) -> None:
    matcher = Matcher([*passers_by, ZOE, replace(ZOE, id="2", surname="Bodouin")])
    whole = {(pair.a, pair.b): pair for pair in matcher.pairs()}
    some = [record.id for record in passers_by[::5]] + ["2"]
    found = {(pair.a, pair.b): pair for pair in matcher.pairs_of(some)}
    assert found == {ends: pair for ends, pair in whole.items() if set(ends) & set(some)}
    assert ("1", "2") in found


def test_what_was_learned_once_serves_again(passers_by: list[Record]) -> None:
    first = Matcher(passers_by)
    again = Matcher(passers_by, learned=first.learned)
    assert list(again.pairs()) == list(first.pairs())


def test_a_new_record_is_judged_beside_those_that_look_like_it() -> None:
    """A name that all candidates share, since they were chosen for it, is as rare as it is in the whole base."""
    new = Record("new", given_name="Zoé", surname="Vanhoutteghem", city="Paris")
    known = [replace(new, id="a"), Record("b", given_name="Karim", surname="Vanhoutteghem", city="Lille")]
    [pair] = Matcher([new, *known], total=50_000).pairs_of(["new"], 0.5)
    assert (pair.a, pair.b) == ("a", "new")


def test_the_order_of_the_records_changes_nothing(passers_by: list[Record]) -> None:
    assert Matcher(passers_by).duplicates() == Matcher(passers_by[::-1]).duplicates()


def test_generated_bases_are_cleaned_well_enough() -> None:
    """Far from the figures of the bench (docs/duplicates.md), near enough to see that something broke."""
    made = generate(seed=5, persons=800)
    found = {(pair.a, pair.b) for pair in Matcher(map(as_record, made.records)).duplicates()}
    assert len(found & made.pairs) / len(found) > 0.9
    assert len(found & made.pairs) / len(made.pairs) > 0.75


def texts() -> Iterator[st.SearchStrategy[str]]:
    yield st.text(max_size=12)
    yield st.sampled_from(
        ["", "Martin", "martín", "d'", "-", "12", "2020-02-30", "a@b.fr", "\0", "Ⅷ", "²", "nan"]
    )


SOME_TEXT = st.one_of(*texts())
SOME_RECORD = st.builds(
    Record,
    id=st.uuids().map(str),
    given_name=SOME_TEXT,
    surname=SOME_TEXT,
    other_surname=SOME_TEXT,
    civility=SOME_TEXT,
    birth_date=st.one_of(st.none(), st.dates(), SOME_TEXT, st.text("0123456789-/ ", max_size=12)),
    address=SOME_TEXT,
    postcode=SOME_TEXT,
    city=SOME_TEXT,
    emails=st.lists(SOME_TEXT, max_size=5),
    phones=st.lists(st.one_of(SOME_TEXT, st.text("0123456789+ .", max_size=16)), max_size=5),
    organisation=SOME_TEXT,
)


@given(records=st.lists(SOME_RECORD, max_size=6, unique_by=lambda record: record.id))
@settings(max_examples=80, deadline=None)
def test_any_text_is_taken(records: list[Record]) -> None:
    pairs = Matcher(records).duplicates()
    assert all(0 <= pair.score <= 1 and pair.a < pair.b for pair in pairs)
    assert pairs == Matcher(map(prepare, reversed(records))).duplicates()


@given(one=SOME_RECORD, other=SOME_RECORD)
@settings(max_examples=60, deadline=None)
def test_a_comparison_has_no_direction(one: Record, other: Record) -> None:
    there = Matcher([replace(one, id="a"), replace(other, id="b")]).compare("a", "b")
    back = Matcher([replace(one, id="b"), replace(other, id="a")]).compare("b", "a")
    assert there.score == pytest.approx(back.score, abs=1e-3)
