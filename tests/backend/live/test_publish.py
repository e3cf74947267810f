"""Cursors, replay, snapshots (CARD-1, CARD-4)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from pydantic import ValidationError

from backend.core.actor import task
from backend.core.clock import now
from backend.core.work import writing
from backend.live.models import Change
from backend.live.publish import cursor_of, publish, snapshot
from backend.live.replay import LONGEST_REPLAY, Gone, changes_after, prune_hourly
from tests.backend.live.conftest import Noted, note

pytestmark = pytest.mark.django_db


def test_cursors_are_dense_by_audience() -> None:
    note("room:a", 1, 2, 3)
    note("room:b", 1)
    assert [change["cursor"] for change in changes_after("room:a", 0)] == [1, 2, 3]
    assert cursor_of("room:b") == 1


def test_what_is_rolled_back_was_never_announced() -> None:
    def fail() -> None:
        with writing(task("tests")):
            publish("room:a", Noted(number=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    note("room:a", 2)
    assert [change["data"] for change in changes_after("room:a", 0)] == [{"number": 2}]


def test_announced_at_the_end_and_in_order_of_audiences() -> None:
    with writing(task("tests")):
        publish("room:z", Noted(number=1))
        publish("room:a", Noted(number=2))
        assert not Change.objects.exists()
    assert list(Change.objects.order_by("pk").values_list("audience", flat=True)) == ["room:a", "room:z"]


def test_many_changes_of_one_transaction_keep_their_order() -> None:
    note("room:a", 0)
    with writing(task("tests")):
        for number in range(1, 4):
            publish("room:a", Noted(number=number))
    changes = changes_after("room:a", 0)
    assert [(change["cursor"], change["data"]["number"]) for change in changes] == [
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 3),
    ]


def test_a_change_is_a_closed_schema() -> None:
    with pytest.raises(ValidationError):
        Noted.model_validate({"number": 1, "name": "x"})


def test_nothing_is_announced_outside_a_unit_of_work() -> None:
    with pytest.raises(RuntimeError):
        publish("room:a", Noted(number=1))


def test_replay_says_when_it_cannot() -> None:
    note("room:a", *range(4))
    assert changes_after("room:a", 4) == []
    with pytest.raises(Gone):
        changes_after("room:a", 5)  # a cursor of another time
    Change.objects.filter(cursor__lte=2).delete()
    assert len(changes_after("room:a", 2)) == 2
    with pytest.raises(Gone):
        changes_after("room:a", 1)  # pruned


def test_replay_has_an_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT live_publish('room:a', array_fill('noted'::text, ARRAY[%s]), "
            "array_fill('{}'::jsonb, ARRAY[%s]), '')",
            [LONGEST_REPLAY + 1, LONGEST_REPLAY + 1],
        )
    with pytest.raises(Gone):
        changes_after("room:a", 0)
    assert len(changes_after("room:a", 1)) == LONGEST_REPLAY


def test_a_snapshot_is_read_again_when_something_moved_meanwhile() -> None:
    seen: list[int] = []

    def read() -> int:
        seen.append(len(seen))
        if len(seen) == 1:
            note("room:a", 1)
        return Change.objects.count()

    with transaction.atomic():
        state, cursor = snapshot("room:a", read)
    assert (state, cursor, len(seen)) == (1, 1, 2)


def test_changes_are_forgotten_after_a_day() -> None:
    note("room:a", 1, 2)
    Change.objects.filter(cursor=1).update(at=now() - timedelta(hours=25))
    prune_hourly()
    assert list(Change.objects.values_list("cursor", flat=True)) == [2]
    Change.objects.update(at=now() - timedelta(hours=25))
    prune_hourly()  # again within the hour: nothing is done
    assert Change.objects.exists()
