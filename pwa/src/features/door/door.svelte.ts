/** What happens at a door: a code or a name goes to the server, its verdict is shown, heard and felt, one at a time. */
import { api, ask, asProblem, type Guest, type Problem, type Scan, type Scanned } from '$lib/api';
import { uuid7 } from '$lib/door/uuid7';
import { signal } from './signals';

export type VerdictName = Scanned['verdict'];
export type Card =
	/** The answer is on its way; `again` counts the tries that got none. */
	{ kind: 'asking'; again: number } | { kind: 'verdict'; scanned: Scanned } | { kind: 'problem'; problem: Problem };

export interface Passage {
	scan_id: string;
	at: number;
	scanned: Scanned;
}

export interface DoorParts {
	send: (scan: Scan) => Promise<Scanned>;
	find: (q: string) => Promise<Guest[]>;
	signal: (verdict: VerdictName) => void;
	now: () => number;
	wait: (ms: number) => Promise<void>;
}

const LAST = 8;
/** The longest code that the server takes; a ticket has 120 characters. */
const LONGEST = 600;
const PAUSES = [500, 1000, 2000, 4000];
const SHOWN_MS: Record<VerdictName, number> = { admitted: 4000, attention: 8000, already_in: 8000, refused: 8000 };

export function realParts(id: string): DoorParts {
	return {
		send: async (scan) => {
			const body = { sent_at: new Date().toISOString(), scans: [scan] };
			const { results } = await ask(api.POST('/api/v1/checkins/scans', { body }));
			return results[0]!;
		},
		find: async (q) =>
			(await ask(api.GET('/api/v1/events/{event_id}/guests', { params: { path: { event_id: id }, query: { q, limit: 20 } } }))).items,
		signal,
		now: Date.now,
		wait: (ms) => new Promise((done) => setTimeout(done, ms)),
	};
}

export class DoorState {
	card = $state.raw<Card | null>(null);
	last = $state.raw<Passage[]>([]);
	/** Guests let in by this device since the screen was opened. */
	admitted = $state(0);
	#queue: Scan[] = [];
	#running = false;
	#stopped = false;
	#leaving: ReturnType<typeof setTimeout> | undefined;

	constructor(readonly parts: DoorParts) {}

	/** A code that was read, by the camera or a scanner. */
	read(code: string): void {
		if (code) this.#judge({ code: code.slice(0, LONGEST) });
	}

	/** A guest who was found by name. */
	admit(guest_id: string): void {
		this.#judge({ guest_id });
	}

	/** The card was touched, or its time is over. */
	dismiss(): void {
		if (this.card?.kind === 'asking') return;
		clearTimeout(this.#leaving);
		this.card = null;
	}

	stop(): void {
		this.#stopped = true;
		this.#queue = [];
		clearTimeout(this.#leaving);
	}

	#judge(what: { code: string } | { guest_id: string }): void {
		const at = new Date(this.parts.now()).toISOString();
		this.#queue.push({ scan_id: uuid7(this.parts.now()), at, gate: '', direction: 'in', code: null, guest_id: null, ...what });
		if (!this.#running) void this.#run();
	}

	async #run(): Promise<void> {
		this.#running = true;
		for (let scan = this.#queue.shift(); scan; scan = this.#queue.shift()) await this.#one(scan);
		this.#running = false;
	}

	async #one(scan: Scan): Promise<void> {
		clearTimeout(this.#leaving);
		this.card = { kind: 'asking', again: 0 };
		try {
			const scanned = await this.#sendUntilAnswered(scan);
			if (scanned) this.#show(scan, scanned);
		} catch (error) {
			this.#leave({ kind: 'problem', problem: asProblem(error) }, SHOWN_MS.refused);
			this.parts.signal('refused');
		}
	}

	/** An answer that is lost is asked for again under the same id: the server judges a scan once. */
	async #sendUntilAnswered(scan: Scan): Promise<Scanned | null> {
		for (let again = 0; !this.#stopped; again++) {
			try {
				return await this.parts.send(scan);
			} catch (error) {
				if (!isPassing(asProblem(error))) throw error;
			}
			this.card = { kind: 'asking', again: again + 1 };
			await this.parts.wait(PAUSES[Math.min(again, PAUSES.length - 1)]!);
		}
		return null;
	}

	#show(scan: Scan, scanned: Scanned): void {
		this.last = [{ scan_id: scan.scan_id, at: this.parts.now(), scanned }, ...this.last].slice(0, LAST);
		if (scanned.verdict === 'admitted' || scanned.verdict === 'attention') this.admitted++;
		this.#leave({ kind: 'verdict', scanned }, SHOWN_MS[scanned.verdict]);
		this.parts.signal(scanned.verdict);
	}

	/** Shows CARD for so long. */
	#leave(card: Card, ms: number): void {
		this.card = card;
		this.#leaving = setTimeout(() => this.dismiss(), ms);
	}
}

/** No network, or a server in difficulty: the same again later. */
const isPassing = (problem: Problem): boolean => problem.isOffline || problem.status >= 500 || problem.status === 429;
