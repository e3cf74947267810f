"""From a query to one page of ids, best first, without ever reading much of a large base (docs/search.md).

Few matches are all read and ranked. Where they are many, the page is filled step by step, best kind of match first,
along an index that has the order of the list; how many there are in all is then not counted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import connection

from backend.contacts.search.asking import Sql, Word, alike_condition, alike_rank, every, rank
from backend.contacts.search.lexicon import Alike, alike, beginning_with
from backend.contacts.search.words import needed_words, query_words

MANY = 1_000  # matches that are read and ranked at most
GLANCE = 3_000  # rows of the list that are looked at for what is very frequent
DENSE = 50_000  # matches from which on a glance at the list finds enough of them
FEW = 40  # below so many direct matches, words that sound alike and typing errors are looked for
DEEPEST = 20_000  # places of a long list that can be paged to
PEOPLE, ORGANISATIONS = "contacts_personsearch", "contacts_organisationsearch"
_BEST = "rank, is_past, sort_name, id"
# The limit stands outside: a planner that knows it reads the whole table, hoping to be done soon (docs/search.md).
_RANKED = """
WITH matches AS MATERIALIZED (
  SELECT s.id, s.sort_name, s.is_past, {rank} AS rank{extra} FROM {table} AS s{join} WHERE {condition}),
found AS MATERIALIZED (SELECT * FROM matches LIMIT {most})
SELECT found.id, (SELECT count(*) FROM found) FROM found ORDER BY {order} LIMIT %s OFFSET %s
"""
# One walk along the index of the order for those in post, one for the others: neither reads more than it gives.
_WALKED = """
(SELECT s.id, s.is_past, s.sort_name FROM {table} AS s WHERE NOT s.is_past AND {condition}
  ORDER BY s.sort_name, s.id LIMIT %s)
UNION ALL
(SELECT s.id, s.is_past, s.sort_name FROM {table} AS s WHERE s.is_past AND {condition}
  ORDER BY s.sort_name, s.id LIMIT %s)
ORDER BY is_past, sort_name, id LIMIT %s
"""
_GLANCED = """
SELECT s.id FROM (SELECT * FROM {table} ORDER BY is_past, sort_name, id LIMIT {most}) AS s
 WHERE {condition} ORDER BY s.is_past, s.sort_name, s.id LIMIT %s
"""
_SORTED = """
SELECT id FROM (SELECT s.id, s.sort_name{extra} FROM {table} AS s{join} WHERE {condition}) AS found
 ORDER BY {order} LIMIT %s OFFSET %s
"""
_FAMILIES = """
SELECT DISTINCT found.id, found.is_past, found.sort_name, word.sounds
  FROM unnest(%s::text[], %s::int[]) AS word(word, sounds)
 CROSS JOIN LATERAL (
  SELECT s.id, s.is_past, s.sort_name FROM {table} AS s
   WHERE s.sort_name >= word.word COLLATE "C" AND s.sort_name < word.word || '!' COLLATE "C" AND {condition}
   ORDER BY s.is_past, s.sort_name, s.id LIMIT %s) AS found
 ORDER BY word.sounds, found.is_past, found.sort_name, found.id LIMIT %s OFFSET %s
