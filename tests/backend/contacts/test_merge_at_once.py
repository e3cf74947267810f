"""RF-7: merges, their undoing, imports and edits that meet at one instant, on real transactions."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from backend.contacts.errors import ContactMerged, MergedMeanwhile
from backend.contacts.imports.commit import run_commit, start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.merging.latecomers import bring_latecomers
from backend.contacts.merging.persons import merge_persons
from backend.contacts.merging.undo import unmerge
from backend.contacts.models import ContactPoint, MergeOperation, Person
from backend.contacts.schemas import ContactPatch
from backend.contacts.sensitive import EVERYTHING
from backend.contacts.services import change_person
from backend.core.actor import task
from backend.core.errors import Collided, DomainError
from backend.core.work import twice, writing
from backend.events.models import Event, Guest
from backend.events.services.adding import add_guests
from backend.events.services.events import create_event
from fixtures.factories import person
from tests.backend.contacts.conftest import row, xlsx
from tests.backend.contacts.merging import state
from tests.backend.events.conftest import event_values
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = task("tests")
ROUNDS = 4


@pytest.fixture
def event(cast: Cast) -> Event:
    return create_event(cast.editor.actor, owner=cast.editor, values=event_values())


def at_once(*actions: Callable[[], object]) -> tuple[list[Any], list[DomainError]]:
    """Run ACTIONS in a thread each, all at one signal: what they gave, and what was refused. Faults are raised."""
    begin = threading.Barrier(len(actions))
    given: list[Any] = []
    refused: list[DomainError] = []
    faults: list[BaseException] = []

    def run(action: Callable[[], object]) -> None:
        begin.wait()
        try:
            given.append(action())
        except DomainError as refusal:
            refused.append(refusal)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return given, refused


def trio() -> list[Person]:
    return [
        person(emails=(f"one{number}@x.example", "shared@x.example"), organisation="Radio Littoral")
        for number in range(3)
    ]


def addresses() -> set[str]:
    """Of the living: what must not get lost."""
    points = ContactPoint.objects.filter(person__deleted_at=None, kind="email")
    return set(points.values_list("value", flat=True))


def merged(keep: Person, *losers: Person) -> Callable[[], MergeOperation]:
    return lambda: merge_persons(ACTOR, keep=keep.pk, losers=[each.pk for each in losers])


def test_two_who_merge_the_same_records_merge_them_once() -> None:
    for _ in range(ROUNDS):
        one, other, _ = trio()
        given, refused = at_once(merged(one, other), merged(one, other))
        assert refused == []
        assert {operation.pk for operation in given} == {MergeOperation.objects.latest("created_at").pk}
        other.refresh_from_db()
        assert other.merged_into_id == one.pk


def test_two_who_keep_different_records_do_not_lose_both() -> None:
    for _ in range(ROUNDS):
        one, other, third = trio()
        known = addresses()
        _, refused = at_once(merged(one, other, third), merged(other, one), merged(third, other))
        assert all(isinstance(refusal, MergedMeanwhile) for refusal in refused)
        assert Person.objects.filter(pk__in=[one.pk, other.pk, third.pk], deleted_at=None).count() >= 1
        assert addresses() == known


def test_a_merge_beside_an_undoing_leaves_what_either_order_would() -> None:
    for _ in range(ROUNDS):
        one, other, third = trio()
        known = addresses()
        before = state()
        operation = merged(one, other)()
        given, _ = at_once(partial(unmerge, ACTOR, operation=operation), merged(one, third))
        assert addresses() == known
        for left in reversed(given):
            left.refresh_from_db()
            if left.undone_at is None:
                unmerge(ACTOR, operation=left)
        operation.refresh_from_db()
        if operation.undone_at is None:
            unmerge(ACTOR, operation=operation)
        assert state() == before


def test_undoing_twice_at_once_undoes_once() -> None:
    one, other, _ = trio()
    before = state()
    operation = merged(one, other)()
    given, refused = at_once(*[lambda: unmerge(ACTOR, operation=operation)] * 3)
    assert (len(given), {each.code for each in refused}) == (1, {"merge_already_undone"})
    assert state() == before


def test_an_edit_beside_a_merge_is_kept_or_refused() -> None:
    for _ in range(ROUNDS):
        one, other, _ = trio()
        for edited in (one, other):
            edited.refresh_from_db()
        at = {each.pk: each.version for each in (one, other)}

        def edit(who: Person, versions: dict[UUID, int] = at) -> Callable[[], object]:
            patch = ContactPatch.model_validate({"version": versions[who.pk], "note": f"Noté de {who.pk}."})
            return lambda: change_person(ACTOR, person=who, patch=patch, sight=EVERYTHING)

        _, refused = at_once(
            edit(one),
            edit(other),
            partial(merge_persons, ACTOR, keep=one.pk, losers=[other.pk], versions=at),
        )
        notes = "".join(Person.objects.filter(pk__in=at).values_list("note", flat=True))
        kept = [pk for pk in at if f"Noté de {pk}" in notes]
        changed = {"contact_changed_meanwhile", "contact_merged", "collided"}
        assert {each.code for each in refused} <= changed
        assert len(kept) + len(refused) >= 2  # an edit that was not refused is there


def test_an_invitation_beside_a_merge_is_not_lost(event: Event, cast: Cast) -> None:
    def invited(who: Person) -> Callable[[], object]:
        return lambda: add_guests(ACTOR, user=cast.admin, event_id=event.pk, contact_ids=[who.pk])

    for _ in range(ROUNDS):
        one, other, _ = trio()
        given, refused = at_once(merged(one, other), invited(other), invited(one))
        assert {each.code for each in refused} <= {"collided"}
        assert len(given) + len(refused) == 3
        assert Guest.objects.filter(event=event, contact__in=[one.pk, other.pk]).exists()


def test_who_was_invited_in_the_moment_of_a_merge_is_brought_over(event: Event, cast: Cast) -> None:
    one, other, third = trio()
    add_guests(ACTOR, user=cast.admin, event_id=event.pk, contact_ids=[other.pk])
    Guest.objects.update(contact=third)
    merged(one, other)()
    operation = MergeOperation.objects.get()
    Guest.objects.update(contact=other)  # as an insertion that waited for the merge leaves it
    bring_latecomers()
    guest = Guest.objects.get()
    assert guest.contact_id == one.pk
    bring_latecomers()
    unmerge(ACTOR, operation=operation)
    guest.refresh_from_db()
    assert guest.contact_id == other.pk
    assert operation.rows.filter(model="events.Guest").count() == 1


@pytest.mark.parametrize("undone", ["none", "first", "second", "both"])
def test_who_comes_late_to_a_chain_of_merges_goes_all_the_way(event: Event, cast: Cast, undone: str) -> None:
    one, other, third = trio()
    first, second = merged(other, one)(), merged(third, other)()
    add_guests(ACTOR, user=cast.admin, event_id=event.pk, contact_ids=[third.pk])
    Guest.objects.update(contact=one)  # as an insertion that waited for the first merge leaves it
    bring_latecomers()
    bring_latecomers()
    guest = Guest.objects.get()
    assert guest.contact_id == third.pk
    if undone in ("second", "both"):
        unmerge(ACTOR, operation=second)
    if undone in ("first", "both"):
        unmerge(ACTOR, operation=first)
    bring_latecomers()
    guest.refresh_from_db()
    assert guest.contact_id == {"none": third.pk, "second": other.pk}.get(undone, one.pk)
    if undone in ("first", "both"):
        one.refresh_from_db()
        assert (one.deleted_at, one.merged_into_id) == (None, None)


def test_who_comes_late_after_an_undoing_goes_as_far_as_it_stands(event: Event, cast: Cast) -> None:
    one, other, third = trio()
    merged(other, one)()
    unmerge(ACTOR, operation=merged(third, other)())
    merged(other, third)()  # the other way round now
    add_guests(ACTOR, user=cast.admin, event_id=event.pk, contact_ids=[other.pk])
    Guest.objects.update(contact=one)
    bring_latecomers()
    assert Guest.objects.get().contact_id == other.pk


def test_who_saves_a_form_in_the_moment_of_two_merges_is_told_who_is_left() -> None:
    one, other, third = trio()
    opened = Person.objects.get(pk=one.pk)
    merged(other, one)()
    merged(third, other)()
    with pytest.raises(ContactMerged) as told:
        change_person(ACTOR, person=opened, patch=ContactPatch(version=1, title="Dr"), sight=EVERYTHING)
    assert told.value.extra["merged_into"] == str(third.pk)


def test_nothing_is_asked_where_nobody_merged(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        bring_latecomers()


def test_an_import_beside_a_merge_writes_to_who_is_left() -> None:
    for turn in range(ROUNDS):
        one, other, third = (
            person(f"Zoé{turn}", f"Baudouin{number}", emails=(f"z{turn}{number}@x.example",))
            for number in range(3)
        )
        rows = [
            row(f"Baudouin{number}", f"Zoé{turn}", email=f"z{turn}{number}@x.example", phone="01 99 00 12 34")
            for number in (2, 1, 0)
        ]
        batch = try_import(ACTOR, author_id=None, file_name="a.xlsx", content=xlsx(*rows))
        start_commit(ACTOR, batch=batch, queue=False)
        living = Person.objects.filter(deleted_at=None).count()
        _, refused = at_once(partial(run_commit, batch.pk), merged(one, other), merged(third, other))
        assert all(isinstance(each, MergedMeanwhile) for each in refused)
        batch.refresh_from_db()
        assert (batch.status, batch.counts["done"]) == ("committed", 3)
        assert Person.objects.filter(deleted_at=None).count() in (living - 1, living)
        assert ContactPoint.objects.filter(kind="phone", person__deleted_at=None).exists()


def test_a_collision_is_tried_again_and_then_told() -> None:
    one, other, _ = trio()
    crossing = threading.Barrier(2, timeout=10)
    met: list[int] = []

    def write(first: Person, second: Person) -> Callable[[], object]:
        tries: list[int] = []

        def work() -> None:
            with writing(ACTOR):
                Person.objects.filter(pk=first.pk).update(note="écrit")
                tries.append(1)
                if len(tries) == 1:
                    crossing.wait()  # both hold one row, and want the other
                Person.objects.filter(pk=second.pk).update(note="écrit")
                met.append(len(tries))

        return lambda: twice(work)

    _, refused = at_once(write(one, other), write(other, one))
    assert refused == []
    assert sorted(met) == [1, 2]


def test_a_deadlock_is_a_problem_document(api: Callable[..., Api], cast: Cast, monkeypatch: Any) -> None:
    """Twice in a row: the officer is told, in French, that nothing was written."""
    one, other, _ = trio()

    def deadlocked(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'dead' USING ERRCODE = '40P01'; END $$")

    monkeypatch.setattr("backend.contacts.merging.persons.carry_verdicts", deadlocked)
    answer = api(cast.admin).post("/duplicates/merges", {"keep": str(one.pk), "losers": [str(other.pk)]})
    assert (answer.status_code, answer.json()["code"]) == (409, Collided.code)
    assert "recommencez" in answer.json()["detail"]
    assert Person.objects.filter(deleted_at=None).count() == 3
