"""What a run of a feed writes, and when it stops before it writes anything (RF-8)."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from backend.contacts import services
from backend.contacts.errors import FeedResting, NothingToAccept
from backend.contacts.feeds import history, running, scheduling
from backend.contacts.feeds.running import run_feed
from backend.contacts.imports.commit import run_commit, start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.mapping import save_mapping
from backend.contacts.imports.undo import run_undo, start_undo
from backend.contacts.models import DataSource, Feed, FeedRun, Import, Person
from backend.core.actor import Actor
from backend.core.clock import now
from backend.live.models import Change as LiveChange
from backend.live.publish import cursor_of
from fixtures.factories import TESTS
from notifications.models import Notice
from tests.backend.contacts.conftest import HEADERS, row, xlsx
from tests.backend.contacts.feeds.conftest import Site, people, put, run

pytestmark = pytest.mark.django_db
MakeFeed = Callable[..., Feed]


def _names() -> list[str]:
    return sorted(Person.objects.values_list("family_name", flat=True))


def _stopped(feed: Feed) -> str:
    """Why FEED stopped; and nothing was written."""
    before = _names()
    last = run(feed)
    feed.refresh_from_db()
    assert (last.outcome, feed.state, feed.next_at) == ("stopped", "stopped", None)
    assert last.detail == feed.why
    assert _names() == before
    assert last.batch is None or last.batch.status in ("dry_run", "unreadable")
    return feed.why


def test_a_url_is_fetched_written_and_undone(site: Site, feed_of: MakeFeed, source: DataSource) -> None:
    feed = feed_of(site.puts(people(1, 2, 3)) + "?cle=secret")
    site.puts(people(1, 2, 3), path="/base.xlsx?cle=secret")
    last = run(feed)
    assert (last.outcome, last.detail) == ("written", "")
    assert _names() == ["Nom1", "Nom2", "Nom3"]
    assert set(Person.objects.values_list("data_source", "origin_file")) == {(source.pk, "base.xlsx")}
    feed.refresh_from_db()
    assert (feed.state, feed.claimed_at, feed.good["rows"]) == ("active", None, 3)
    assert feed.next_at is not None
    assert last.batch is not None
    start_undo(TESTS, batch=last.batch, background=False)
    run_undo(last.batch.pk)
    assert _names() == []


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
    assert _names() == ["Nom1", "Nom2"]


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


def test_half_of_the_rows_gone(folder: Path, feed_of: MakeFeed, cast: Any) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(*range(10)))
    run(feed)
    put(folder, "a.xlsx", people(*range(5)))
    assert _stopped(feed) == "Il compte 5 lignes, contre 10 la dernière fois."
    told = Notice.objects.get()
    assert (told.user, told.kind) == (cast.admin, "feed_stopped")
    assert told.body == f"{feed.why} Rien n’a été écrit."
    assert told.url == f"/reglages/flux/{feed.pk}"


def test_a_little_less_than_half_goes_on(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(*range(10)))
    run(feed)
    put(folder, "a.xlsx", people(*range(6)))
    assert run(feed).outcome == "written"
    assert Person.objects.filter(deleted_at=None).count() == 10


def test_other_headers(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1, 2))
    run(feed)
    put(folder, "a.xlsx", xlsx(row("Nom1"), row("Nom2"), headers=[*HEADERS[:-1], "Remarques"]))
    assert "colonnes" in _stopped(feed)


def test_other_headers_than_the_mapping_was_saved_for(folder: Path, feed_of: MakeFeed) -> None:
    put(folder, "a.xlsx", people(1))
    first = feed_of("dossier:presse")
    run(first)
    mapping = save_mapping(TESTS, batch=Import.objects.get(), name="Hors antenne")
    feed = feed_of("dossier:presse", name="Autre", mapping_id=mapping.pk)
    put(folder, "a.xlsx", xlsx(["Nom2"], headers=["Nom"]))
    assert "colonnes" in _stopped(feed)


def test_too_many_refused_even_the_first_time(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", xlsx(row("Nom1"), row(None, None, email="a@x.example"), row(None, None, note="x")))
    assert _stopped(feed) == "2 de ses 3 lignes sont refusées."


def test_other_people_under_the_same_headers(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1, 2, 3, 4))
    run(feed)
    put(folder, "a.xlsx", people(1, 12, 13, 14))
    assert _stopped(feed) == "3 des 4 personnes de la dernière fois n’y sont plus."


def test_values_that_slipped_into_another_column(folder: Path, feed_of: MakeFeed) -> None:
    """The same persons under the same headers, but nearly all of them changed at once."""
    feed = feed_of("dossier:presse", policy="file")
    put(folder, "a.xlsx", people(*range(30), function="Journaliste"))
    run(feed)
    put(folder, "a.xlsx", people(*range(30), function="Paris"))
    assert _stopped(feed) == "Il changerait 30 fiches d’un coup, sur 30 lignes."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"<html>Session expired</html>", "pas un tableau"),
        (xlsx(headers=HEADERS), "aucune ligne"),
        (xlsx(["oui", "non"], headers=["Rouge", "Vert"]), "nom"),
    ],
)
def test_a_file_that_is_none(folder: Path, feed_of: MakeFeed, content: bytes, why: str) -> None:
    put(folder, "a.xlsx", content)
    assert why in _stopped(feed_of("dossier:presse"))


def test_a_stopped_feed_rests_until_somebody_looks(folder: Path, feed_of: MakeFeed, cast: Any) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(*range(8)))
    run(feed)
    put(folder, "a.xlsx", people(1, 2))
    run(feed)
    run_feed(feed.pk)
    scheduling.sweep()
    assert feed.runs.count() == 2
    with pytest.raises(FeedResting):
        services.run_feed_now(TESTS, feed_id=feed.pk)
    services.resume_feed(TESTS, feed_id=feed.pk)
    assert run(feed).outcome == "stopped", "the file is still the same"
    put(folder, "a.xlsx", people(*range(7)))
    services.resume_feed(TESTS, feed_id=feed.pk)
    assert run(feed).outcome == "written"


def test_an_accepted_file_is_written_and_becomes_the_measure(
    folder: Path, feed_of: MakeFeed, cast: Any
) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(*range(8)))
    run(feed)
    put(folder, "a.xlsx", people(1, 2, 20))
    run(feed)
    services.accept_file(cast.admin.actor, feed_id=feed.pk)
    run_feed(feed.pk)
    last = feed.runs.latest("pk")
    feed.refresh_from_db()
    assert (last.outcome, last.accepted_by, last.missing_count) == ("written", cast.admin, 6)
    assert (feed.state, feed.good["rows"], Person.objects.count()) == ("active", 3, 9)
    assert Import.objects.latest("created_at").author == cast.admin
    assert feed.runs.count() == 2
    with pytest.raises(NothingToAccept):
        services.accept_file(cast.admin.actor, feed_id=feed.pk)


def test_a_file_that_cannot_be_read_cannot_be_accepted(folder: Path, feed_of: MakeFeed, cast: Any) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", b"<html>")
    run(feed)
    with pytest.raises(NothingToAccept):
        services.accept_file(cast.admin.actor, feed_id=feed.pk)


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


def test_cards_may_be_fed_too(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    card = "BEGIN:VCARD\nVERSION:3.0\nN:{0};Camille\nFN:Camille {0}\nEMAIL:{0}@x.example\n{1}END:VCARD\n"
    put(folder, "a.vcf", (card.format("Un", "") + card.format("Deux", "")).encode())
    assert run(feed).outcome == "written"
    put(folder, "a.vcf", (card.format("Un", "TITLE:Chef\n") + card.format("Deux", "")).encode())
    assert run(feed).outcome == "written", "another property is no other header"
    assert _names() == ["Deux", "Un"]


def test_screens_are_told(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    before = cursor_of("contacts")
    run(feed)
    told = LiveChange.objects.filter(audience="contacts", cursor__gt=before, kind="feed_changed")
    assert told.count() >= 2, "at its beginning and at its end"
    assert {json.dumps(change.data) for change in told} == {json.dumps({"id": str(feed.pk)})}


# Who, when


def test_only_what_is_due_is_claimed_and_by_one(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    first, second = scheduling.claim(feed.pk), scheduling.claim(feed.pk)
    assert first is not None
    assert second is None
    scheduling.release(feed.pk, first)
    services.pause_feed(TESTS, feed_id=feed.pk)
    assert scheduling.claim(feed.pk) is None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`clock("2026-11-25 16:02")` sets the time of scheduling, in France."""

    def set_to(text: str) -> None:
        monkeypatch.setattr(scheduling, "now", lambda: _paris(text))

    return set_to


