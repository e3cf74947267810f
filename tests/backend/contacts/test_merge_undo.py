"""Undoing a merge (RF-7): everything as it was, but what somebody changed since, which is kept and told."""

from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contacts.errors import AlreadyUndone, MergedSince
from backend.contacts.merging.organisations import merge_organisations
from backend.contacts.merging.persons import merge_persons
from backend.contacts.merging.refresh import refresh_organisations, refresh_persons
from backend.contacts.merging.undo import unmerge
from backend.contacts.models import (
    Classification,
    ContactPoint,
    Intermediary,
    MergeOperation,
    Organisation,
    Person,
    Position,
    Term,
)
from backend.contacts.organisations import organisation_named
from backend.contacts.schemas import ContactPatch
from backend.contacts.services import change_person
from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.events.models import Event, Guest
from fixtures.factories import person
from tests.backend.contacts.merging import state

pytestmark = pytest.mark.django_db
ACTOR = task("tests")
PROPERTY = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _merge(keep: Person, *losers: Person, **more: Any) -> MergeOperation:
    return merge_persons(ACTOR, keep=keep.pk, losers=[loser.pk for loser in losers], **more)


# -- property: any records, merged and undone


@st.composite
def _records(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Two to four records that have much in common: few distinct values, so that doubles are frequent."""
    point = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["email", "phone"]),
            "value": st.sampled_from(["a", "b", "c"]),
            "state": st.sampled_from(["valid", "bounced", "refused"]),
            "is_private": st.booleans(),
            "label": st.sampled_from(["", "Bureau"]),
        }
    )
    position = st.fixed_dictionaries(
        {
            "organisation": st.sampled_from(["", "Radio Littoral", "Le Quotidien"]),
            "function": st.sampled_from(["", "Journaliste", "Chef"]),
            "points": st.lists(point, max_size=2),
            "terms": st.sets(st.sampled_from([0, 1]), max_size=2),
        }
    )
    record = st.fixed_dictionaries(
        {
            "given_name": st.sampled_from(["Hélène", "Helene", ""]),
            "title": st.sampled_from(["", "Dr", "Pr"]),
            "note": st.sampled_from(["", "Un.", "Deux."]),
            "custom": st.dictionaries(st.sampled_from(["k", "l"]), st.sampled_from(["x", "y"]), max_size=2),
            "points": st.lists(point, max_size=3),
            "positions": st.lists(position, max_size=3),
            "terms": st.sets(st.sampled_from([0, 1]), max_size=2),
            "events": st.sets(st.sampled_from([0, 1]), max_size=2),
            "answer": st.sampled_from(["none", "yes", "no"]),
            "via": st.sampled_from([None, "agent", "next"]),
        }
    )
    return draw(st.lists(record, min_size=2, max_size=4))


def _made(drawn: list[dict[str, Any]]) -> list[Person]:
    start = now()
    events = [Event.objects.create(title=name, place="x", starts_at=start, ends_at=start) for name in "ab"]
    terms = [Term.objects.create(vocabulary="domain", label=name, match_key=name) for name in "ab"]
    agent = person("Paul", "Agent")
    made = [_person(values, terms, events) for values in drawn]
    for place, values in enumerate(drawn):
        via = {"agent": agent, "next": made[(place + 1) % len(made)]}.get(values["via"])
        if via is not None:
            Intermediary.objects.create(principal=made[place], via_person=via)
    return made


def _person(values: dict[str, Any], terms: list[Term], events: list[Event]) -> Person:
    made = person(values["given_name"], "Lefèvre", title=values["title"], note=values["note"])
    Person.objects.filter(pk=made.pk).update(custom=values["custom"])
    for rank, point in enumerate(values["points"]):
        ContactPoint.objects.create(person=made, rank=rank, is_main=rank == 0, **point)
    for number, held in enumerate(values["positions"]):
        with writing(ACTOR):
            organisation = organisation_named(held["organisation"])
        job = Position.objects.create(
            person=made, organisation=organisation, function=held["function"], is_main=number == 0
        )
        for point in held["points"]:
            ContactPoint.objects.create(position=job, **point)
        for term in held["terms"]:
            Classification.objects.create(position=job, term=terms[term])
    for term in values["terms"]:
        Classification.objects.create(person=made, term=terms[term])
    for event in values["events"]:
        Guest.objects.create(event=events[event], contact=made, name="x", answer=values["answer"])
    return _refreshed(made)


def _refreshed(made: Person) -> Person:
    """With what a record repeats of its parts, as a service leaves it."""
    with writing(ACTOR):
        refresh_persons([made.pk])
    return Person.objects.get(pk=made.pk)


class _Leave(Exception):
    """An example ends: its rows go."""


def _in_an_example(run: Any) -> None:
    try:
        with transaction.atomic():
            run()
            raise _Leave
    except _Leave:
        pass


@PROPERTY
@given(drawn=_records())
def test_merge_then_undo_leaves_identical_rows(drawn: list[dict[str, Any]]) -> None:
    def run() -> None:
        keep, *losers = _made(drawn)
        before = state()
        done = _merge(keep, *losers)
        assert len([row for row in state()["Person"].values() if row["deleted_at"] is None]) == 2
        undone = unmerge(ACTOR, operation=done)
        assert state() == before
        assert undone.report == []

    _in_an_example(run)


@PROPERTY
@given(drawn=_records())
def test_a_merge_keeps_every_value_of_every_list(drawn: list[dict[str, Any]]) -> None:
    """Nothing but doubles is gone, and every address has the strictest state it had anywhere."""

    def run() -> None:
        keep, *losers = _made(drawn)
        states = {"valid": 0, "bounced": 1, "refused": 2}
        strictest: dict[tuple[str, str], int] = {}
        for kind, value, held in ContactPoint.objects.values_list("kind", "value", "state"):
            strictest[kind, value] = max(strictest.get((kind, value), 0), states[held])
        terms = set(Classification.objects.filter(person__isnull=False).values_list("term", flat=True))
        guests = set(Guest.objects.values_list("pk", flat=True))
        _merge(keep, *losers)
        found = ContactPoint.objects.values_list("kind", "value", "state")
        assert {(kind, value): states[held] for kind, value, held in found} == strictest
        assert not ContactPoint.objects.filter(person__in=losers).exists()
        assert not Position.objects.filter(person__in=losers).exists()
        assert set(keep.classifications.values_list("term", flat=True)) == terms
        assert set(Guest.objects.values_list("pk", flat=True)) == guests

    _in_an_example(run)


@PROPERTY
@given(
    drawn=_records(), edits=st.sets(st.sampled_from(["title", "note", "new", "point", "custom"]), min_size=1)
)
def test_nothing_edited_since_is_lost(drawn: list[dict[str, Any]], edits: set[str]) -> None:
    def run() -> None:
        keep, *losers = _made(drawn)
        done = _merge(keep, *losers)
        edited = _edit(keep, edits)
        undone = unmerge(ACTOR, operation=done)
        for (model, pk, column), value in edited.items():
            assert getattr(model.objects.get(pk=pk), column) == value
        assert {row["deleted_at"] for row in state()["Person"].values()} == {None}
        if "new" in edits:
            assert "added" in {left["what"] for left in undone.report}

    _in_an_example(run)


def _edit(keep: Person, edits: set[str]) -> dict[tuple[Any, Any, str], Any]:
    """What a colleague does to the merged record in the meantime, and what has to be there afterwards."""
    edited: dict[tuple[Any, Any, str], Any] = {}
    version = Person.objects.get(pk=keep.pk).version
    values = {name: f"{name} d’un collègue" for name in edits & {"title", "note"}}
    if values:
        change_person(ACTOR, person=keep, patch=ContactPatch.model_validate({"version": version, **values}))
        edited |= {(Person, keep.pk, name): value for name, value in values.items()}
    if "custom" in edits:
        Person.objects.filter(pk=keep.pk).update(custom={"k": "z"})
        edited[Person, keep.pk, "custom"] = {"k": "z"}
    if "new" in edits:
        new = ContactPoint.objects.create(person=keep, kind="email", value="new")
        edited[ContactPoint, new.pk, "person_id"] = keep.pk
    first = ContactPoint.objects.filter(person=keep).exclude(value="new").first()
    if "point" in edits and first and first.state != "refused":
        ContactPoint.objects.filter(pk=first.pk).update(value="edited", state="refused")
        edited |= {(ContactPoint, first.pk, "value"): "edited", (ContactPoint, first.pk, "state"): "refused"}
    return edited


@settings(PROPERTY, max_examples=15)
@given(drawn=_records(), order=st.randoms(use_true_random=False))
def test_merges_of_merges_are_undone_in_any_order_or_refused(drawn: list[dict[str, Any]], order: Any) -> None:
    """Whatever is refused at first can be undone once the later ones are; at the end all is as before."""

    def run() -> None:
        people = _made(drawn)
        before = state()
        done = []
        while len(people) > 1:
            keep, gone = order.sample(people, 2)
            done.append(_merge(keep, gone))
            people.remove(gone)
        order.shuffle(done)
        while done:
            left = [operation for operation in done if not _undone(operation)]
            assert len(left) < len(done)
            done = left
        assert state() == before

    _in_an_example(run)


def _undone(operation: MergeOperation) -> bool:
    try:
        assert unmerge(ACTOR, operation=operation).report == []
    except MergedSince:
        return False
    return True


# -- cases


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_chain_without_anything_in_common_is_undone_in_any_order(order: tuple[int, ...]) -> None:
    people = [person("Zoé", "Baudouin", emails=(f"{name}@x.example",)) for name in "abcd"]
    before = state()
    done = [_merge(people[place + 1], people[place]) for place in range(3)]
    for place in order:
        assert unmerge(ACTOR, operation=done[place]).report == []
    assert state() == before


def test_undoing_twice_is_refused() -> None:
    done = _merge(person(), person())
    unmerge(ACTOR, operation=done)
    with pytest.raises(AlreadyUndone):
        unmerge(ACTOR, operation=done)


def test_a_point_deleted_since_stays_deleted_and_is_told() -> None:
    kept, gone = person(), person(emails=("b@x.example",))
    done = _merge(kept, gone)
    ContactPoint.objects.filter(person=kept).delete()
    undone = unmerge(ACTOR, operation=done)
    assert {left["what"] for left in undone.report} == {"gone"}
    assert not ContactPoint.objects.exists()
    assert Person.objects.get(pk=gone.pk).deleted_at is None


def test_a_row_that_cannot_go_back_stays_and_is_told() -> None:
    kept, gone = person(organisation="Radio Littoral"), person(organisation="Le Quotidien")
    done = _merge(kept, gone)
    moved = Position.objects.get(organisation__name="Le Quotidien")
    Position.objects.create(person=gone, function="x", is_main=True)
    Position.objects.filter(person=kept).update(is_main=False)
    Position.objects.filter(pk=moved.pk).update(is_main=True)
    undone = unmerge(ACTOR, operation=done)
    assert "blocked" in {left["what"] for left in undone.report}
    assert Position.objects.get(pk=moved.pk).person_id == kept.pk


def test_a_later_merge_that_builds_on_this_one_comes_first() -> None:
    first, second, third = (person(emails=("same@x.example",)) for _ in range(3))
    one = _merge(second, first)
    ContactPoint.objects.filter(person=second).delete()
    ContactPoint.objects.create(person=second, kind="email", value="other@x.example")
    two = _merge(third, second)
    unmerge(ACTOR, operation=one)
    unmerge(ACTOR, operation=two)
    kept, gone, other = person(), person(emails=("q@x.example",)), person(emails=("q@x.example",))
    one = _merge(kept, gone)
    two = _merge(kept, other)  # other's address was taken out in favour of the one that came with `gone`
    with pytest.raises(MergedSince):
        unmerge(ACTOR, operation=one)
    unmerge(ACTOR, operation=two)
    unmerge(ACTOR, operation=one)
    assert ContactPoint.objects.filter(value="q@x.example").count() == 2


def test_organisations_and_all_that_hangs_on_them_come_back() -> None:
    kept_job = person(organisation="Radio Littoral", function="Journaliste")
    person("Zoé", "Baudouin", organisation="Littoral Radio")
    kept, gone = (
        Organisation.objects.get(name="Radio Littoral"),
        Organisation.objects.get(name="Littoral Radio"),
    )
    part = Organisation.objects.create(name="Les Matins", match_key="les matins", parent=gone)
    Organisation.objects.filter(pk=kept.pk).update(parent=part, siren="732829320")
    ContactPoint.objects.create(organisation=gone, kind="phone", value="+33199001234", state="refused")
    ContactPoint.objects.create(organisation=kept, kind="phone", value="+33199001234")
    with writing(ACTOR):
        refresh_organisations([kept.pk, gone.pk])
    before = state()
    done = merge_organisations(ACTOR, keep=kept.pk, losers=[gone.pk], choices={"name": str(gone.pk)})
    merged = Organisation.objects.get(pk=kept.pk)
    assert (merged.name, merged.parent_id, merged.siren) == ("Littoral Radio", None, "732829320")
    assert Organisation.objects.get(pk=part.pk).parent_id == kept.pk
    assert ContactPoint.objects.get(organisation=kept).state == "refused"
    assert Person.objects.get(pk=kept_job.pk).summary["organisation"] == "Littoral Radio"
    assert unmerge(ACTOR, operation=done).report == []
    assert state() == before
