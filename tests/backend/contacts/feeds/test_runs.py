"""What a run of a feed writes, and what becomes of one that fails (RF-8)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.contacts import services
from backend.contacts.feeds import running, scheduling
from backend.contacts.feeds.running import run_feed
from backend.contacts.imports import commit, dry_run, worker
from backend.contacts.imports.commit import run_commit, start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.mapping import rename_mapping, save_mapping
from backend.contacts.imports.undo import run_undo, start_undo
from backend.contacts.models import DataSource, Feed, FeedRun, Import, Person
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Collided
from backend.live.models import Change as LiveChange
from backend.live.publish import cursor_of
from fixtures.factories import TESTS
from notifications.models import Notice
from tests.backend.contacts.conftest import xlsx
from tests.backend.contacts.feeds.conftest import Site, names, people, put, run

pytestmark = pytest.mark.django_db
MakeFeed = Callable[..., Feed]


def test_a_url_is_fetched_written_and_undone(site: Site, feed_of: MakeFeed, source: DataSource) -> None:
    feed = feed_of(site.puts(people(1, 2, 3)) + "?cle=secret")
    site.puts(people(1, 2, 3), path="/base.xlsx?cle=secret")
    last = run(feed)
    assert (last.outcome, last.detail) == ("written", "")
    assert names() == ["Nom1", "Nom2", "Nom3"]
    assert set(Person.objects.values_list("data_source", "origin_file")) == {(source.pk, "base.xlsx")}
    feed.refresh_from_db()
    assert (feed.state, feed.claimed_at, feed.good["rows"]) == ("active", None, 3)
    assert feed.next_at is not None
    assert last.batch is not None
    start_undo(TESTS, batch=last.batch, background=False)
    run_undo(last.batch.pk)
    assert names() == []


def test_the_same_file_writes_nothing(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1, 2), age=120)
    assert run(feed).outcome == "written"
    versions = list(Person.objects.order_by("pk").values_list("version", "updated_at"))
    put(folder, "b.xlsx", (folder / "a.xlsx").read_bytes())
    last = run(feed)
    assert (last.outcome, last.batch) == ("unchanged", None)
    assert list(Person.objects.order_by("pk").values_list("version", "updated_at")) == versions
    assert sorted(file.name for file in folder.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_server_that_knows_versions_is_asked_for_newer_ones(site: Site, feed_of: MakeFeed) -> None:
    feed = feed_of(site.puts(people(1), ETag='"v1"'))
    assert run(feed).outcome == "written"
    assert run(feed).outcome == "unchanged"
    assert site.requests[-1][1]["If-None-Match"] == '"v1"'
    site.puts(people(1, 2), ETag='"v2"')
    assert run(feed).outcome == "written"
    assert names() == ["Nom1", "Nom2"]


def test_rows_that_say_nothing_new_leave_their_records_alone(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1, 2, 3))
    run(feed)
    before = dict(Person.objects.values_list("family_name", "version"))
    put(folder, "a.xlsx", people(1, 2, 3, 4))
    assert run(feed).outcome == "written"
    assert Import.objects.latest("created_at").counts["unchanged"] == 3
    assert {**dict(Person.objects.values_list("family_name", "version")), "Nom4": 1} == {**before, "Nom4": 1}


def test_who_is_missing_is_told_and_never_deleted(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1, 2, 3, 4, 5))
    assert run(feed).missing_count == 0
    put(folder, "a.xlsx", people(1, 2, 3, 4))
    gone = Person.objects.get(family_name="Nom5")
    last = run(feed)
    assert (last.outcome, last.missing) == ("written", [str(gone.pk)])
    put(folder, "a.xlsx", people(1, 2, 3, 6))
    last = run(feed)
    assert last.missing_count == 2, "who was missing before still is"
    assert set(FeedRun.objects.exclude(pk=last.pk).values_list("missing_count", flat=True)) == {0, 1}
    put(folder, "a.xlsx", people(1, 2, 3, 5, 6))
    assert [run(feed).missing_count, Person.objects.filter(deleted_at=None).count()] == [1, 6]


def test_the_policy_and_the_rank_of_the_source_decide(
    folder: Path, feed_of: MakeFeed, source: DataSource
) -> None:
    """Source precedence: a feed of a better source corrects what a worse one wrote, and not the reverse."""
    put(folder, "a.xlsx", people(1, function="Chroniqueuse"))
    feed = feed_of("dossier:presse", policy="file")
    run(feed)
    put(folder, "a.xlsx", people(1, function="Rédactrice"))
    assert run(feed).outcome == "written"
    person = Person.objects.get()
    assert person.summary["function"] == "Rédactrice"
    DataSource.objects.create(name="Moins sûre", rank=90)
    services.change_feed(TESTS, feed_id=feed.pk, changes={"source_id": DataSource.objects.get(rank=90).pk})
    put(folder, "a.xlsx", people(1, function="Stagiaire"))
    feed.refresh_from_db()
    run(feed)
    person.refresh_from_db()
    assert person.summary["function"] == "Rédactrice"


def test_the_saved_mapping_is_followed(folder: Path, feed_of: MakeFeed) -> None:
    headers = ["Nom", "Prénom", "Titre du poste libre"]
    put(folder, "a.xlsx", xlsx(["Lefèvre", "Hélène", "Journaliste"], headers=headers))
    feed = feed_of("dossier:presse")
    run(feed)
    batch = Import.objects.get()
    batch.columns = [{**column, "field": column["field"] or "function"} for column in batch.columns]
    mapping = save_mapping(TESTS, batch=batch, name="Hors antenne")
    services.change_feed(TESTS, feed_id=feed.pk, changes={"mapping_id": mapping.pk})
    assert run(feed).outcome == "written", "the same file is read anew under another mapping"
    assert Person.objects.get().summary["function"] == "Journaliste"


def test_a_mapping_that_was_mended_reads_the_same_file_anew(folder: Path, feed_of: MakeFeed) -> None:
    put(folder, "a.xlsx", xlsx(["Lefèvre", "Journaliste"], headers=["Nom", "Titre du poste libre"]))
    by_hand = try_import(TESTS, author_id=None, file_name="a.xlsx", content=(folder / "a.xlsx").read_bytes())
    mapping = save_mapping(TESTS, batch=by_hand, name="Hors antenne")
    feed = feed_of("dossier:presse", mapping_id=mapping.pk)
    assert [run(feed).outcome, run(feed).outcome] == ["written", "unchanged"]
    by_hand.columns = [{**column, "field": column["field"] or "function"} for column in by_hand.columns]
    save_mapping(TESTS, batch=by_hand, name="Hors antenne")
    assert [run(feed).outcome, run(feed).outcome] == ["written", "unchanged"]
    assert Person.objects.get().summary["function"] == "Journaliste"


def test_a_mapping_that_was_renamed_says_the_same(folder: Path, feed_of: MakeFeed) -> None:
    put(folder, "a.xlsx", people(1))
    by_hand = try_import(TESTS, author_id=None, file_name="a.xlsx", content=(folder / "a.xlsx").read_bytes())
    mapping = save_mapping(TESTS, batch=by_hand, name="Hors antenne")
    feed = feed_of("dossier:presse", mapping_id=mapping.pk)
    assert run(feed).outcome == "written"
    rename_mapping(TESTS, mapping=mapping, name="Annuaire")
    assert run(feed).outcome == "unchanged"


# Failures


def test_failures_are_tried_again_later_and_told_after_three(
    site: Site, feed_of: MakeFeed, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_of(site.url("/absent.csv"))
    waits = []
    for count in range(1, 5):
        last = run(feed)
        feed.refresh_from_db()
        assert (last.outcome, feed.state, feed.failures) == ("failed", "active", count)
        assert last.detail == "localhost n’a pas ce fichier (404)."
        assert feed.next_at is not None
        assert last.ended_at is not None
        waits.append(round((feed.next_at - last.ended_at).total_seconds() / 60))
        assert Notice.objects.filter(kind="feed_failing").count() == (count >= 3)
    assert waits == [5, 10, 20, 40]
    site.puts(people(1), path="/absent.csv")
    assert run(feed).outcome == "written"
    feed.refresh_from_db()
    assert feed.failures == 0


def test_an_error_of_ours_is_a_failure_too(
    folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_of("dossier:presse")

    def broken(_: Feed) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(running, "_file_of", broken)
    assert (run(feed).outcome, FeedRun.objects.filter(outcome="running").count()) == ("failed", 0)


def test_a_feed_that_is_removed_while_its_file_comes(
    folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    real = running._file_of

    def removed(found: Feed) -> Any:
        services.delete_feed(TESTS, feed_id=found.pk)
        return real(found)

    monkeypatch.setattr(running, "_file_of", removed)
    run_feed(feed.pk)
    assert (Feed.objects.count(), FeedRun.objects.count(), Import.objects.count()) == (0, 0, 0)


def test_a_file_that_somebody_wrote_from_its_import(folder: Path, feed_of: MakeFeed, cast: Any) -> None:
    """The trial that stopped the feed is an import like any other; accepting it afterwards writes nothing twice."""
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(*range(8)))
    run(feed)
    put(folder, "a.xlsx", people(1, 20))
    batch = run(feed).batch
    assert batch is not None
    start_commit(cast.admin.actor, batch=batch, queue=False)
    run_commit(batch.pk)
    assert Person.objects.count() == 9
    services.accept_file(cast.admin.actor, feed_id=feed.pk)
    run_feed(feed.pk)
    feed.refresh_from_db()
    assert (feed.state, feed.good["rows"], Person.objects.count()) == ("active", 2, 9)


def test_an_import_that_was_undone_is_not_written_again(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1, 2))
    batch = run(feed).batch
    assert batch is not None
    start_undo(TESTS, batch=batch, background=False)
    run_undo(batch.pk)
    assert (run(feed).outcome, Person.objects.count()) == ("unchanged", 0)


def test_a_pause_lets_a_run_end(folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    real = running._file_of

    def paused(found: Feed) -> Any:
        services.pause_feed(TESTS, feed_id=found.pk)
        return real(found)

    monkeypatch.setattr(running, "_file_of", paused)
    assert run(feed).outcome == "written"
    feed.refresh_from_db()
    assert feed.state == "paused"
    scheduling.sweep()
    assert feed.runs.count() == 1


@pytest.mark.parametrize(("step", "status"), [("_end", "reading"), ("_write_rows", "committing")])
def test_a_run_waits_for_an_import_that_lives_on(
    folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch, step: str, status: str
) -> None:
    """Whoever collides with others again and again leaves its import to be taken up: the feed has not failed."""
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    module = dry_run if step == "_end" else commit

    def collides(*_: Any) -> None:
        raise Collided

    with monkeypatch.context() as patch:
        patch.setattr(module, step, collides)
        first = run(feed)
    feed.refresh_from_db()
    assert (first.outcome, feed.failures, feed.state) == ("running", 0, "active")
    assert first.batch is not None
    assert first.batch.status in (status, "judging")
    Import.objects.update(claimed_at=None)
    assert (run(feed).outcome, feed.runs.count(), names()) == ("written", 1, ["Nom1"])


def test_a_run_whose_import_is_given_up_stops(
    folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    monkeypatch.setattr(commit, "_write_rows", lambda *_: 1 / 0)
    for _ in range(commit.ATTEMPTS_AT_MOST):
        assert run(feed).outcome == "running"
        Import.objects.update(claimed_at=None)
    Import.objects.update(updated_at=now() - timedelta(minutes=5))
    worker.requeue_stale()
    assert run(feed).outcome == "stopped"
    feed.refresh_from_db()
    assert (feed.state, "Vous pouvez la reprendre" in feed.why) == ("stopped", True)


# What a person changes while it runs


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`meanwhile("_file_of", change)`: CHANGE happens once, just before the run takes this step."""

    def install(step: str, change: Callable[[], Any]) -> None:
        real, left = getattr(running, step), [change]

        def stepped(*args: Any) -> Any:
            if left:
                left.pop()()
            return real(*args)

        monkeypatch.setattr(running, step, stepped)

    return install


