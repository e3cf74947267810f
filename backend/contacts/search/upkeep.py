"""What the worker does for search, a little at every sweep; and making every row again."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from backend.contacts.models import Organisation, Person, SearchUpkeep
from backend.contacts.search import lexicon
from backend.contacts.search.refresh import AT_ONCE, refresh_left, refresh_search
from backend.core.clock import now, today

WORDS_AT_ONCE = 5000
_RECOUNTED, _REINDEX = "recount", "reindex"
_SELDOM = timedelta(hours=6)
_PAST = """
UPDATE contacts_personsearch SET is_past = ends_on < %(day)s
 WHERE ends_on IS NOT NULL AND is_past IS DISTINCT FROM (ends_on < %(day)s)
"""


def sweep() -> None:
    """Quick when there is nothing to do: rows left behind, words of older rules, posts that ended, counts."""
    with transaction.atomic():
        taken = refresh_left()
    lexicon.recode(WORDS_AT_ONCE)
    if taken:
        return
    if claim(_RECOUNTED, _SELDOM):
        lexicon.recount()
        with connection.cursor() as cursor:
            cursor.execute(_PAST, {"day": today()})


def claim(name: str, every: timedelta) -> bool:
    """Whether NAME was last done longer ago than EVERY, and is ours to do now."""
    moment = now()
    _, made = SearchUpkeep.objects.get_or_create(name=name, defaults={"at": moment})
    return made or bool(SearchUpkeep.objects.filter(name=name, at__lt=moment - every).update(at=moment))


def reindex(*, restart: bool = False) -> Iterator[int]:
    """Make every search row again, from where an earlier call was stopped; yields how many so far.

    Each batch is a transaction that also notes how far it came.
    """
    done = 0
    for name, rows in (("persons", Person.objects), ("organisations", Organisation.objects)):
        key = f"{_REINDEX}.{name}"
        if restart:
            SearchUpkeep.objects.filter(name=key).delete()
        while ids := _next(rows, key):
            with transaction.atomic():
                refresh_search(**{"person_ids" if name == "persons" else "organisation_ids": ids})
                SearchUpkeep.objects.update_or_create(name=key, defaults={"at": now(), "place": ids[-1]})
            done += len(ids)
            yield done
    SearchUpkeep.objects.filter(name__startswith=_REINDEX).delete()
    lexicon.recount()


def _next(rows: object, key: str) -> list[UUID]:
    place = SearchUpkeep.objects.filter(name=key).values_list("place", flat=True).first()
    found = rows.order_by("pk").values_list("pk", flat=True)  # type: ignore[attr-defined]
    return list((found.filter(pk__gt=place) if place else found)[:AT_ONCE])
