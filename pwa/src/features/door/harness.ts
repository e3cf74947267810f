/** A door for tests: a list that knows one ticket, and a server that answers as it is told. */
import { offlineProblem, type Scan, type Scanned } from '$lib/api';
import { Outbox, type Batch } from '$lib/door/outbox';
import { RosterCopy, type Entry, type Opened } from '$lib/door/roster';
import { DoorStore } from '$lib/door/store';
import type { VerdictName } from '$lib/door/verdict';
import { expect, vi } from 'vitest';
import { DoorState } from './door.svelte';
import type { DoorParts } from './parts';

export const EVENT = '01900000-0000-7000-8000-000000000001';
export const GUEST = '01900000-0000-7000-8000-0000000000a1';
let made = 0;

export function scannedBy(scan: Scan, verdict: VerdictName = 'admitted'): Scanned {
	const guest = { id: GUEST, name: 'Hélène Lefèvre', organisation: 'Le Monde', category: 'Presse', represents: null, party: 1, inside: 1, came: 1, language: 'fr' };
	const count = verdict === 'admitted' || verdict === 'attention' ? 1 : 0;
	return { scan_id: scan.scan_id, verdict, reason: null, message: '', guest, count, first_at: null, first_gate: null, replayed: false, withdrawn: false, conflicts: [], problem: null };
}

const entry = (facts: Partial<Entry> = {}): Entry => ({
	name: 'Hélène Lefèvre', organisation: 'Le Monde', category: 'Presse', answer: 'yes', attention: false, party: 1, represents: null, companion: null, language: 'fr',
	issue: 1, revoked: false, ...facts,
});

/** A list that knows one ticket, as if its row had opened. */
export function listed(facts: Partial<Entry> = {}): RosterCopy {
	const roster = new RosterCopy(EVENT, { fetch: () => Promise.reject(offlineProblem()), key: () => Promise.reject(offlineProblem()) });
	const gates: never[] = [];
	const event = { id: EVENT, title: '', place: '', timezone: '', starts_at: 0, ends_at: 0, doors_open_at: null, doors_close_at: null, capacity: null, inside: 0, cancelled: false, override_pin: null, gates };
	const place = { event_id: EVENT, facts: event, salt: '', total: 1, after: null, since: '1.x', fetched_at: 1, ahead: 0 };
	const row = { id: GUEST, tag: '', sealed: [], inside: 0, came: 0, first_at: null, first_gate: '', last_at: null };
	vi.spyOn(roster, 'restore').mockImplementation(async () => void (roster.place = place));
	vi.spyOn(roster, 'sync').mockRejectedValue(offlineProblem());
	vi.spyOn(roster, 'open').mockImplementation(async (code): Promise<Opened | undefined> => (code === 'TICKET' ? { row, entry: entry(facts) } : undefined));
	return roster;
}

interface Options {
	store?: DoorStore;
	roster?: RosterCopy;
	sendBatch?: (batch: Batch) => Promise<Scanned[]>;
}

export async function open(send: DoorParts['send'], { store = new DoorStore(`door-${made++}`), roster = listed(), sendBatch = () => Promise.reject(offlineProblem()) }: Options = {}) {
	const signal = vi.fn();
	const outbox = new Outbox('samia', sendBatch, store);
	const parts = { event_id: EVENT, outbox, roster, send: vi.fn(send), find: vi.fn(async () => []), signal, helpless: 'Personne ne peut décider.' };
	await roster.restore();
	const door = new DoorState(parts);
	door.link.online = true;
	return { door, parts, signal, store, settled: () => vi.waitFor(() => expect(door.card?.kind).not.toBe('asking')) };
}

export const lost = () => Promise.reject(offlineProblem());
