/** The scans that this device made, until the server has them. Apart from what a sign-out wipes: a scan is never lost.
 *  No names here: codes, ids and verdicts. */
import type { Scan } from '$lib/api';
import Dexie, { type EntityTable } from 'dexie';
import type { Reason, VerdictName } from './verdict';

/** asking: on its way, nothing was shown yet; waiting: shown, the server does not have it; sent; stuck: the server does not take it. */
export type PassageState = 'asking' | 'waiting' | 'sent' | 'stuck';

export interface Passage {
	scan_id: string;
	/** Whose account scanned: nobody else's may send it. */
	owner: string;
	event_id: string;
	/** This device's clock, ms. */
	at: number;
	state: PassageState;
	/** What is sent, always the same but for what was shown. */
	item: Scan;
	/** What was shown, and how many people it lets through. */
	verdict: VerdictName | null;
	reason: Reason;
	count: number;
	guest_id: string | null;
	zone: string;
	/** When the server answered, ms. */
	answered_at: number | null;
	/** Why the server does not take it, in French. */
	problem: string;
	/** A steward took it back. */
	undone?: boolean;
}

export class DoorStore extends Dexie {
	passages!: EntityTable<Passage, 'scan_id'>;

	constructor(name = 'entregent-outbox') {
		// Strict: on the disk before the verdict is shown (an empty battery is no excuse).
		super(name, { chromeTransactionDurability: 'strict' });
		this.version(1).stores({ passages: 'scan_id, [owner+state], [owner+event_id], at' });
	}
}