def _paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("minutes", "hour", "planned", "moment", "following"),
    [
        (60, None, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-25 17:02"),
        (60, 3, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-25 17:02"),
        (1440, None, "2026-11-22 16:02", "2026-11-25 16:03", "2026-11-26 16:02"),  # missed times stay missed
        (1440, 3, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-26 03:00"),
        (1440, 18, "2026-11-25 16:02", "2026-11-25 16:03", "2026-11-25 18:00"),
        (1440, 3, "2026-11-20 03:00", "2026-11-25 16:03", "2026-11-26 03:00"),
        (1440, 3, "2026-03-28 03:00", "2026-03-28 03:01", "2026-03-29 03:00"),  # clocks go forward that night
        (1440, 3, "2026-10-24 03:00", "2026-10-24 03:01", "2026-10-25 03:00"),
        (10080, 3, "2026-11-25 03:00", "2026-11-25 03:01", "2026-12-02 03:00"),
        (10080, 3, "2026-11-01 03:00", "2026-11-25 03:01", "2026-11-29 03:00"),
        (1440, 3, "2026-11-26 03:00", "2026-11-25 16:03", "2026-11-26 03:00"),  # it ran in between
    ],
)
def test_when_it_runs_next(
    clock: Callable[[str], None], minutes: int, hour: int | None, planned: str, moment: str, following: str
) -> None:
    clock(moment)
    feed = Feed(every_minutes=minutes, hour=hour, next_at=_paris(planned))
    assert scheduling.next_after(feed) == _paris(following)


def test_running_it_now_leaves_its_times_alone(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    run(feed)
    planned = Feed.objects.get().next_at
    put(folder, "a.xlsx", people(1, 2))
    services.run_feed_now(TESTS, feed_id=feed.pk)
    services.run_feed_now(TESTS, feed_id=feed.pk)
    run_feed(feed.pk)
    run_feed(feed.pk)
    assert [each.outcome for each in feed.runs.order_by("pk")] == ["written", "written"]
    assert Feed.objects.get().next_at == planned


def test_another_rhythm_counts_from_now(feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    services.change_feed(TESTS, feed_id=feed.pk, changes={"hour": 3})
    at = Feed.objects.get().next_at
    assert at is not None
    assert at > now()
    assert timezone.localtime(at).hour == 3


def test_the_sweep_queues_what_is_due_once(
    folder: Path, feed_of: MakeFeed, django_capture_on_commit_callbacks: Any
) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    long_ago = now() - scheduling.QUEUED_AGAIN_AFTER * 2
    Feed.objects.update(updated_at=long_ago)
    scheduling.sweep()
    scheduling.sweep()
    assert [each.outcome for each in feed.runs.all()] == ["written"]


def test_runs_that_gave_nothing_are_forgotten(folder: Path, feed_of: MakeFeed) -> None:
    feed = feed_of("dossier:presse")
    put(folder, "a.xlsx", people(1))
    run(feed)
    run(feed)
    FeedRun.objects.update(started_at=now() - history.KEPT * 2)
    assert history.tidy() == 1
    assert feed.runs.get().outcome == "written"


def test_rows_that_said_nothing_new_are_dropped_from_old_imports(
    folder: Path, feed_of: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an old import is undone all the same."""
    monkeypatch.setattr(history, "WHOLE_IMPORTS", 2)
    feed = feed_of("dossier:presse")
    for last in range(2, 7):
        put(folder, "a.xlsx", people(*range(last)))
        assert run(feed).outcome == "written"
    batches = Import.objects.order_by("created_at")
    assert [batch.rows.count() for batch in batches] == [2, 1, 1, 5, 6]
    start_undo(TESTS, batch=batches[1], background=False)
    run_undo(batches[1].pk)
    assert _names() == ["Nom0", "Nom1", "Nom3", "Nom4", "Nom5"]


def test_the_author_of_what_a_feed_writes_is_the_feed(folder: Path, feed_of: MakeFeed) -> None:
    assert Actor("task", "contacts_feed", "contacts_feed") == running.ACTOR
