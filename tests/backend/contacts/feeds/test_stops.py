"""When a feed stops before it writes anything, and what is done about it (RF-8)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.contacts import services
from backend.contacts.errors import FeedResting, NothingToAccept
from backend.contacts.feeds import scheduling
from backend.contacts.feeds.running import run_feed
from backend.contacts.imports.mapping import save_mapping
from backend.contacts.models import Feed, Import, Person
from fixtures.factories import TESTS
from notifications.models import Notice
from tests.backend.contacts.conftest import HEADERS, row, xlsx
from tests.backend.contacts.feeds.conftest import names, people, put, run

pytestmark = pytest.mark.django_db
MakeFeed = Callable[..., Feed]


def _stopped(feed: Feed) -> str:
    """Why FEED stopped; and nothing was written."""
    before = names()
    last = run(feed)
    feed.refresh_from_db()
    assert (last.outcome, feed.state, feed.next_at) == ("stopped", "stopped", None)
    assert last.detail == feed.why
    assert names() == before
    assert last.batch is None or last.batch.status in ("dry_run", "unreadable")
    return feed.why


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
