"""Search rows are what a fresh reading would make them, whoever wrote and however (RF-9)."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from backend.contacts.models import (
    Classification,
    ContactPoint,
    FieldDefinition,
    LexiconToken,
    Organisation,
    OrganisationSearch,
    Person,
    PersonSearch,
    Position,
    SearchDue,
    Term,
)
from backend.contacts.phonetics import VERSION, codes
from backend.contacts.schemas import ContactPatch, ContactPointIn, PositionIn
from backend.contacts.search import lexicon, refresh, upkeep
from backend.contacts.services import change_person, delete_person, restore_person
from backend.core.work import writing
from fixtures.factories import TESTS, person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
WORDS = [
    "Lefèvre",
    "de La Tour",
    "Baudouin",
    "St-Pierre",
    "Radio T.S.F.",
    "Télé Provence",
    "Cheffe",
    "Éditions",
]


def rows() -> list[Any]:
    return [
        *PersonSearch.objects.order_by("pk").values(),
        *OrganisationSearch.objects.order_by("pk").values(),
    ]


def assert_fresh() -> None:
    assert not SearchDue.objects.exists()
    kept = rows()
    PersonSearch.objects.all().delete()
    OrganisationSearch.objects.all().delete()
    call_command("contacts_reindex")
    assert rows() == kept


def _some_change(dice: random.Random) -> None:
    """One write, by a service or by an ordinary statement."""
    someone = Person.objects.order_by("?").first() or person()
    house = Organisation.objects.order_by("?").first()
    word = dice.choice(WORDS)
    match dice.randrange(9):
        case 0:
            person(word, dice.choice(WORDS), organisation=dice.choice(WORDS), phones=("06 39 98 12 34",))
        case 1 if someone.deleted_at is None:
            posts = [PositionIn(function=word, organisation=dice.choice(WORDS))]
            points = [ContactPointIn(kind="email", value=f"a{dice.randrange(99)}@x.example")]
            patch = ContactPatch(version=someone.version, positions=posts, contact_points=points)
            change_person(TESTS, person=someone, patch=patch)
        case 2:
            delete_person(TESTS, person=someone)
        case 3:
            restore_person(TESTS, person=someone)
        case 4 if house:
            Organisation.objects.filter(pk=house.pk).update(name=f"{word} {dice.randrange(9)}", acronym="XYZ")
        case 5 if house:
            Position.objects.filter(person=someone).update(organisation=house)
        case 6:
            term = Term.objects.create(vocabulary="domain", label=word, match_key=f"{word}{dice.random()}")
            Classification.objects.create(term=term, person=someone)
            Term.objects.update(label=f"{word} et plus")
        case 7:
            FieldDefinition.objects.update_or_create(
                key="langue",
                defaults={
                    "owner": "person",
                    "label": "Langue",
                    "kind": "text",
                    "is_sensitive": dice.random() < 0.5,
                },
            )
            Person.objects.filter(pk=someone.pk).update(custom={"langue": word}, note=word)
        case 8:
            ContactPoint.objects.update(is_private=dice.random() < 0.5)
            Position.objects.filter(person=someone).delete()
        case _:
            pass


@pytest.mark.parametrize("seed", range(6))
def test_after_any_writes_the_rows_are_those_of_a_fresh_reading(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(12):
        with writing(TESTS):
            _some_change(dice)
    assert_fresh()


def test_what_was_written_outside_any_unit_of_work_is_found_by_the_sweep() -> None:
    made = person("Zoé", "Baudouin")
    Person.objects.filter(pk=made.pk).update(family_name="Durand")
    assert SearchDue.objects.exists()
    upkeep.sweep()
    assert PersonSearch.objects.get(pk=made.pk).names == " durand zoe"
    assert not SearchDue.objects.exists()


def test_many_parts_of_few_people_leave_nothing_to_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement notes its owners again: what is counted are owners, not notes."""
    monkeypatch.setattr(refresh, "IN_A_WORK", 4)
    with writing(TESTS):
        for name in ("Lefèvre", "Baudouin", "Chevalier"):
            person(family_name=name, emails=("a@x.example", "b@x.example"), phones=("+33199001234",))
    assert_fresh()


