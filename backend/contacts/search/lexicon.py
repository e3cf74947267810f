"""The words that occur, and what a typed word may mean among them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from backend.contacts.models import LexiconToken
from backend.contacts.phonetics import VERSION, codes
from backend.contacts.search.near import errors_allowed, measured, near_forms, stored_forms

CANDIDATES = 200  # words looked at for one that is typed, the most frequent first
_NEW = """
SELECT word FROM unnest(%s::text[]) AS word
 WHERE NOT EXISTS (SELECT FROM contacts_lexicontoken WHERE token = word)
"""
_BEGINNING = """
(SELECT %s, token, "count", name_count FROM contacts_lexicontoken
  WHERE {condition} AND "count" > 0 ORDER BY "count" DESC LIMIT {limit})
"""
# One and two letters begin so many words that the most frequent are read from an index of their own.
_BEGINS = {1: "left(token, 1) = %s", 2: "left(token, 2) = %s"}
_LONGER = "token >= %s AND token < %s"
# One look-up a form: the planner takes the overlap of arrays for cheap, and would compare those of every word.
_ALIKE = """
SELECT token, name_count, bool_or(sounding) FROM (
  SELECT token, name_count, "count", true AS sounding FROM contacts_lexicontoken WHERE codes && %(codes)s::varchar[]
  UNION ALL
  SELECT near.token, near.name_count, near."count", false FROM unnest(%(near)s::int[]) AS form
   CROSS JOIN LATERAL (
    SELECT token, name_count, "count" FROM contacts_lexicontoken WHERE near @> ARRAY[form]) AS near) AS found
 WHERE "count" > 0 GROUP BY token, name_count
"""
_RECOUNT = """
WITH said AS (
  SELECT token, greatest(sum(found), 1) AS found, sum(names) AS names FROM (
    SELECT unnest(tokens) AS token, 1 AS found, 0 AS names FROM contacts_personsearch
    UNION ALL SELECT unnest(name_tokens), 0, 1 FROM contacts_personsearch
    UNION ALL SELECT unnest(tokens), 0, 0 FROM contacts_organisationsearch) AS each GROUP BY token)
UPDATE contacts_lexicontoken AS kept SET "count" = counted.found, name_count = counted.names
  FROM (SELECT token, coalesce(found, 0)::int AS found, coalesce(names, 0)::int AS names
          FROM contacts_lexicontoken LEFT JOIN said USING (token)) AS counted
 WHERE counted.token = kept.token
   AND (kept."count", kept.name_count) IS DISTINCT FROM (counted.found, counted.names)
"""
_SEEN = 'UPDATE contacts_lexicontoken SET "count" = 1 WHERE token = ANY(%s) AND "count" = 0'


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the lexicon: in how many persons it occurs, and in how many of their names."""

    token: str
    count: int
    name_count: int


def keep(tokens: Iterable[str], names: Collection[str]) -> None:
    """Have all TOKENS in the lexicon; NAMES are those that stand in names. Costs little where none is new."""
    wanted = sorted(set(tokens))
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [wanted])
        new = sorted(word for (word,) in cursor.fetchall())
        cursor.execute(_SEEN, [wanted])
    if not new:
        return
    # In their order, so that two who bring the same words can't dead-lock.
    LexiconToken.objects.bulk_create(
        [made(token, 1, int(token in names)) for token in new], ignore_conflicts=True, batch_size=2000
    )


def made(token: str, count: int, name_count: int) -> LexiconToken:
    return LexiconToken(
        token=token,
        count=count,
        name_count=name_count,
        codes=_codes(token),
        near=stored_forms(token),
        version=VERSION,
    )


def beginning_with(words: Collection[str]) -> dict[str, list[Known]]:
    """For each of WORDS the known words that begin with it, frequent ones first, CANDIDATES at most."""
    found: dict[str, list[Known]] = {word: [] for word in words}
    conditions = [_BEGINS.get(len(word), _LONGER) for word in words]
    parts = [_BEGINNING.format(condition=condition, limit=CANDIDATES) for condition in conditions]
    params = [
        part
        for word in words
        for part in ((word, word) if len(word) in _BEGINS else (word, word, word + "{"))
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for word, *known in cursor.fetchall():
            found[word].append(Known(*known))
    return found


@dataclass(frozen=True, slots=True)
class Alike:
    """Known words that sound like one that was typed, and those that are it but for typing errors.

    NAME_COUNT: how often they stand in names; MOST: in how many persons' names the most frequent of them does.
    """

    sounds: list[str]
    errors: list[str]
    name_count: int = 0
    most: int = 0


def alike(word: str) -> Alike:
    """What WORD may stand for; nothing where it is no word of letters."""
    asked: dict[str, Any] = {"codes": sorted(codes(word)), "near": near_forms(word, errors_allowed(word))}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, asked)
        lines = cursor.fetchall()
    sounds = sorted(token for token, _, sounding in lines if sounding and token != word)
    near: Mapping[str, int] = measured(word, (token for token, _, sounding in lines if not sounding))
    closest = sorted(near, key=lambda token: (near[token], token))
    chosen = {*sounds, *closest}
    counts = [count for token, count, _ in lines if token in chosen]
    return Alike(sounds, closest, sum(counts), max(counts, default=0))


def recode(limit: int) -> int:
    """Make codes and near forms again of up to LIMIT words made by other rules; how many there were."""
    old = list(LexiconToken.objects.exclude(version=VERSION).order_by("token")[:limit])
    for word in old:
        word.codes, word.near, word.version = _codes(word.token), stored_forms(word.token), VERSION
    LexiconToken.objects.bulk_update(old, ["codes", "near", "version"], batch_size=1000)
    return len(old)


def recount() -> None:
    """Count again in how many persons each word occurs."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT)


def _codes(token: str) -> list[str]:
    return sorted(code[:60] for code in codes(token)) if token.isalpha() else []
