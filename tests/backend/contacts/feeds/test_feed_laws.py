"""Any sequence of files, against a few lines that say what a feed should do (RF-8)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.contacts import services
from backend.contacts.feeds.running import run_feed
from backend.contacts.models import Feed, Person
from fixtures.factories import TESTS
from tests.backend.contacts.feeds.conftest import people, put, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
_FILE = some.frozensets(some.integers(0, 7), min_size=1)


@dataclass
class Model:
    """Who is in the base, who was in the last good file, and who was in one before it and is missing."""

    base: set[int] = field(default_factory=set)
    last: frozenset[int] = frozenset()
    missing: set[int] = field(default_factory=set)

    def outcome(self, file: frozenset[int]) -> str:
        if file == self.last:
            return "unchanged"
        gone = len(self.last - file)
        if self.last and (len(file) * 2 <= len(self.last) or (gone and gone * 2 >= len(self.last))):
            return "stopped"
        return "written"

    def write(self, file: frozenset[int]) -> None:
        self.base |= file
        self.missing = (self.missing | self.last) - file
        self.last = file


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=some.lists(some.tuples(_FILE, some.booleans()), min_size=1, max_size=6))
def test_what_a_feed_does_with_any_files(
    folder: Path, feed_of: Callable[..., Feed], files: list[tuple[frozenset[int], bool]]
) -> None:
    """Each file comes with what somebody decides if the feed stops at it: to accept it, or to go on without it."""
    with transaction.atomic():
        _follow(feed_of("dossier:presse"), folder, files)
        transaction.set_rollback(True)


def _follow(feed: Feed, folder: Path, files: list[tuple[frozenset[int], bool]]) -> None:
    model = Model()
    for number, (file, accepts) in enumerate(files):
        for old in folder.iterdir():
            old.unlink()
        # The same persons in a file of the same bytes: workbooks carry the moment at which they were made.
        put(folder, "a.xlsx", _BOOKS.setdefault(file, people(*sorted(file))))
        told = run(feed)
        assert told.outcome == model.outcome(file), (number, file, model)
        if told.outcome == "written":
            model.write(file)
        elif told.outcome == "stopped" and accepts:
            services.accept_file(TESTS, feed_id=feed.pk)
            run_feed(feed.pk)
            model.write(file)
        elif told.outcome == "stopped":
            services.resume_feed(TESTS, feed_id=feed.pk)
        assert [each.name for each in folder.iterdir()] == ["a.xlsx"]
        names = Person.objects.filter(deleted_at=None).values_list("family_name", flat=True)
        assert sorted(names) == sorted(f"Nom{each}" for each in model.base)
        written = feed.runs.filter(outcome="written").order_by("-pk").first()
        if written:
            missing = Person.objects.filter(pk__in=written.missing).values_list("family_name", flat=True)
            assert sorted(missing) == sorted(f"Nom{each}" for each in model.missing)
            assert written.missing_count == len(model.missing)


_BOOKS: dict[frozenset[int], bytes] = {}
