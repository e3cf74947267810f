"""What stored scans say of who passed, and which brought people: the curve of a board is their sum (CARD-4)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from backend.checkins.models import Scan
from backend.checkins.scanning.requests import milliseconds
from backend.door.presence import Passage, brought_by

Entries = Counter[tuple[datetime, str]]
"""People by minute and gate; in a change, by how many there are more or fewer."""

_COLUMNS = (
    "guest_id", "scan_id", "happened_at", "direction", "count", "gate", "zone", "verdict", "shown", "issue",
    "override_reason", "let_in", "brought",
)  # fmt: skip


def rows_of(guest_ids: Iterable[UUID]) -> dict[UUID, list[Scan]]:
    """The scans by which people of these guests went through, and those that are still counted as if they had."""
    found: dict[UUID, list[Scan]] = defaultdict(list)
    counted = Q(let_in=True) | Q(brought__gt=0)
    for row in Scan.objects.filter(counted, guest__in=list(guest_ids)).only(*_COLUMNS):
        if row.guest_id is not None:
            found[row.guest_id].append(row)
    return found


def passages_in(rows: Iterable[Scan]) -> list[Passage]:
    return [passage_of(row) for row in rows if row.let_in]


def passage_of(row: Scan) -> Passage:
    return Passage(
        at=milliseconds(row.happened_at),
        scan_id=str(row.scan_id),
        direction="out" if row.direction == "out" else "in",
        count=row.count,
        gate=row.gate,
        zone=row.zone,
        verdict=row.shown or row.verdict,
        issue=row.issue,
        decided=bool(row.override_reason),
    )


def entries_of(rows: Iterable[Scan]) -> Entries:
    """Where and when people came by ROWS."""
    entries: Entries = Counter()
    for row in rows:
        if row.brought:
            entries[row.happened_at.replace(second=0, microsecond=0), row.gate] += row.brought
    return entries


def count_anew(rows: list[Scan], party: int, *, unknown: Collection[int]) -> tuple[Entries, list[Scan]]:
    """How many each of ROWS, all of one guest, brought. Gives by what the curve moves, where nobody was told yet of
    those UNKNOWN (keys of rows), and the rows that are to be saved."""
    before = entries_of(row for row in rows if row.pk not in unknown)
    by_passage = {passage_of(row): row for row in rows if row.let_in}
    brought = brought_by(by_passage, party)
    true = {by_passage[passage].pk: count for passage, count in brought.items()}
    changed = [row for row in rows if row.brought != true.get(row.pk, 0)]
    for row in changed:
        row.brought = true.get(row.pk, 0)
    moves = entries_of(rows)
    moves.subtract(before)
    return moves, changed
