"""Writing an import: in batches, nothing lost, nothing twice, whoever dies (RF-6, RF-25)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from backend.contacts.imports import commit
from backend.contacts.imports.commit import run_commit, start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.worker import requeue_stale
from backend.contacts.models import ContactPoint, Import, ImportRow, Organisation, Person, Position
from backend.core.clock import now
from backend.live.replay import changes_after
from fixtures.factories import TESTS, person
from notifications.models import Notice
from tests.backend.contacts.conftest import Upload, row, xlsx
from tests.conftest import Api, Cast

ROWS = 25


def _file(count: int = ROWS) -> bytes:
    return xlsx(
        *[
            row(f"Nom{number}", organisation=f"Radio {number % 3}", email=f"n{number}@x.example")
            for number in range(count)
        ]
    )


def _started(content: bytes | None = None, user: Any = None) -> Import:
    batch = try_import(
        TESTS, author_id=user.pk if user else None, file_name="contacts.xlsx", content=content or _file()
    )
    return start_commit(TESTS, batch=batch, queue=False)


def _all_there_once(count: int = ROWS) -> None:
    assert Person.objects.count() == Position.objects.count() == ContactPoint.objects.count() == count
    assert Organisation.objects.count() == 3
    assert len(set(Person.objects.values_list("family_name", flat=True))) == count


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "ROWS_IN_A_BATCH", 10)


@pytest.mark.django_db
def test_the_author_follows_it_and_is_told_when_it_ends(load: Callable[..., Any], cast: Cast) -> None:
    batch = load(_file())
    assert (batch["status"], batch["counts"]["done"], batch["counts"]["total"]) == ("committed", ROWS, ROWS)
    steps = [
        change["data"]
        for change in changes_after(f"user:{cast.admin.pk}", 0)
        if change["kind"] == "import_progressed"
    ]
    assert [(step["status"], step["done"]) for step in steps] == [
        ("committing", 0),
        ("committing", 10),
        ("committing", 20),
        ("committing", 25),
        ("committed", 25),
    ]
    notice = Notice.objects.get(user=cast.admin)
    assert (notice.kind, notice.url) == ("import_finished", f"/imports/{batch['id']}")
    assert "25 créées" in notice.body
    told = [change["data"]["count"] for change in changes_after("contacts", 0)]
    assert told == [10, 10, 5]


@pytest.mark.django_db
def test_asking_twice_writes_once(
    upload: Upload, admin: Api, django_capture_on_commit_callbacks: Any
) -> None:
    batch = upload(_file()).json()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post(f"/contacts/imports/{batch['id']}/commit").status_code == 202
    assert admin.post(f"/contacts/imports/{batch['id']}/commit").json()["status"] == "committed"
    _all_there_once()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", ["before_rows", "after_rows", "before_end"])
def test_a_kill_at_any_point_loses_nothing_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    """The worker dies in its second batch, again and again at the same point, then is left in peace."""
    batch, calls = _started(), {"count": 0}
    place = {"before_rows": "_write_rows", "after_rows": "_announce", "before_end": "_end"}[stop]
    original = getattr(commit, place)

    def dying(*args: Any) -> Any:
        calls["count"] += 1
        if calls["count"] == (1 if stop == "before_end" else 2):
            raise KeyboardInterrupt
        return original(*args)

    monkeypatch.setattr(commit, place, dying)
    with pytest.raises(KeyboardInterrupt):
        run_commit(batch.pk)
    assert Person.objects.count() == (ROWS if stop == "before_end" else 10)
    run_commit(batch.pk)
    assert Import.objects.get().status == "committing", "the claim of the dead is honoured for a minute"
    Import.objects.update(claimed_at=now() - timedelta(minutes=5), updated_at=now() - timedelta(minutes=5))
    requeue_stale()
    assert Import.objects.get().status == "committed"
    _all_there_once()


@pytest.mark.django_db(transaction=True)
def test_an_import_that_never_gets_on_is_given_up_and_can_be_taken_up(
    monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    batch = _started(user=cast.admin)
    with monkeypatch.context() as patch:
        patch.setattr(commit, "_write_rows", lambda *_: 1 / 0)
        for _ in range(commit.ATTEMPTS_AT_MOST):
            with pytest.raises(ZeroDivisionError):
                run_commit(batch.pk)
            Import.objects.update(claimed_at=None)
        Import.objects.update(updated_at=now() - timedelta(minutes=5))
        requeue_stale()
    batch.refresh_from_db()
    assert batch.status == "failed"
    assert Notice.objects.get(user=cast.admin).kind == "import_failed"
    start_commit(TESTS, batch=batch, queue=False)
    run_commit(batch.pk)
    _all_there_once()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_added_meanwhile_is_seen_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As merges do: what broke a rule of the tables is read again in the next turn."""
    batch, original, left = _started(), commit._write_rows, [IntegrityError]

    def collides(*args: Any) -> None:
        original(*args)
        if left:
            raise left.pop()

    monkeypatch.setattr(commit, "_write_rows", collides)
    run_commit(batch.pk)
    assert Import.objects.get().status == "committed"
    _all_there_once()


@pytest.mark.django_db(transaction=True)
def test_workers_on_one_import_and_on_two_files_write_each_person_once() -> None:
    batches = [_started(), _started(), _started()]

    def work(batch: Import) -> None:
        try:
            run_commit(batch.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, batches * 2))
    assert set(Import.objects.values_list("status", flat=True)) == {"committed"}
    _all_there_once()


@pytest.mark.django_db
def test_rows_are_judged_again_against_the_base_as_it_is_then() -> None:
    batch = _started(xlsx(row(email="h@x.example"), row("Baudouin", "Zoé")))
    person(emails=("h@x.example",))
    run_commit(batch.pk)
    assert list(ImportRow.objects.order_by("row").values_list("outcome", flat=True)) == [
        "unchanged",
        "create",
    ]
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_refused_rows_are_left_out(load: Callable[..., Any]) -> None:
    batch = load(xlsx(row(), row(None, None, email="x@x.example")))
    assert (batch["counts"]["done"], batch["counts"]["refused"]) == (1, 1)
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_imported_rows_are_traced_to_their_author(load: Callable[..., Any], admin: Api, cast: Cast) -> None:
    load(xlsx(row(organisation="Radio")))
    history = admin.get(f"/contacts/{Person.objects.get().pk}/history").json()
    assert {entry["author"]["label"] for entry in history} == {cast.admin.display_name}


@pytest.mark.django_db
def test_a_batch_costs_the_same_number_of_queries_whatever_its_length(
    django_assert_max_num_queries: Any,
) -> None:
    batch = _started(_file(10))
    with django_assert_max_num_queries(50):
        run_commit(batch.pk)
