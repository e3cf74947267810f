"""When the office last wrote to somebody: told by the domains that write, which lie above this one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

Reader = Callable[[Any, Sequence[UUID]], Mapping[UUID, datetime]]
_readers: list[Reader] = []


def register_last_contact(reader: Reader) -> None:
    """READER gives, of persons, the last time that USER may know of; in a fixed number of queries."""
    if reader not in _readers:
        _readers.append(reader)


def last_contacts(user: Any, person_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Of those of PERSON_IDS who were ever written to, when for the last time."""
    last: dict[UUID, datetime] = {}
    for reader in _readers if person_ids else ():
        for pk, moment in reader(user, person_ids).items():
            last[pk] = max(moment, last.get(pk, moment))
    return last