@pytest.mark.parametrize("step", ["_file_of", "_look", "_end_written"])
def test_another_policy_meanwhile_reads_the_same_file_again(
    folder: Path, feed_of: MakeFeed, meanwhile: Any, step: str
) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    file = {"policy": "file"}
    meanwhile(step, lambda: services.change_feed(TESTS, feed_id=feed.pk, changes=file))
    assert run(feed).outcome == "written"
    again = run(feed)
    feed.refresh_from_db()
    assert feed.policy == "file"
    last = Import.objects.latest("created_at")
    assert (last.policy, again.outcome) == ("file", "unchanged" if step == "_file_of" else "written")
    assert run(feed).outcome == "unchanged"


def test_another_rhythm_meanwhile_is_kept(folder: Path, feed_of: MakeFeed, meanwhile: Any) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    hourly = {"every_minutes": 60}
    meanwhile("missing_from", lambda: services.change_feed(TESTS, feed_id=feed.pk, changes=hourly))
    run(feed)
    feed.refresh_from_db()
    assert feed.next_at is not None
    assert feed.next_at <= now() + timedelta(minutes=60)


def test_a_pause_meanwhile_plans_nothing(folder: Path, feed_of: MakeFeed, meanwhile: Any) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    meanwhile("missing_from", lambda: services.pause_feed(TESTS, feed_id=feed.pk))
    assert run(feed).outcome == "written"
    feed.refresh_from_db()
    assert (feed.state, feed.next_at) == ("paused", None)


