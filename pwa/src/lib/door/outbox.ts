/** Keeps every scan on the device before its verdict is shown, and sends what the server lacks: in batches, again and
 *  again with longer pauses, under the same ids. Nothing is dropped (docs/door.md). */
import { asProblem, type Problem, type Scan, type Scanned } from '$lib/api';
import { clocks } from './clock';
import { DoorStore, type Passage } from './store';
import { letsIn, type Verdict } from './verdict';

const BATCH = 200;
/** A scan whose page was closed while it asked: nobody was let in. Younger ones may be another tab's. */
const ORPHAN_MS = 30_000;
const KEPT_MS = 7 * 86_400_000;
const LOCK = 'entregent-outbox';

export interface Batch {
	event_id: string;
	sent_at: string;
	mono_ms: number;
	boot_id: string;
	scans: Scan[];
}
export type SendBatch = (batch: Batch) => Promise<Scanned[]>;

/** No network, or a server in difficulty: the same again later. */
export const isPassing = (problem: Problem): boolean => problem.isOffline || problem.status >= 500 || problem.status === 429;

/** The account must sign in again, or has lost the right: what is kept stays kept. */
const isLockedOut = (problem: Problem): boolean => problem.status === 401 || problem.status === 403;

export function batchOf(event_id: string, scans: Scan[]): Batch {
	const { at, mono, boot } = clocks();
	return { event_id, sent_at: new Date(at).toISOString(), mono_ms: mono, boot_id: boot, scans };
}

export class Outbox {
	constructor(
		private readonly owner: string,
		private readonly send: SendBatch,
		readonly store: DoorStore = new DoorStore(),
	) {}

	/** Before anything else is done with it. */
	async begin(event_id: string, item: Scan, at: number): Promise<void> {
		const passage: Passage = {
			scan_id: item.scan_id, owner: this.owner, event_id, at, state: 'asking', item,
			verdict: null, reason: '', count: 0, guest_id: item.guest_id ?? null, zone: '', answered_at: null, problem: '',
		};
		await this.store.passages.put(passage);
	}

	/** The server has judged it. */
	async answered(scanned: Scanned, zone = ''): Promise<void> {
		await this.#sent(scanned.scan_id, { zone, ...answerOf(scanned) });
	}

	/** This device has judged it alone: verdict and duty to send, in one write, before the verdict is shown. */
	async decided(item: Scan, verdict: Verdict, guest_id: string | null, zone = ''): Promise<void> {
		const { name, reason, count } = verdict;
		const shown: Scan = { ...item, shown: name, reason };
		await this.store.passages.update(item.scan_id, { state: 'waiting', item: shown, verdict: name, reason, count, guest_id, zone });
	}

	/** Takes the scan TARGET back: ITEM says so to the server, and from now on it counts no more. */
	async undo(event_id: string, item: Scan, at: number, target: string): Promise<void> {
		await this.store.transaction('rw', this.store.passages, async () => {
			await this.begin(event_id, item, at);
			await this.store.passages.update(item.scan_id, { state: 'waiting' });
			await this.store.passages.update(target, { undone: true });
		});
	}

	/** The server does not take it, and says why: nothing was let in, or taken back, by it. */
	async refused(scan_id: string, problem: string): Promise<void> {
		await this.store.passages.update(scan_id, { state: 'stuck', problem });
		const target = (await this.store.passages.get(scan_id))?.item.undoes;
		if (target) await this.store.passages.update(target, { undone: false });
	}

	async waiting(): Promise<number> {
		return this.store.passages.where('[owner+state]').anyOf([this.owner, 'waiting'], [this.owner, 'asking']).count();
	}

	async of(event_id: string): Promise<Passage[]> {
		return this.store.passages.where({ owner: this.owner, event_id }).sortBy('scan_id');
	}

	/** Sends all that waits, once; throws the Problem that stopped it. True: nothing waits any more. */
	async flush(): Promise<boolean> {
		const locks = globalThis.navigator?.locks;
		if (!locks) return this.#flush();
		// Another tab at work is as good as this one.
		return locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? this.#flush() : false));
	}

	async #flush(): Promise<boolean> {
		await this.#adoptOrphans();
		const waiting = await this.store.passages.where({ owner: this.owner, state: 'waiting' }).sortBy('scan_id');
		for (const [event_id, passages] of byEvent(waiting)) {
			for (let start = 0; start < passages.length; start += BATCH) await this.#sendSome(event_id, passages.slice(start, start + BATCH));
		}
		await this.store.passages.where('at').below(Date.now() - KEPT_MS).filter(({ state }) => state === 'sent').delete();
		return true;
	}

	/** One item that the server can't read stops no other. */
	async #sendSome(event_id: string, passages: Passage[]): Promise<void> {
		try {
			const results = await this.send(batchOf(event_id, passages.map(({ item }) => item)));
			await this.store.transaction('rw', this.store.passages, () => Promise.all(results.map((each) => this.#stored(each))));
		} catch (error) {
			const problem = asProblem(error);
			if (isPassing(problem) || isLockedOut(problem) || problem.status < 400) throw problem;
			if (passages.length === 1) return this.refused(passages[0]!.scan_id, problem.detail);
			for (const passage of passages) await this.#sendSome(event_id, [passage]);
		}
	}

	async #stored(scanned: Scanned): Promise<void> {
		if (scanned.problem) return this.refused(scanned.scan_id, scanned.problem);
		// What was shown stays what was shown; the server adds whom it concerned.
		const { guest, count } = scanned;
		await this.#sent(scanned.scan_id, { answered_at: Date.now(), ...(guest && { guest_id: guest.id }), ...(count && { count }) });
	}

	/** The server has it: the name of who came without an invitation is no longer kept here. */
	async #sent(scan_id: string, facts: Partial<Passage>): Promise<void> {
		await this.store.passages.where({ scan_id }).modify((passage) => {
			Object.assign(passage, facts, { state: 'sent' });
			if (passage.item.walk_in) passage.item = { ...passage.item, walk_in: { guest_id: passage.item.walk_in.guest_id, name: '', organisation: '', host: '' } };
		});
	}

	async #adoptOrphans(): Promise<void> {
		const asking = await this.store.passages.where({ owner: this.owner, state: 'asking' }).toArray();
		const orphans = asking.filter(({ at, item }) => item.boot_id !== clocks().boot && Math.abs(Date.now() - at) > ORPHAN_MS);
		for (const { item } of orphans) await this.decided(item, { name: 'refused', reason: 'ambiguous', count: 0 }, null);
	}
}

function answerOf({ verdict, reason, count, guest }: Scanned): Partial<Passage> {
	return { verdict, reason: (reason ?? '') as Passage['reason'], count: letsIn(verdict) ? count : 0, guest_id: guest?.id ?? null, answered_at: Date.now() };
}

function byEvent(passages: readonly Passage[]): Map<string, Passage[]> {
	const events = new Map<string, Passage[]>();
	for (const passage of passages) events.set(passage.event_id, [...(events.get(passage.event_id) ?? []), passage]);
	return events;
}
