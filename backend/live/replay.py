"""Changes after a cursor, or the word that they can't be given any more."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache

from backend.core.clock import now
from backend.live.models import Change
from backend.live.publish import cursor_of

LONGEST_REPLAY = 500
KEPT_FOR = timedelta(hours=24)


class Gone(Exception):
    """The changes asked for are too many, pruned, or of another time: fetch the state again."""


def changes_after(audience: str, since: int) -> list[dict[str, Any]]:
    """The changes of AUDIENCE with a cursor above SINCE, in order and without a hole.

    Raises:
        Gone: they can't all be given.
    """
    current = cursor_of(audience)
    rows = Change.objects.filter(audience=audience, cursor__gt=since).order_by("cursor")[: LONGEST_REPLAY + 1]
    changes = [as_message(row) for row in rows]
    follows_on = bool(changes) and changes[0]["cursor"] == since + 1
    if len(changes) > LONGEST_REPLAY or since > current or (current > since and not follows_on):
        raise Gone
    return changes


def values_after(audience: str, since: int, field: str, *, limit: int) -> tuple[list[str], int]:
    """The values of FIELD in at most LIMIT changes of AUDIENCE above SINCE, and the cursor they reach to.

    For who keeps a copy and reads the rows themselves: far more changes fit than in a replay.

    Raises:
        Gone: some are pruned, or SINCE is of another time.
    """
    current = cursor_of(audience)
    rows = Change.objects.filter(audience=audience, cursor__gt=since, cursor__lte=current).order_by("cursor")
    found = list(rows.values_list("cursor", f"data__{field}")[:limit])
    if since > current or (current > since and (not found or found[0][0] != since + 1)):
        raise Gone
    values = dict.fromkeys(value for _, value in found if value is not None)
    return list(values), found[-1][0] if found else current


def as_message(row: Change) -> dict[str, Any]:
    return {
        "type": "change",
        "audience": row.audience,
        "cursor": row.cursor,
        "kind": row.kind,
        "data": row.data,
        "at": row.at.isoformat(),
    }


def prune() -> int:
    """Forget changes older than a day; who was away longer fetches again."""
    return Change.objects.filter(at__lt=now() - KEPT_FOR).delete()[0]


def prune_hourly() -> None:
    """A sweep: the first worker of the hour does it."""
    if cache.add("live-pruned", 1, timeout=3600):
        prune()