"""


Step = Callable[["Asked", Sql, Sequence[Word]], list[UUID]]


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was asked for: columns of the record, joined where the search row has none."""

    columns: str
    join: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query over one of the two tables. AMONG narrows it; PRIVATE asks in sensitive values too."""

    query: str
    table: str = PEOPLE
    limit: int = 50
    offset: int = 0
    private: bool = False
    among: Sql | None = None
    order: Order | None = None
    few: int = FEW


@dataclass(frozen=True, slots=True)
class Page:
    """IDS of one page. TOTAL is a minimum where IS_CAPPED. MEANT: what words were taken for, if need be."""

    ids: list[UUID]
    total: int
    is_capped: bool = False
    words: list[str] = field(default_factory=list)
    meant: dict[str, Alike] = field(default_factory=dict)


def find(asked: Asked) -> Page:
    """The page that was ASKED for; empty where the query holds no word."""
    texts = needed_words(query_words(asked.query))
    if not texts or asked.offset >= DEEPEST:
        return Page([], 0, words=texts)
    known = beginning_with(texts)
    words = [Word(text, known[text]) for text in texts]
    page = _direct(asked, words)
    if page.total < asked.few:
        page = _with_alike(asked, words, page)
    return replace(page, words=texts)


def _direct(asked: Asked, words: Sequence[Word]) -> Page:
    """Those in whom every word is found as it is typed."""
    telling = len(words) > 1 and not all(word.is_short for word in words)
    if asked.among is None and asked.order is None and not telling and all(map(_is_frequent, words)):
        return _stepwise(asked, words)
    condition = _all_found(asked, words)
    if asked.among or asked.order:
        page = _ranked(asked, condition, rank(words))
        return page if asked.among or page.total <= MANY else _sorted(asked, condition)
    first = _ranked(replace(asked, offset=0, limit=asked.offset + asked.limit), condition, rank(words))
    if first.total > MANY:
        return _stepwise(asked, words, first.ids)
    return replace(first, ids=first.ids[asked.offset :])


def _is_frequent(word: Word) -> bool:
    """Whether it is known beforehand that WORD is found in more rows than are read."""
    return word.frequency > MANY


def _all_found(asked: Asked, words: Sequence[Word]) -> Sql:
    condition = every(word.found(asked.private) for word in words)
    return condition & asked.among if asked.among else condition


def _ranked(asked: Asked, condition: Sql, ranked: Sql) -> Page:
    """All rows that fulfil CONDITION, in order; one more than MANY says that there are more."""
    order = asked.order or Order(_BEST)
    statement = _RANKED.format(
        rank=ranked.text,
        extra=order.extra,
        join=order.join,
        table=asked.table,
        condition=condition.text,
        order=order.columns,
        most="ALL" if asked.among else MANY + 1,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*ranked.params, *condition.params, asked.limit, asked.offset])
        lines = cursor.fetchall()
        if lines or not asked.offset:
            return Page([pk for pk, _ in lines], lines[0][1] if lines else 0)
        cursor.execute(statement, [*ranked.params, *condition.params, 1, 0])
        return Page([], next((total for _, total in cursor.fetchall()), 0))


def _sorted(asked: Asked, condition: Sql) -> Page:
    """Many rows in an order that was asked for: the index of that order, or a long sort, gives the page."""
    assert asked.order is not None
    order = asked.order
    statement = _SORTED.format(
        table=asked.table, join=order.join, extra=order.extra, condition=condition.text, order=order.columns
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*condition.params, asked.limit, asked.offset])
        return Page([pk for (pk,) in cursor.fetchall()], MANY, is_capped=True)


def _stepwise(asked: Asked, words: Sequence[Word], some: Sequence[UUID] = ()) -> Page:
    """The page of a query that finds many: the best kind of match first, until the page is full.

    SOME of those in whom it is found, where they have been read already, come after all that are found in names.
    """
    wanted = asked.offset + asked.limit
    found: dict[UUID, None] = {}
    for read, condition in [*_in_names(words), *([] if some else [_elsewhere(asked, words)])]:
        if (short_of := wanted - len(found)) > 0:
            rest = replace(asked, limit=short_of, offset=0)
            found |= dict.fromkeys(read(rest, condition, words))
    found |= dict.fromkeys(some)
    ids = list(found)[asked.offset : wanted]
    if len(found) < wanted:
        return Page(ids, len(found))
    least = MANY if some else min(word.at_least for word in words)
    return Page(ids, max(least, wanted), is_capped=True)


def _walked(asked: Asked, condition: Sql, words: Sequence[Word]) -> list[UUID]:
    """For a condition that bounds the order itself: its index is read from the first row on."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WALKED.format(table=asked.table, condition=condition.text),
            [*condition.params, asked.limit, *condition.params, asked.limit, asked.limit],
        )
        return [line[0] for line in cursor.fetchall()]


