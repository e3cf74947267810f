"""A unit of work: one transaction, one author, and what is to be announced as it commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction

from backend.core.actor import Actor


@dataclass(slots=True)
class Work:
    actor: Actor
    _last: list[tuple[str, Callable[[], None]]] = field(default_factory=list)

    def before_commit(self, key: str, action: Callable[[], None]) -> None:
        """Run ACTION at the very end of the transaction, in the order of KEY.

        What takes a shared lock belongs here: taken late and always in the same order, it is held
        briefly and can't dead-lock.
        """
        self._last.append((key, action))

    def _finish(self) -> None:
        for _, action in sorted(self._last, key=lambda item: item[0]):
            action()


_current: ContextVar[Work | None] = ContextVar("entregent_work", default=None)


@contextmanager
def writing(actor: Actor) -> Iterator[Work]:
    """Open a transaction in which every traced row names ACTOR as its author.

    Inside another one it joins it: the outer author stays, and the outer end is the end.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic():
            yield outer
        return
    work = Work(actor)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('entregent.author', %s, true)", [actor.as_json()])
        token = _current.set(work)
        try:
            yield work
        finally:
            _current.reset(token)
        work._finish()


def current_work() -> Work:
    """The unit of work that is open here.

    Raises:
        RuntimeError: a service forgot to open one.
    """
    work = _current.get()
    if work is None:
        raise RuntimeError("Nothing is announced outside `with writing(actor):`.")
    return work
