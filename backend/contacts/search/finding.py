"""From a query to one page of ids, best first, without ever reading much of a large base (docs/search.md).

Few matches are all read and ranked. Where they are many, the page is filled step by step, best kind of match first,
along an index that has the order of the list; how many there are in all is then not counted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from uuid import UUID

from django.db import connection

from backend.contacts.search.asking import Sql, Word, alike_condition, alike_rank, every, rank
from backend.contacts.search.lexicon import Alike, alike, beginning_with
from backend.contacts.search.words import needed_words, query_words

MANY = 1_000  # matches that are read and ranked at most
GLANCE = 3_000  # rows of the list that are looked at for what is very frequent
EXPECTED = 150  # matches that a glance should hold to be worth it: three pages of them
FEW = 40  # below so many direct matches, words that sound alike and typing errors are looked for
DEEPEST = 20_000  # places of a long list, best first, that can be paged to
PEOPLE, ORGANISATIONS = "contacts_personsearch", "contacts_organisationsearch"
_BEST = "rank, is_past, sort_name, id"
# The limit stands outside: a planner that knows it reads the whole table, hoping to be done soon (docs/search.md).
_RANKED = """
WITH matches AS MATERIALIZED (
  SELECT s.id, s.sort_name, s.is_past, {rank} AS rank{extra} FROM {table} AS s{join} WHERE {condition}),
found AS MATERIALIZED (SELECT * FROM matches LIMIT {most})
SELECT ARRAY(SELECT id FROM found ORDER BY {order} LIMIT %s OFFSET %s), (SELECT count(*) FROM found)
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
 ORDER BY word.sounds, found.is_past, found.sort_name, found.id LIMIT %s
"""
# As the planner knows it; a table that was never analyzed is small, or counted for once.
_SIZE = """
SELECT CASE WHEN reltuples >= 0 THEN reltuples::bigint ELSE (SELECT count(*) FROM {table}) END
  FROM pg_class WHERE oid = '{table}'::regclass
