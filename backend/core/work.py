"""A unit of work: one transaction, one author, and what is to be announced as it commits."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import sleep
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from backend.core.actor import Actor
from backend.core.errors import Collided

T = TypeVar("T")
_MOMENT = 0.2  # seconds
_NAME_AUTHOR = "SELECT set_config('entregent.author', %s, true)"

Statement = tuple[str, Sequence[Any]]
"""SQL, and the values of its %s."""
Finish = Callable[[list[Any]], Statement | None]


@dataclass(slots=True)
class Work:
    actor: Actor
    _gathered: dict[tuple[str, str], tuple[list[Any], Finish]] = field(default_factory=dict)
    _last: list[Statement] = field(default_factory=list)

    def last(self, statement: Statement) -> None:
        """STATEMENT is executed with the last ones of this unit: one way to PostgreSQL and back for them all."""
        self._last.append(statement)

    def gathered(self, purpose: str, key: str, finish: Finish) -> list[Any]:
        """The list of what waits under PURPOSE and KEY; FINISH is given it at the very end of the transaction, and
        gives the statement that is then executed, if any.

        What takes a shared lock belongs there: taken late, once a key, and always in the order of keys, it is
        held briefly and can't dead-lock.
        """
        items, _ = self._gathered.setdefault((purpose, key), ([], finish))
        return items

    def _finish(self) -> None:
        for _, (items, finish) in sorted(self._gathered.items(), key=lambda item: item[0]):
            statement = finish(items)
            if statement is not None:
                self._last.append(statement)
        if self._last:
            with connection.cursor() as cursor:
                cursor.execute(
                    ";".join(sql for sql, _ in self._last),
                    [value for _, values in self._last for value in values],
                )


_endings: dict[str, Callable[[], None]] = {}


def register_ending(name: str, ending: Callable[[], None]) -> None:
    """ENDING runs inside every unit of work, when all is written and before what was gathered is finished.

    For what is derived from the rows that were written, whoever wrote them; quick where there is nothing to do.
    """
    _endings[name] = ending


_current: ContextVar[Work | None] = ContextVar("entregent_work", default=None)


@contextmanager
def writing(actor: Actor, *, hurried: bool = False) -> Iterator[Work]:
    """Open a transaction in which every traced row names ACTOR as its author.

    Inside another one it joins it: the outer author stays, and the outer end is the end.

    HURRIED: for who is waited for at a door. Nothing is written from which anything is derived
    (`register_ending`), and the first statement, which carries the author along, is one of Django's: no COPY.

    Raises:
        Collided: PostgreSQL gave up this transaction for another one that wrote the same rows.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic():
            yield outer
        return
    work = Work(actor)
    with _collisions_told(), transaction.atomic():
        token = _current.set(work)
        try:
            if hurried:
                with connection.execute_wrapper(_AuthorAlong(actor)):
                    yield work
            else:
                with connection.cursor() as cursor:
                    cursor.execute(_NAME_AUTHOR, [actor.as_json()])
                yield work
                for ending in _endings.values():
                    ending()
        finally:
            _current.reset(token)
        work._finish()


@dataclass(slots=True)
class _AuthorAlong:
    """Names the author together with the first statement that is executed."""

    actor: Actor
    _named: bool = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self._named:
            return execute(sql, params, many, context)
        self._named = True
        author = [self.actor.as_json()]
        if many or not isinstance(params, list | tuple):
            with connection.cursor() as cursor:
                cursor.execute(_NAME_AUTHOR, author)
            return execute(sql, params, many, context)
        result = execute(f"{_NAME_AUTHOR};{sql}", [*author, *params], False, context)
        context["cursor"].nextset()
        return result


def twice(write: Callable[[], T]) -> T:
    """What WRITE gives, a unit of work of its own: done again, once, where it collided with another writer.

    After a moment, in which the other one, who was let through, comes to an end.
    """
    try:
        return write()
    except Collided:
        if _current.get() is not None:  # the outer transaction is lost, and its owner begins again
            raise
        sleep(_MOMENT)
        return write()


@contextmanager
def _collisions_told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected | SerializationFailure):
            raise Collided from error
        raise


def current_work() -> Work:
    """The unit of work that is open here.

    Raises:
        RuntimeError: a service forgot to open one.
    """
    work = _current.get()
    if work is None:
        raise RuntimeError("Nothing is announced outside `with writing(actor):`.")
    return work
