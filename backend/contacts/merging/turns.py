"""Whose turn it is: merges, their undoing and the batches of imports bring whole records about, one at a time."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, connection

from backend.core.errors import Collided
from backend.core.work import twice

T = TypeVar("T")
_ONE_AT_A_TIME = 20_261_125  # key of the advisory lock: a merge may follow another at any distance


def take_turn() -> None:
    """Wait for whoever is at it, then keep the others waiting until the transaction ends.

    To be called before anything is read: what is read then is what the one before has left.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def in_turn(write: Callable[[], T]) -> T:
    """WRITE, once more where somebody wrote to the same rows in between.

    A row that was added meanwhile, such as an invitation, may also break a rule that held when it was read.

    Raises:
        Collided: that happened twice.
    """
    return twice(lambda: _told(write))


def _told(write: Callable[[], T]) -> T:
    try:
        return write()
    except IntegrityError as error:
        raise Collided from error