"""

Step = Callable[["Asked", Sql, Sequence[Word]], "Page"]


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
    """The page that was ASKED for; empty where the query holds no word, and beyond the last one.

    A page that is empty while its total is capped ends what is shown of more than that: the total stays a minimum.
    """
    texts = needed_words(query_words(asked.query))
    if not texts:
        return Page([], 0)
    known = beginning_with(texts)
    words = [Word(text, known[text]) for text in texts]
    if asked.offset >= DEEPEST and not (asked.among or asked.order):
        return replace(_found(replace(asked, limit=1, offset=0), words), ids=[], words=texts)
    return replace(_found(asked, words), words=texts)


def _found(asked: Asked, words: Sequence[Word]) -> Page:
    page = _direct(asked, words)
    return page if page.is_capped or page.total >= asked.few else _with_alike(asked, words, page)


def _direct(asked: Asked, words: Sequence[Word]) -> Page:
    """Those in whom every word is found as it is typed."""
    if asked.among is None and asked.order is None and _are_frequent(asked, words):
        return _stepwise(asked, words)
    condition = _all_found(asked, words)
    if asked.among or asked.order:
        page = _ranked(asked, condition, rank(words))
        return _sorted(asked, condition) if page.is_capped else page
    first = _ranked(replace(asked, offset=0, limit=asked.offset + asked.limit), condition, rank(words))
    if first.is_capped:
        return _stepwise(asked, words, first.ids)
    return replace(first, ids=first.ids[asked.offset :])


def _is_frequent(word: Word) -> bool:
    """Whether it is known beforehand that WORD is found in more rows than are read."""
    return word.frequency > MANY


def _are_frequent(asked: Asked, words: Sequence[Word]) -> bool:
    """As `_is_frequent`, of all WORDS: several are only where they are short, and found together often enough."""
    if not all(map(_is_frequent, words)):
        return False
    if len(words) == 1:
        return True
    return all(word.is_short for word in words) and _together(words, _size(asked.table)) > MANY


def _together(words: Sequence[Word], size: int) -> int:
    """About how many rows of SIZE hold all WORDS, if one says nothing of another."""
    return int(size * prod(min(1.0, word.frequency / max(1, size)) for word in words))


def _all_found(asked: Asked, words: Sequence[Word]) -> Sql:
    condition = every(word.found(asked.private) for word in words)
    return condition & asked.among if asked.among else condition


def _ranked(asked: Asked, condition: Sql, ranked: Sql) -> Page:
    """All rows that fulfil CONDITION, in order; of those that are narrowed to some all, else MANY at most."""
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
        ids, total = cursor.fetchone()
    full = asked.among is None and total > MANY
    return Page(ids, MANY if full else total, is_capped=full)


def _sorted(asked: Asked, condition: Sql) -> Page:
    """Many rows in an order that was asked for: the index of that order, or a long sort, gives the page."""
    assert asked.order is not None
    order = asked.order
    statement = _SORTED.format(
        table=asked.table, join=order.join, extra=order.extra, condition=condition.text, order=order.columns
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*condition.params, asked.limit, asked.offset])
        ids = [pk for (pk,) in cursor.fetchall()]
    upto = asked.offset + len(ids)
    if ids and len(ids) < asked.limit:
        return Page(ids, upto)
    return Page(ids, max(MANY, upto if ids else 0), is_capped=True)


def _stepwise(asked: Asked, words: Sequence[Word], some: Sequence[UUID] = ()) -> Page:
    """The page of a query that finds many: the best kind of match first, until the page is full.

    SOME of those in whom it is found, where they have been read already, come after all that are found in names.
    """
    wanted, size = asked.offset + asked.limit, _size(asked.table)
    found: dict[UUID, None] = {}
    left_unread = bool(some)
    for read, condition in [*_in_names(words, size), *([] if some else [_elsewhere(asked, words, size)])]:
        if (short_of := wanted - len(found)) > 0:
            page = read(replace(asked, limit=short_of, offset=0), condition, words)
            found |= dict.fromkeys(page.ids)
            left_unread |= page.is_capped
    found |= dict.fromkeys(some)
    ids = list(found)[asked.offset : wanted]
    if len(found) < wanted and not left_unread:
        return Page(ids, len(found))
    # Of several words each is in many rows, and all of them in who knows how few.
    least = MANY if some else words[0].at_least if len(words) == 1 else 0
    return Page(ids, max(least, len(found)), is_capped=True)


def _size(table: str) -> int:
    """About how many rows TABLE has."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE.format(table=table))
        return int(cursor.fetchone()[0])


