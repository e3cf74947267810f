"""A query as conditions on a search row: what each word may be found as, and how good a find it is.

Ranks: 0 the whole name, 1 a family name, 2 another name, 3 the beginning of a family name, 4 of another name,
5 the beginning of any word, 6 any part of one; then 7 and 8 what sounds alike, 9 and 10 typing errors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.contacts.search.lexicon import CANDIDATES, Alike, Known
from backend.contacts.search.words import SHORT, is_number, is_spoken


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition, or a value, with its parameters."""

    text: str
    params: list[Any] = field(default_factory=list)

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"({self.text}) AND ({other.text})", self.params + other.params)

    def __or__(self, other: "Sql") -> "Sql":
        return Sql(f"(({self.text}) OR ({other.text}))", self.params + other.params)

    def __invert__(self) -> "Sql":
        return Sql(f"NOT ({self.text})", self.params)


def every(conditions: Iterable[Sql]) -> Sql:
    """All CONDITIONS hold; there is at least one."""
    first, *others = conditions
    for other in others:
        first = first & other
    return first


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query. KNOWN are the words of the lexicon that begin with it."""

    text: str
    known: Sequence[Known] = ()

    @property
    def is_short(self) -> bool:
        return len(self.text) <= SHORT

    @property
    def pattern(self) -> str:
        """One or two letters count where a word begins only; more of them anywhere in a word."""
        return f"% {self.text}%" if self.is_short else f"%{self.text}%"

    @property
    def is_broad(self) -> bool:
        """Whether more words begin with it than are looked at."""
        return len(self.known) == CANDIDATES

    @property
    def is_spoken(self) -> bool:
        return is_spoken(self.text)

    @property
    def in_names(self) -> int:
        return sum(known.name_count for known in self.known)

    @property
    def at_least(self) -> int:
        """In how many rows it is found for certain."""
        return max((known.count for known in self.known), default=0)

    @property
    def frequency(self) -> int:
        """About how many rows hold it. Of short words all beginnings are added: few rows have two of them."""
        return sum(known.count for known in self.known) if self.is_short else self.at_least

    def occurs(self, private: bool) -> Sql:
        """As `found`, by reading the row: no index answers it, so that another word's is the one that is used."""
        sought = self.pattern.strip("%")
        anywhere = Sql("strpos(s.text, %s) > 0", [sought])
        return anywhere | Sql("strpos(s.private, %s) > 0", [sought]) if private else anywhere

    def found(self, private: bool) -> Sql:
        anywhere = Sql("s.text LIKE %s", [self.pattern])
        return (
            anywhere | Sql("(s.private <> '' AND s.private LIKE %s)", [self.pattern]) if private else anywhere
        )

    def begins_a_name(self) -> Sql:
        return Sql("s.names LIKE %s", [f"% {self.text}%"])

    def is_a_name(self) -> Sql:
        """By reading the row, as `occurs`; `by_name` is answered by an index."""
        return Sql("%s = ANY(s.name_tokens)", [self.text])

    def by_name(self) -> Sql:
        return Sql("s.name_tokens @> %s::text[]", [[self.text]])

    def by_beginnings(self) -> Sql:
        """Some name begins with it, if it is one of the CANDIDATES that are most frequent."""
        return Sql("s.name_tokens && %s::text[]", [[known.token for known in self.known if known.name_count]])

    def is_family_name(self) -> Sql:
        return _between(self.text, f"{self.text}!")

    def begins_family_name(self) -> Sql:
        return _between(self.text, f"{self.text}{{")


def _between(low: str, high: str) -> Sql:
    """By bytes: from `martin` to `martin!` are `martin` and `martin …`, to `martin{` all that begin so."""
    return Sql("s.sort_name >= %s AND s.sort_name < %s", [low, high])


def rank(words: Sequence[Word]) -> Sql:
    """The rank of a row in which every one of WORDS is found."""
    length = sum(len(word.text) + 1 for word in words) - 1
    named = every(word.is_a_name() for word in words)
    begun = every(word.begins_a_name() for word in words)
    family = _any(word.is_family_name() for word in words)
    begins = _any(word.begins_family_name() for word in words)
    starts = every(Sql("s.text LIKE %s", [f"% {word.text}%"]) for word in words)
    cases = [
        (named & Sql("length(s.sort_name) <= %s", [length]), 0),
        (named & family, 1),
        (named, 2),
        (begun & begins, 3),
        (begun, 4),
        (starts, 5),
    ]
    text = " ".join(f"WHEN {case.text} THEN {number}" for case, number in cases)
    return Sql(f"CASE {text} ELSE 6 END", [param for case, _ in cases for param in case.params])


def alike_condition(word: Word, meant: Alike | None, private: bool) -> Sql:
    """WORD begins a word, or what it may stand for is there: by words alone, so that one index answers for all."""
    if word.is_short and word.is_broad:
        return word.occurs(private)
    stand_ins = [*meant.sounds, *meant.errors] if meant else []
    if is_number(word.text) or not (words := [*(known.token for known in word.known), *stand_ins]):
        return word.found(private)
    return Sql("s.tokens && %s::text[]", [words])


def alike_rank(words: Sequence[tuple[Word, Alike | None]], private: bool) -> Sql:
    """7 to 10, of a row in which some word is found through what it may stand for."""
    mistyped = [
        ~(word.found(private) | Sql("s.tokens && %s::text[]", [meant.sounds]))
        for word, meant in words
        if meant
    ]
    elsewhere = [
        ~(word.begins_a_name() | Sql("s.name_tokens && %s::text[]", [[*meant.sounds, *meant.errors]]))
        for word, meant in words
        if meant
    ]
    error, other = _any(mistyped), _any(elsewhere)
    text = f"7 + CASE WHEN {error.text} THEN 2 ELSE 0 END + CASE WHEN {other.text} THEN 1 ELSE 0 END"
    return Sql(text, error.params + other.params)


def _any(conditions: Iterable[Sql]) -> Sql:
    first, *others = conditions
    for other in others:
        first = first | other
    return first
