/** Who may come in: the rules of backend/door/verdict.py, for a phone that is alone. Both run backend/door/vectors/verdicts.json.
 *  Times are milliseconds since 1970, UTC. */
import type { Scan, Scanned } from '$lib/api';

export type VerdictName = Scanned['verdict'];
export type Reason = NonNullable<Scan['reason']>;
export type Answer = 'none' | 'yes' | 'no' | 'represented' | 'waitlisted' | 'withdrawn';
export type Direction = 'in' | 'out';

export interface GuestFacts {
	right_event: boolean;
	event_cancelled: boolean;
	answer: Answer;
	attention: boolean;
	revoked: boolean;
	/** The current one of the ticket. */
	issue: number;
	category: string;
	/** How many the ticket lets in, and how many of them are there now. */
	party: number;
	inside: number;
}

/** A gate: whom it lets through (no categories: everybody), when, and how many more have room inside. */
export interface GateFacts {
	categories: readonly string[];
	opens_at: number | null;
	closes_at: number | null;
	room_left: number | null;
	device_allowed: boolean;
}

export interface Reading {
	/** The issue that was scanned; null for a name picked by a steward. */
	issue: number | null;
	at: number;
	direction: Direction;
	/** How many of the party are there; null: all who are still awaited, or all who are inside. */
	count: number | null;
}

/** `count` people come in, or go out; nobody where the guest stays out. */
export interface Verdict {
	name: VerdictName;
	reason: Reason;
	count: number;
}

export const ANYWHERE: GateFacts = { categories: [], opens_at: null, closes_at: null, room_left: null, device_allowed: true };
const BY_ANSWER: Partial<Record<Answer, Reason>> = { no: 'declined', withdrawn: 'declined', represented: 'represented', waitlisted: 'not_confirmed' };

export const letsIn = (name: VerdictName): boolean => name === 'admitted' || name === 'attention';

const refused = (reason: Reason): Verdict => ({ name: 'refused', reason, count: 0 });

/** The verdict on GUEST; null: nobody has this ticket. */
export function judge(guest: GuestFacts | null, reading: Reading, gate: GateFacts = ANYWHERE): Verdict {
	const against = refusal(guest, reading.issue, gate);
	if (against || !guest) return refused(against || 'unknown');
	if (reading.direction === 'out') return { name: 'admitted', reason: '', count: Math.min(reading.count || guest.inside, guest.inside) };
	const here = atThisGate(guest, reading.at, gate);
	if (here) return refused(here);
	const awaited = guest.party - guest.inside;
	if (awaited <= 0) return { name: 'already_in', reason: guest.party === 1 ? 'already_in' : 'party_full', count: 0 };
	const count = reading.count ?? awaited;
	if (count > awaited) return refused('party_full');
	if (gate.room_left !== null && count > gate.room_left) return refused('quota_full');
	if (guest.attention) return { name: 'attention', reason: '', count };
	return guest.answer === 'none' ? { name: 'attention', reason: 'not_confirmed', count } : { name: 'admitted', reason: '', count };
}

/** Why the guest neither enters nor leaves here, the plainest reason first. */
function refusal(guest: GuestFacts | null, issue: number | null, gate: GateFacts): Reason {
	if (!gate.device_allowed) return 'device_not_allowed';
	if (!guest) return 'unknown';
	if (!guest.right_event) return 'wrong_event';
	if (guest.event_cancelled) return 'cancelled';
	if (guest.revoked || (issue !== null && issue !== guest.issue)) return 'revoked';
	return BY_ANSWER[guest.answer] ?? '';
}

function atThisGate(guest: GuestFacts, at: number, gate: GateFacts): Reason {
	if (gate.categories.length && !gate.categories.includes(guest.category)) return 'wrong_gate';
	if (gate.opens_at !== null && at < gate.opens_at) return 'too_early';
	return gate.closes_at !== null && at >= gate.closes_at ? 'too_late' : '';
}