def test_another_address_while_it_is_written(folder: Path, feed_of: MakeFeed, meanwhile: Any) -> None:
    """The base that it reads from now on is not measured by the other one."""
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(*range(8)))
    (folder.parent / "radios").mkdir()
    put(folder.parent / "radios", "a.xlsx", people(20))
    there = {"address": "dossier:radios"}
    meanwhile("missing_from", lambda: services.change_feed(TESTS, feed_id=feed.pk, changes=there))
    run(feed)
    feed.refresh_from_db()
    assert (feed.address, feed.good) == ("dossier:radios", {})
    assert (run(feed).outcome, Person.objects.count()) == ("written", 9)


@pytest.mark.parametrize("step", ["_file_of", "_look"])
def test_another_address_while_it_is_read(folder: Path, feed_of: MakeFeed, meanwhile: Any, step: str) -> None:
    """The file of the former address is not written, and stops nothing."""
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    (folder.parent / "radios").mkdir()
    put(folder.parent / "radios", "a.xlsx", people(20))
    there = {"address": "dossier:radios"}
    meanwhile(step, lambda: services.change_feed(TESTS, feed_id=feed.pk, changes=there))
    first = run(feed)
    feed.refresh_from_db()
    assert (first.outcome, feed.state, names()) == ("stopped", "active", [])
    assert "L’adresse a été changée" in first.detail
    assert Notice.objects.count() == 0
    assert (run(feed).outcome, names()) == ("written", ["Nom20"])


def test_cards_may_be_fed_too(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    card = "BEGIN:VCARD\nVERSION:3.0\nN:{0};Camille\nFN:Camille {0}\nEMAIL:{0}@x.example\n{1}END:VCARD\n"
    put(folder, "a.vcf", (card.format("Un", "") + card.format("Deux", "")).encode())
    assert run(feed).outcome == "written"
    put(folder, "a.vcf", (card.format("Un", "TITLE:Chef\n") + card.format("Deux", "")).encode())
    assert run(feed).outcome == "written", "another property is no other header"
    assert names() == ["Deux", "Un"]


def test_screens_are_told(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    before = cursor_of("contacts")
    run(feed)
    told = LiveChange.objects.filter(audience="contacts", cursor__gt=before, kind="feed_changed")
    assert told.count() >= 2, "at its beginning and at its end"
    assert {json.dumps(change.data) for change in told} == {json.dumps({"id": str(feed.pk)})}


def test_the_author_of_what_a_feed_writes_is_the_feed(folder: Path, feed_of: MakeFeed) -> None:
    assert Actor("task", "contacts_feed", "contacts_feed") == running.ACTOR