def test_a_name_given_to_an_organisation_reaches_its_people(api: Callable[..., Api], cast: Cast) -> None:
    person("Zoé", "Baudouin", organisation="Radio Littoral")
    with writing(TESTS):
        Organisation.objects.update(name="Canal Savoie")
    editor = api(cast.editor)
    assert [item["name"] for item in editor.get("/contacts", q="savoie").json()["items"]] == ["Zoé Baudouin"]
    assert editor.get("/contacts", q="littoral").json()["items"] == []


def test_other_phonetic_rules_are_brought_in_by_the_sweep() -> None:
    person("Zoé", "Baudouin")
    LexiconToken.objects.update(version=VERSION - 1 if VERSION else 99, codes=["OLD"])
    upkeep.sweep()
    word = LexiconToken.objects.get(token="baudouin")
    assert (word.version, frozenset(word.codes)) == (VERSION, codes("baudouin"))


def test_words_are_counted_again() -> None:
    for number in range(3):
        person("Zoé", "Baudouin", function="Baudouin" if number else "")
    lexicon.recount()
    word = LexiconToken.objects.get(token="baudouin")
    assert (word.count, word.name_count) == (3, 3)
    for found in Person.objects.all():
        delete_person(TESTS, person=found)
    lexicon.recount()
    assert LexiconToken.objects.get(token="baudouin").count == 0
    person("Zoé", "Baudouin")
    assert LexiconToken.objects.get(token="baudouin").count == 1


def test_a_post_that_ends_goes_behind_those_that_last() -> None:
    yesterday = localdate() - timedelta(days=1)
    person("Zoé", "Baudouin", function="Cheffe")
    with writing(TESTS):
        Position.objects.update(ended_on=localdate())
    assert not PersonSearch.objects.get().is_past
    PersonSearch.objects.update(ends_on=yesterday)
    upkeep.sweep()
    assert PersonSearch.objects.get().is_past


def test_a_reindex_goes_on_where_it_was_stopped() -> None:
    for number in range(4):
        person("Zoé", f"Baudouin{number}")
    assert next(upkeep.reindex()) == 4
    PersonSearch.objects.all().delete()
    call_command("contacts_reindex")
    assert PersonSearch.objects.count() == 0  # the persons were done before it was stopped
    call_command("contacts_reindex")
    assert PersonSearch.objects.count() == 4


CANARY = "zibeline"


@pytest.mark.parametrize("where", ["note", "custom", "point", "birth"])
def test_sensitive_values_are_found_by_those_who_may_see_them_only(
    api: Callable[..., Api], cast: Cast, where: str
) -> None:
    made = person("Zoé", "Baudouin")
    query = CANARY
    with writing(TESTS):
        if where == "note":
            Person.objects.update(note=f"Aime la {CANARY}.")
        elif where == "custom":
            FieldDefinition.objects.create(owner="person", key="k", label="K", kind="text", is_sensitive=True)
            Person.objects.update(custom={"k": CANARY})
        elif where == "point":
            query = "0639981277"
            ContactPoint.objects.create(person=made, kind="mobile", value="+33639981277", is_private=True)
        else:
            query = "19720305"
            Person.objects.update(birth_date="1972-03-05")
    assert api(cast.manager).get("/contacts", q=query).json()["items"] == []
    assert api(cast.manager).get("/contacts", q=query[:-1]).json()["items"] == []
    [item] = api(cast.admin).get("/contacts", q=query).json()["items"]
    assert item["matched"] == "champ réservé"
    assert not LexiconToken.objects.filter(token__contains=query[:6]).exists()


def test_as_many_as_are_changed_at_once_are_found_at_once(api: Callable[..., Api], cast: Cast) -> None:
    """A whole batch of `Together` makes its own search rows again: none waits for the sweep."""
    with writing(TESTS):
        Person.objects.bulk_create(
            Person(family_name="Baudouin", given_name=f"Zoé {number}", sort_name=f"baudouin zoe {number:04}")
            for number in range(2_000)
        )
    while SearchDue.objects.exists():
        upkeep.sweep()
    every = [str(pk) for pk in Person.objects.values_list("pk", flat=True)]
    editor = api(cast.editor)
    for path, left in (("/contacts/bin", 0), ("/contacts/bin/restore", 2_000)):
        assert len(editor.post(path, {"contact_ids": every}).json()["contact_ids"]) == 2_000
        assert (SearchDue.objects.count(), PersonSearch.objects.count()) == (0, left), path
