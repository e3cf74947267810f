"""RF-5: two who file the same contacts under one term at one instant, on real transactions."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from backend.contacts.models import Classification, Person, Term
from backend.contacts.services import create_term
from backend.contacts.services.bulk import file_persons
from backend.core.actor import task
from fixtures.factories import person
from tests.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)
TESTS = task("tests")


@pytest.fixture
def term(db: None) -> Term:
    return create_term(TESTS, vocabulary="category", label="Presse régionale")


@pytest.fixture
def people(db: None) -> list[Person]:
    return [person(f"Zoé{number}", "Baudouin") for number in range(3)]


def both_at_once(people: list[Person], work: Callable[[], list[UUID]]) -> list[list[UUID]]:
    """WORK twice: both have read what they read first, and wait for PEOPLE, when these are let go."""

    def run() -> list[UUID]:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Person.objects.select_for_update().filter(pk__in=[each.pk for each in people]))
            given = [pool.submit(run), pool.submit(run)]
            await_waiting(2)
        return [each.result() for each in given]


def await_waiting(count: int) -> None:
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] == count:
                return
    raise AssertionError(f"never {count} at once")


@pytest.mark.parametrize("filed", [True, False])
def test_two_who_file_the_same_contacts_do_it_once(
    cast: Cast, term: Term, people: list[Person], filed: bool
) -> None:
    ids = sorted(each.pk for each in people)
    if not filed:
        file_persons(TESTS, user=cast.editor, ids=ids, term_id=term.pk)
    before = dict(Person.objects.values_list("pk", "version"))
    work = partial(file_persons, TESTS, user=cast.editor, ids=ids, term_id=term.pk, filed=filed)
    given = both_at_once(people, work)
    assert sorted(given) == [[], ids]  # it was new for one of them
    assert Classification.objects.filter(term=term).count() == (3 if filed else 0)
    assert dict(Person.objects.values_list("pk", "version")) == {pk: before[pk] + 1 for pk in ids}
