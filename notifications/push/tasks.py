"""The worker's part: what is due is claimed, sifted, and handed to push services several at a time."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django_q.tasks import async_task

from notifications.push.queue import claim_deliveries, note
from notifications.push.sending import Fate, Message, Outcome, push
from notifications.push.sifting import Ready, sift

log = logging.getLogger(__name__)
AT_ONCE = 32  # deliveries claimed together: the slowest holds up the next ones by ten seconds at most
LANES = 8
LONGEST_RUN = 120.0  # seconds


def drain() -> int:
    """Hand over all that is due; how many messages went out. Two at the same time share the work."""
    went, until = 0, time.monotonic() + LONGEST_RUN
    while deliveries := claim_deliveries(AT_ONCE):
        went += _send(sift(deliveries))
        if time.monotonic() > until:
            async_task("notifications.push.tasks.drain")
            break
    return went


def _send(ready: list[Ready]) -> int:
    """Only the network is used in the lanes; the tables are this thread's."""
    if not ready:
        return 0
    with ThreadPoolExecutor(max_workers=min(LANES, len(ready))) as lanes:
        outcomes = lanes.map(_push, [each.message for each in ready])
        for each, outcome in zip(ready, outcomes, strict=True):
            note(each.deliveries, outcome)
            _log(each, outcome)
    return len(ready)


def _push(message: Message) -> Outcome:
    """What nobody foresaw ends this message, and not the others."""
    try:
        return push(message)
    except Exception as error:
        log.exception("A notice could not be made for a device.")
        return Outcome(Fate.REFUSED, why=type(error).__name__)


def _log(ready: Ready, outcome: Outcome) -> None:
    """The host tells which push service it is; the rest of the address would let one write to the device."""
    if outcome.fate not in (Fate.TAKEN, Fate.GONE):
        host = urlsplit(ready.message.endpoint).hostname
        log.warning(
            "A notice was not taken by %s: %s %s (%s).", host, outcome.fate.value, outcome.status, outcome.why
        )