def _rare(asked: Asked, condition: Sql, words: Sequence[Word]) -> list[UUID]:
    """For a condition that few rows fulfil, or where it does not matter which of many come first."""
    return _ranked(asked, condition, rank(words)).ids


def _dense(asked: Asked, condition: Sql, words: Sequence[Word]) -> list[UUID]:
    """For a condition that many rows fulfil: the first of the list, as far as a short reading finds them."""
    statement = _GLANCED.format(table=asked.table, condition=condition.text, most=GLANCE)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*condition.params, asked.limit])
        found = [pk for (pk,) in cursor.fetchall()]
    return found if len(found) == asked.limit else [*found, *_rare(asked, condition, words)]


def _in_names(words: Sequence[Word]) -> Iterator[tuple[Step, Sql]]:
    """Conditions on names that exclude one another, best first, and how each is read."""
    begun = every(word.begins_a_name() for word in words)
    named = min(word.in_names for word in words)
    if len(words) == 1:
        [word] = words
        is_name, family = word.is_a_name(), word.begins_family_name()
        yield _walked, word.is_family_name() & is_name
        if exact := sum(known.name_count for known in word.known if known.token == word.text):
            yield _by_size(exact), word.by_name() & ~word.is_family_name()
        yield _walked, family & ~is_name
        if named:
            yield _by_size(named), word.by_beginnings() & begun & ~family & ~is_name
    elif named:
        yield _rare, every(word.by_beginnings() for word in words) & begun


def _elsewhere(asked: Asked, words: Sequence[Word]) -> tuple[Step, Sql]:
    """The rest: what is found, but not in names."""
    begun = every(word.begins_a_name() for word in words)
    return _by_size(min(word.frequency for word in words)), _all_found(asked, words) & ~begun


def _by_size(rows: int) -> Step:
    """How to read what holds for so many ROWS."""
    return _dense if rows > DENSE else _rare


def _with_alike(asked: Asked, words: Sequence[Word], direct: Page) -> Page:
    """DIRECT, followed by those in whom words are found that sound like what was typed, or that it mistypes."""
    meant = {word.text: alike(word.text) for word in words if word.is_spoken}
    meant = {text: found for text, found in meant.items() if found.sounds or found.errors}
    if not meant:
        return direct
    rest = replace(
        asked,
        limit=asked.limit - len(direct.ids),
        offset=max(0, asked.offset - direct.total),
        order=None,
    )
    others = _alike(rest, words, meant)
    return Page(direct.ids + others.ids, direct.total + others.total, others.is_capped, meant=meant)


def _alike(asked: Asked, words: Sequence[Word], meant: dict[str, Alike]) -> Page:
    not_direct = ~every(word.found(asked.private) for word in words)
    if asked.among:
        not_direct = not_direct & asked.among
    if len(words) == 1 and asked.among is None and meant[words[0].text].name_count > MANY // 2:
        page = _families(asked, meant[words[0].text], not_direct)
        if page.is_capped:
            return page
    pairs = [(word, meant.get(word.text)) for word in words]
    condition = every(alike_condition(word, found, asked.private) for word, found in pairs)
    return _ranked(asked, condition & not_direct, alike_rank(pairs, asked.private))


def _families(asked: Asked, meant: Alike, condition: Sql) -> Page:
    """Frequent family names that sound alike or are near: each is read by the index of the order only."""
    words = [*meant.sounds, *meant.errors]
    order = [0] * len(meant.sounds) + [1] * len(meant.errors)
    wanted = asked.offset + asked.limit
    with connection.cursor() as cursor:
        cursor.execute(
            _FAMILIES.format(table=asked.table, condition=condition.text),
            [words, order, *condition.params, wanted, asked.limit, asked.offset],
        )
        ids = [line[0] for line in cursor.fetchall()]
    full = len(ids) == asked.limit
    return Page(ids, MANY // 2 if full else asked.offset + len(ids), is_capped=full)
