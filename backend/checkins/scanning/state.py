"""Who is inside and what contradicts itself, from all stored passages of a guest (backend.door.presence)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from backend.checkins.arrivals.telling import tell_hosts
from backend.checkins.changes import announce_conflicts
from backend.checkins.models import Conflict, Scan, Undoing
from backend.checkins.scanning.passages import Entries, count_anew, entries_of, passages_in, rows_of
from backend.checkins.scanning.requests import milliseconds
from backend.checkins.scanning.times import in_time
from backend.core.clock import now
from backend.door.presence import Contradiction, Passage, Standing, contradictions, fold, in_zones
from backend.events.attendance import save_presences
from backend.events.changes import Entry
from backend.events.services.moves import announce_move
from backend.events.services.proposals import settle_walk_in

_DECLINED = ("no", "represented", "withdrawn", "waitlisted")
Found = dict[UUID, list[str]]


def reconcile(
    guests: list[Any],
    *,
    before: Mapping[UUID, Any],
    last: Mapping[UUID, Scan],
    in_full: Collection[UUID],
    new: list[Scan],
    revised: Collection[Scan] = (),
    gone: Mapping[UUID, Entries],
) -> Found:
    """Save where GUESTS, who are locked, stand now, and announce it. Those IN_FULL are added up from all their
    passages; contradictions are opened, or explained, of REVISED scans of strangers too. GONE: what the curve
    loses by what was revised. Gives the kinds of contradiction by scan id."""
    _withdraw_what_was_undone([*new, *revised])
    found: Found = {}
    anew = [guest for guest in guests if guest.pk in in_full]
    curve = _brought(new, gone, besides=in_full)
    if anew:
        rows = rows_of(in_full)
        passages = {guest.pk: passages_in(rows[guest.pk]) for guest in anew}
        for guest in anew:
            _add_up(guest, passages[guest.pk])
        _count_anew(anew, rows, curve, unknown={row.pk for row in new})
        _note(found, _settle(anew, passages))
    save_presences(guests)
    for guest in guests:
        row = last[guest.pk]
        verdict = (row.shown or row.verdict) if row.direction == "in" and row.let_in else None
        entries = _in_order(curve[guest.pk])
        announce_move(
            guest, before[guest.pk], at=row.happened_at, gate=row.gate, verdict=verdict, entries=entries
        )
        tell_hosts(guest, before[guest.pk], row)
        settle_walk_in(guest, before[guest.pk])
    _note(found, _strangers(new, revised))
    return found


def zone_inside(guest: Any, zone: str) -> int:
    """How many of GUEST's party are in ZONE."""
    return in_zones(passages_in(rows_of([guest.pk])[guest.pk]), guest.party).get(zone, 0)


def _brought(
    new: Iterable[Scan], gone: Mapping[UUID, Entries], besides: Collection[UUID]
) -> dict[UUID, Entries]:
    """By what the curve moves, by guest: what is GONE, and the NEW passages of guests who are not added up anew."""
    moves: dict[UUID, Entries] = defaultdict(Counter)
    for guest_id, entries in gone.items():
        moves[guest_id].subtract(entries)
    for row in new:
        if row.guest_id is not None and row.guest_id not in besides:
            moves[row.guest_id].update(entries_of([row]))
    return moves


def _count_anew(
    guests: Iterable[Any],
    rows: Mapping[UUID, list[Scan]],
    curve: dict[UUID, Entries],
    *,
    unknown: Collection[int],
) -> None:
    """Save how many each passage of GUESTS brought, and add to the CURVE by what it moves."""
    to_save: list[Scan] = []
    for guest in guests:
        moves, changed = count_anew(rows[guest.pk], guest.party, unknown=unknown)
        curve[guest.pk].update(moves)
        to_save.extend(changed)
    if to_save:
        Scan.objects.bulk_update(to_save, ["brought"])


def _in_order(entries: Entries) -> list[Entry]:
    return [Entry(at=at, gate=gate, count=count) for (at, gate), count in sorted(entries.items()) if count]


def _add_up(guest: Any, passages: list[Passage]) -> None:
    presence = fold(passages, guest.party)
    first = presence.first
    guest.inside, guest.came, guest.attendance = presence.inside, presence.came, presence.attendance
    guest.arrived_at = _moment(first.at) if first else None
    guest.arrived_gate, guest.arrived_verdict = (first.gate, first.verdict) if first else ("", "")
    guest.last_passage_at = _moment(presence.last_at) if presence.last_at is not None else None


