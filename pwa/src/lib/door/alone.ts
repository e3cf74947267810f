/** The verdict of a phone that is alone: from the sealed roster, and from what it let through itself since (docs/door.md). */
import type { Scan } from '$lib/api';
import { fold, type Passage as Moved } from './presence';
import type { Entry, Opened, Place, RosterCopy } from './roster';
import type { Passage } from './store';
import { ANYWHERE, judge, letsIn, type GateFacts, type GuestFacts, type Verdict } from './verdict';

export interface Alone {
	verdict: Verdict;
	/** Who it is, where the roster says so. */
	guest: (Entry & { id: string; inside: number; came: number }) | null;
	guest_id: string | null;
	zone: string;
	/** The first entry, ms and gate, as far as it is known here. */
	first: { at: number; gate: string } | null;
}

const refused = (reason: Verdict['reason'], guest_id: string | null = null): Alone => ({
	verdict: { name: 'refused', reason, count: 0 }, guest: null, guest_id, zone: '', first: null,
});

/** ITEM judged; OWN are all passages of this device at this event. null: the roster is not here, nobody can say. */
export async function judgeAlone(roster: RosterCopy, item: Scan, own: readonly Passage[]): Promise<Alone | null> {
	const { place } = roster;
	if (!place || !roster.ready) return null;
	if (item.walk_in) return judgeWalkIn(place, item, own);
	const opened = item.code ? await roster.open(item.code) : await roster.byId(item.guest_id ?? '');
	if (opened === 'elsewhere') return refused('wrong_event');
	if (!opened) return item.code ? refused('unknown') : null;
	const found = opened.entry ? judgeOpened(place, opened as Opened & { entry: Entry }, item, own) : refused('revoked', opened.row.id);
	return item.override && !letsIn(found.verdict.name) ? overruled(found, item) : found;
}

/** A supervisor lets in who is on this list, whatever speaks against it. */
const overruled = (found: Alone, item: Scan): Alone => ({ ...found, verdict: { name: 'admitted', reason: found.verdict.reason, count: item.count ?? 1 } });

/** Who comes without an invitation: only a cancelled event, hours and a full room speak against it, as on a kiosk. */
function judgeWalkIn(place: Place, item: Scan, own: readonly Passage[]): Alone {
	const { name = '', organisation = '' } = item.walk_in ?? {};
	const gate = place.facts.gates.find((each) => each.name === item.gate);
	const nobody: GuestFacts = {
		right_event: true, event_cancelled: place.facts.cancelled, answer: 'yes', attention: false, revoked: false, issue: 1, category: '', party: item.count ?? 1, inside: 0,
	};
	const reading = { issue: null, at: Date.parse(item.at) - place.ahead, direction: 'in' as const, count: item.count ?? null };
	const verdict = judge(nobody, reading, { ...gateFacts(place, gate, item, own), categories: [] });
	const inside = letsIn(verdict.name) ? verdict.count : 0;
	const id = item.walk_in!.guest_id;
	const entry: Entry = { name, organisation, category: '', answer: 'yes', attention: false, party: item.count ?? 1, represents: null, companion: null, language: 'fr', issue: 1, revoked: false };
	return { verdict, guest: { ...entry, id, inside, came: inside }, guest_id: id, zone: gate?.zone ?? '', first: null };
}

function judgeOpened(place: Place, { row, entry }: Opened & { entry: Entry }, item: Scan, own: readonly Passage[]): Alone {
	const gate = place.facts.gates.find(({ name }) => name === item.gate);
	const zone = gate?.zone ?? '';
	const mine = own.filter((passage) => passage.guest_id === row.id && passedThrough(passage)).map(moved);
	const presence = fold(mine.filter((passage) => !passage.counted), entry.party, { inside: row.inside, came: row.came, first: null });
	const there = zone ? fold(mine.filter((passage) => passage.zone === zone).map((passage) => ({ ...passage, zone: '' })), entry.party).inside : presence.inside;
	const facts: GuestFacts = {
		right_event: true, event_cancelled: place.facts.cancelled, answer: entry.answer, attention: entry.attention, revoked: entry.revoked,
		issue: entry.issue, category: entry.category, party: entry.party, inside: there,
	};
	const reading = { issue: item.code ? entry.issue : null, at: Date.parse(item.at) - place.ahead, direction: item.direction ?? 'in', count: item.count ?? null };
	const verdict = judge(facts, reading, gateFacts(place, gate, item, own));
	const first = row.first_at !== null ? { at: row.first_at, gate: row.first_gate } : firstOf(mine);
	const after = { inside: presence.inside + signed(verdict, item), came: Math.max(presence.came, presence.inside + signed(verdict, item)) };
	return { verdict, guest: { ...entry, id: row.id, ...after }, guest_id: row.id, zone, first };

	function moved({ at, scan_id, count, item: scan, zone: where, state, answered_at }: Passage): Moved & { counted: boolean; gate: string } {
		// The server's figures hold what it had answered before they were asked for.
		const counted = state === 'sent' && (answered_at ?? Infinity) <= place.fetched_at;
		return { at, scan_id, count, zone: where, direction: scan.direction ?? 'in', gate: scan.gate ?? '', counted };
	}
}

export const passedThrough = ({ verdict, state, undone }: Passage): boolean => !!verdict && letsIn(verdict) && state !== 'stuck' && !undone;

function gateFacts(place: Place, gate: Place['facts']['gates'][number] | undefined, item: Scan, own: readonly Passage[]): GateFacts {
	const { capacity, inside, doors_open_at, doors_close_at } = place.facts;
	const since = own.filter((passage) => passedThrough(passage) && !(passage.state === 'sent' && (passage.answered_at ?? Infinity) <= place.fetched_at) && !passage.zone);
	const more = since.reduce((sum, { count, item: { direction } }) => sum + (direction === 'out' ? -count : count), 0);
	const room = capacity === null || item.direction === 'out' ? null : Math.max(0, capacity - inside - more);
	return {
		...ANYWHERE,
		categories: gate?.categories ?? [],
		opens_at: gate?.opens_at ?? doors_open_at,
		closes_at: gate?.closes_at ?? doors_close_at,
		room_left: room,
	};
}

function firstOf(mine: readonly (Moved & { gate: string })[]): Alone['first'] {
	const entries = mine.filter(({ direction }) => direction === 'in').sort((a, b) => a.at - b.at);
	return entries[0] ? { at: entries[0].at, gate: entries[0].gate } : null;
}

const signed = (verdict: Verdict, item: Scan): number => (letsIn(verdict.name) ? (item.direction === 'out' ? -verdict.count : verdict.count) : 0);
