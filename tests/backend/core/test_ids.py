"""UUID version 7 as RFC 9562 has it, in the order in which they are made."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

from backend.core.ids import uuid7


def test_they_are_of_version_7_and_tell_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_what_is_made_first_comes_first() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_make_the_same_one() -> None:
    with ThreadPoolExecutor(8) as lanes:
        made = list(lanes.map(lambda _: uuid7(), range(20_000)))
    assert len(set(made)) == len(made)