def _walked(asked: Asked, condition: Sql, words: Sequence[Word]) -> Page:
    """For a condition that bounds the order itself: its index is read from the first row on."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WALKED.format(table=asked.table, condition=condition.text),
            [*condition.params, asked.limit, *condition.params, asked.limit, asked.limit],
        )
        return _all_read([line[0] for line in cursor.fetchall()])


def _all_read(ids: list[UUID]) -> Page:
    return Page(ids, len(ids))


def _rare(asked: Asked, condition: Sql, words: Sequence[Word]) -> Page:
    """For a condition that few rows fulfil, or where it does not matter which of many come first."""
    return _ranked(asked, condition, rank(words))


def _dense(asked: Asked, condition: Sql, words: Sequence[Word]) -> Page:
    """For a condition that many rows fulfil: the first of the list, as far as a short reading finds them."""
    statement = _GLANCED.format(table=asked.table, condition=condition.text, most=GLANCE)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*condition.params, asked.limit])
        found = [pk for (pk,) in cursor.fetchall()]
    if len(found) == asked.limit:
        return _all_read(found)
    more = _rare(asked, condition, words)
    return replace(more, ids=list(dict.fromkeys([*found, *more.ids])))


def _in_names(words: Sequence[Word], size: int) -> Iterator[tuple[Step, Sql]]:
    """Conditions on names that exclude one another, best first, and how each is read in a table of that SIZE."""
    begun = every(word.begins_a_name() for word in words)
    named = min(word.in_names for word in words)
    if len(words) == 1:
        [word] = words
        is_name, family = word.is_a_name(), word.begins_family_name()
        yield _walked, word.is_family_name() & is_name
        if exact := sum(known.name_count for known in word.known if known.token == word.text):
            yield _by_density(exact, size), word.by_name() & ~word.is_family_name()
        yield _walked, family & ~is_name
        if named:
            yield _by_density(named, size), word.by_beginnings() & begun & ~family & ~is_name
    elif named:
        yield _rare, every(word.by_beginnings() for word in words) & begun


def _elsewhere(asked: Asked, words: Sequence[Word], size: int) -> tuple[Step, Sql]:
    """The rest: all that is found, but for what `_in_names` gives."""
    step = _by_density(_together(words, size), size)
    return step, _all_found(asked, words) & ~_given_by_names(words)


def _given_by_names(words: Sequence[Word]) -> Sql:
    """What the conditions of `_in_names` amount to: of the names that begin so, rare ones are not looked at."""
    begun = every(word.begins_a_name() for word in words)
    if not any(word.is_broad for word in words):
        return begun
    if len(words) > 1:
        return every(word.by_beginnings() for word in words) & begun
    return words[0].by_beginnings() | words[0].is_a_name() | words[0].begins_family_name()


def _by_density(rows: int, size: int) -> Step:
    """How to read what holds for so many ROWS of SIZE: a glance at the list finds enough of them, or not."""
    return _dense if rows * GLANCE >= size * EXPECTED else _rare


def _with_alike(asked: Asked, words: Sequence[Word], direct: Page) -> Page:
    """DIRECT, followed by those in whom words are found that sound like what was typed, or that it mistypes."""
    meant = {word.text: alike(word.text) for word in words if word.is_spoken}
    meant = {text: found for text, found in meant.items() if found.sounds or found.errors}
    if not meant:
        return direct
    if asked.order:
        return replace(_all_in_order(asked, words, meant), meant=meant)
    rest = replace(asked, limit=asked.limit - len(direct.ids), offset=max(0, asked.offset - direct.total))
    others = _alike(rest, words, meant)
    return Page(direct.ids + others.ids, direct.total + others.total, others.is_capped, meant=meant)


def _all_in_order(asked: Asked, words: Sequence[Word], meant: dict[str, Alike]) -> Page:
    """Those found as typed and the others, one among another: who asks for an order wants one."""
    other = every(alike_condition(word, meant.get(word.text), asked.private) for word in words)
    condition = every(word.found(asked.private) for word in words) | other
    if asked.among:
        condition = condition & asked.among
    page = _ranked(asked, condition, Sql("0"))
    return _sorted(asked, condition) if page.is_capped else page


def _alike(asked: Asked, words: Sequence[Word], meant: dict[str, Alike]) -> Page:
    not_direct = ~every(word.found(asked.private) for word in words)
    if asked.among:
        not_direct = not_direct & asked.among
    pairs = [(word, meant.get(word.text)) for word in words]
    condition = every(alike_condition(word, found, asked.private) for word, found in pairs) & not_direct
    ranked = alike_rank(pairs, asked.private)
    if (
        len(words) == 1
        and asked.among is None
        and asked.limit
        and meant[words[0].text].name_count > MANY // 2
    ):
        return _alike_families(asked, meant[words[0].text], not_direct, condition, ranked)
    return _ranked(asked, condition, ranked)


def _alike_families(asked: Asked, meant: Alike, not_direct: Sql, condition: Sql, ranked: Sql) -> Page:
    """Frequent family names first, and all that fulfils CONDITION after the last of them only."""
    wanted = asked.offset + asked.limit
    families = _families(asked, meant, not_direct, wanted)
    if len(families) == wanted:
        return Page(families[asked.offset :], max(wanted, meant.most - asked.few), is_capped=True)
    rest = _ranked(replace(asked, limit=wanted, offset=0), condition, ranked)
    every_one = list(dict.fromkeys([*families, *rest.ids]))
    return replace(rest, ids=every_one[asked.offset : wanted], total=max(rest.total, len(families)))


def _families(asked: Asked, meant: Alike, condition: Sql, most: int) -> list[UUID]:
    """Family names that sound alike or are near, MOST of them: each is read by the index of the order only."""
    words = [*meant.sounds, *meant.errors]
    order = [0] * len(meant.sounds) + [1] * len(meant.errors)
    with connection.cursor() as cursor:
        cursor.execute(
            _FAMILIES.format(table=asked.table, condition=condition.text),
            [words, order, *condition.params, most, most],
        )
        return [line[0] for line in cursor.fetchall()]
