"""Criteria: what may be asked of a person, and the registry to which other domains add theirs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from backend.contacts.targeting.kinds import Kind
from backend.contacts.targeting.sql import Sql

Scope = Literal["person", "position", "organisation", "point", "address"]
# What a criterion of each scope is written against: the tables that compiling.py puts in place.
ALIASES: dict[str, str] = {
    "person": "contacts_person",
    "position": "post",
    "organisation": "org",
    "point": "point",
    "address": "point",
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asking:
    """In whose name a targeting is computed. PRIVATE: contact points marked private count too."""

    private: bool
    membership: Callable[[Sequence[UUID]], Sql] | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that may be asked.

    EXPRESSION is a column (or the like) that the kind compares; where there is none, BUILD makes the whole
    condition from comparison and value. FOUND gives, in French, what a row of SCOPE holds; NAMES what the ids
    among the values are called. SENSITIVE ones need `contacts.view_sensitive`.
    """

    name: str
    label: str
    family: str
    scope: Scope
    kind: Kind
    expression: str = ""
    build: Callable[[Asking, str, Any], Sql] | None = None
    params: tuple[Any, ...] = ()
    found: Callable[[Any], Iterable[str]] | None = None
    names: Callable[[Sequence[Any]], Mapping[str, str]] | None = None
    choices: Callable[[], Sequence[Choice]] | None = None
    sensitive: bool = False
    comparisons: tuple[str, ...] = ()
    vocabulary: str = ""
    hint: str = ""

    def offered(self) -> tuple[str, ...]:
        return self.comparisons or tuple(self.kind.comparisons)

    def sql(self, asking: Asking, cmp: str, value: Any) -> Sql:
        if self.build is not None:
            return self.build(asking, cmp, value)
        made = self.kind.comparisons[cmp].sql(self.expression, value)
        times = made.text.count(self.expression) if self.params else 0
        return Sql(made.text, self.params * times + made.params)


@dataclass(slots=True)
class Registry:
    criteria: dict[str, Criterion] = field(default_factory=dict)

    def add(self, criterion: Criterion) -> None:
        if criterion.name in self.criteria:
            raise ValueError(f"criterion {criterion.name} is there already")
        self.criteria[criterion.name] = criterion


registry = Registry()


def register_criterion(criterion: Criterion) -> None:
    """Let targetings ask CRITERION. Called by each domain in its AppConfig.ready; a name is taken once."""
    registry.add(criterion)
