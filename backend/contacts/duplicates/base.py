"""`manage.py contacts_duplicates` over the base: reads, and writes nothing."""

from collections.abc import Iterator

from backend.contacts.duplicates.records import records_of
from backend.contacts.matching import Matcher, Pair
from backend.contacts.models import DuplicatePair


def duplicates_in_base(threshold: float) -> list[Pair]:
    """Every pair above THRESHOLD, but those that somebody told apart; the surest first."""
    apart = DuplicatePair.objects.filter(kind="person", verdict=DuplicatePair.Verdict.NOT_DUPLICATE)
    known = {(str(a), str(b)) for a, b in apart.values_list("a", "b")}
    return list(_but(Matcher(records_of()).duplicates(threshold), known))


def _but(pairs: list[Pair], known: set[tuple[str, str]]) -> Iterator[Pair]:
    return (pair for pair in pairs if (pair.a, pair.b) not in known)