def _settle(guests: list[Any], passages: Mapping[UUID, list[Passage]]) -> list[Conflict]:
    """Open what contradicts itself now, and mark what does not any more as explained."""
    by_guest = {guest.pk: contradictions(passages[guest.pk], _standing(guest)) for guest in guests}
    held = {(pk, each.kind, each.scan_id) for pk, found in by_guest.items() for each in found}
    rows = Conflict.objects.filter(guest__in=list(by_guest)).select_related("scan")
    kept = {(row.guest_id, row.kind, str(row.scan.scan_id)): row for row in rows}
    changed = [row for key, row in kept.items() if (key in held) == (row.explained_at is not None)]
    for row in changed:
        row.explained_at = now() if row.explained_at is None else None
    if changed:
        Conflict.objects.bulk_update(changed, ["explained_at"])
    missing = [
        (guest, each)
        for guest in guests
        for each in sorted(by_guest[guest.pk])
        if (guest.pk, each.kind, each.scan_id) not in kept
    ]
    opened = _open(missing)
    _announce([*changed, *opened])
    return [*opened, *(row for key, row in kept.items() if key in held)]


def _open(missing: list[tuple[Any, Contradiction]]) -> list[Conflict]:
    if not missing:
        return []
    ids = {scan_id for _, each in missing for scan_id in (each.scan_id, each.other) if scan_id}
    guests = {guest.pk for guest, _ in missing}
    scans = {
        (row.guest_id, str(row.scan_id)): row
        for row in Scan.objects.filter(guest__in=guests, scan_id__in=ids, let_in=True)
    }
    return Conflict.objects.bulk_create(
        Conflict(
            event_id=guest.event_id,
            guest_id=guest.pk,
            kind=each.kind,
            scan=scans[guest.pk, each.scan_id],
            other=scans.get((guest.pk, each.other)),
        )
        for guest, each in missing
    )


def _strangers(new: Iterable[Scan], revised: Iterable[Scan]) -> list[Conflict]:
    """Whom a station let in although nobody has that ticket; explained, where it took that back."""
    kind = Conflict.Kind.UNKNOWN_LET_IN
    again = [row for row in revised if row.guest_id is None and row.event_id is not None]
    rows = Conflict.objects.filter(kind=kind, scan__in=again) if again else []
    kept = {row.scan_id: row for row in rows}
    for row in again:
        if (known := kept.get(row.pk)) is not None:
            known.explained_at = None if row.let_in else known.explained_at or now()
    if kept:
        Conflict.objects.bulk_update(kept.values(), ["explained_at"])
    opened = Conflict.objects.bulk_create(
        Conflict(event_id=row.event_id, kind=kind, scan=row)
        for row in [*new, *again]
        if row.let_in and row.guest_id is None and row.event_id is not None and row.pk not in kept
    )
    _announce([*kept.values(), *opened])
    return opened


def _announce(conflicts: Iterable[Conflict]) -> None:
    by_event: dict[UUID, list[UUID]] = defaultdict(list)
    for conflict in conflicts:
        by_event[conflict.event_id].append(conflict.pk)
    for event_id, ids in by_event.items():
        announce_conflicts(event_id, ids)


def _withdraw_what_was_undone(rows: Iterable[Scan]) -> None:
    """Undoings that came before the scans that they name, or before it was known what was shown."""
    there = {row.scan_id: row for row in rows if row.shown and row.let_in}
    if not there:
        return
    for undoing in Undoing.objects.filter(undone__in=list(there)):
        row = there[undoing.undone]
        moments = (undoing.at, undoing.happened_at)
        if row.let_in and in_time((row.at, row.happened_at), moments, undoing.reason):
            row.let_in, row.withdrawn_at = False, row.received_at
            row.save(update_fields=["let_in", "withdrawn_at"])


def _standing(guest: Any) -> Standing:
    declined = guest.answer in _DECLINED and guest.answered_at
    return Standing(
        party=guest.party,
        issue=guest.ticket_issue,
        issued_at=_ms(guest.ticket_issued_at),
        revoked_at=_ms(guest.revoked_at),
        declined_at=_ms(guest.answered_at) if declined else None,
    )


def _note(found: Found, conflicts: Iterable[Conflict]) -> None:
    for conflict in conflicts:
        found.setdefault(conflict.scan.scan_id, []).append(conflict.kind)


def _ms(moment: datetime | None) -> int | None:
    return milliseconds(moment) if moment else None


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
