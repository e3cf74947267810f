/** What a door is made of: cards, lines, and the ways to the server. */
import type { Scan, Scanned } from '$lib/api';
import { batchOf, Outbox } from '$lib/door/outbox';
import { RosterCopy } from '$lib/door/roster';
import type { Passage } from '$lib/door/store';
import type { VerdictName } from '$lib/door/verdict';
import { fetchEveningKey, fetchRoster, findGuests, sendBatch } from './calls';
import { foundByServer, type Found, type Shown } from './shown';
import { signal } from './signals';

/** A guest does not wait longer for the server. */
const PATIENCE_MS = 2500;

export type Card =
	| { kind: 'asking' }
	| { kind: 'party'; name: string; size: number; inside: number; most: number; out: boolean; choose: (count: number | null) => void }
	/** `again`: what a supervisor may let in all the same. */
	| { kind: 'verdict'; shown: Shown; scan_id: string; again: What | null }
	| { kind: 'problem'; text: string };

/** One of the last passages; names are held in memory only. */
export interface Line {
	passage: Passage;
	name: string;
	organisation: string;
}

export type What = Pick<Scan, 'code' | 'guest_id' | 'walk_in' | 'method' | 'count' | 'override'>;
/** Who came without an invitation: in three fields. */
export interface Uninvited {
	name: string;
	organisation: string;
	host: string;
}

export interface DoorParts {
	event_id: string;
	outbox: Outbox;
	roster: RosterCopy;
	send: (scan: Scan) => Promise<Scanned>;
	find: (q: string) => Promise<Found[]>;
	signal: (verdict: VerdictName) => void;
	/** Said where nobody can judge: no network, and no list on this phone. */
	helpless: string;
}

export function realParts(event_id: string, owner: string, helpless: string): DoorParts {
	return {
		event_id,
		helpless,
		outbox: new Outbox(owner, sendBatch),
		roster: new RosterCopy(event_id, { fetch: (place) => fetchRoster(event_id, place), key: () => fetchEveningKey(event_id) }),
		send: async (scan) => (await sendBatch(batchOf(event_id, [scan]), AbortSignal.timeout(PATIENCE_MS)))[0]!,
		find: async (q) => (await findGuests(event_id, q)).map(foundByServer),
		signal,
	};
}
