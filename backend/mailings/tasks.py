"""The worker's part: one task at a time drains the queue of letters, so that other work is not held up."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django_q.tasks import async_task

from backend.mailings.sending import ServerDown, mail_server, send_batch
from backend.mailings.services import letters_are_due

log = logging.getLogger(__name__)
LONGEST_RUN = 240.0  # seconds; the queue ends tasks after 600
_LOCK = 0x656E74_01  # of this task, among PostgreSQL's advisory locks


def drain() -> int:
    """Send all that is due; how many letters were tried. A second one at the same time does nothing."""
    sent = 0
    with _alone() as alone:
        if not alone or not letters_are_due():
            return 0
        until = time.monotonic() + LONGEST_RUN
        try:
            with mail_server() as server:
                while tried := send_batch(server):
                    sent += tried
                    if time.monotonic() > until:
                        async_task("backend.mailings.tasks.drain")
                        break
        except ServerDown as error:
            log.warning("The mail server can't be used (%s); letters wait.", error)
    return sent


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock that ends with the connection, so that a process that dies frees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
