/** What contradicts itself at the doors of an event, and the journal of scans: lists that move with the server. */
import { api, ask, asProblem, type Conflict, type Conflicts, type Decision, type Journal, type Problem } from '$lib/api';
import { live } from '$lib/live';

export const STATES = ['open', 'decided', 'explained'] as const;
export type ConflictState = (typeof STATES)[number];
const PAGE = 50;
const SETTLE = 300;

export class ConflictList {
	found = $state.raw<Conflicts | null>(null);
	problem = $state.raw<Problem | null>(null);
	shown = PAGE;
	#asked = 0;

	constructor(
		private readonly event_id: string,
		private readonly state: ConflictState,
	) {}

	/** The cursor that the list is true at; the answer to an older question is dropped. */
	async load(): Promise<number | null> {
		const turn = ++this.#asked;
		try {
			const query = { state: this.state, limit: Math.min(this.shown, 200) };
			const found = await ask(api.GET('/api/v1/events/{event_id}/conflicts', { params: { path: { event_id: this.event_id }, query } }));
			if (turn === this.#asked) [this.found, this.problem] = [found, null];
			return found.cursor;
		} catch (error) {
			if (turn === this.#asked) this.problem = asProblem(error);
			return null;
		}
	}

	more(): void {
		this.shown += PAGE;
		void this.load();
	}

	/** Loads, then follows until the returned function is called. */
	start(): () => void {
		let stop: (() => void) | undefined;
		let stopped = false;
		let soon: ReturnType<typeof setTimeout> | undefined;
		void this.load().then((since) => {
			if (stopped) return;
			stop = live.follow(`conflicts:${this.event_id}`, {
				since,
				change: () => {
					clearTimeout(soon);
					soon = setTimeout(() => void this.load(), SETTLE);
				},
				refetch: () => this.load(),
			});
		});
		return () => {
			stopped = true;
			clearTimeout(soon);
			stop?.();
		};
	}

	async decide(conflict: Conflict, decision: Decision, note: string): Promise<void> {
		const params = { path: { event_id: this.event_id, conflict_id: conflict.id } };
		const body = { decision, note, instead_of: conflict.decision };
		try {
			await ask(api.POST('/api/v1/events/{event_id}/conflicts/{conflict_id}/decide', { params, body }));
		} finally {
			await this.load();
		}
	}
}

export interface JournalFilter {
	gate: string;
	verdict: '' | 'admitted' | 'attention' | 'already_in' | 'refused';
	device_id: string;
}

export class JournalList {
	found = $state.raw<Journal | null>(null);
	problem = $state.raw<Problem | null>(null);
	#asked = 0;

	constructor(private readonly event_id: string) {}

	async load({ gate, verdict, device_id }: JournalFilter, limit = PAGE): Promise<void> {
		const turn = ++this.#asked;
		try {
			const query = { gate, verdict, ...(device_id && { device_id }), limit: Math.min(limit, 200) };
			const found = await ask(api.GET('/api/v1/events/{event_id}/scans', { params: { path: { event_id: this.event_id }, query } }));
			if (turn === this.#asked) [this.found, this.problem] = [found, null];
		} catch (error) {
			if (turn === this.#asked) this.problem = asProblem(error);
		}
	}
}

/** The scans of a conflict in the order in which they happened. */
export const scansOf = ({ scan, other }: Conflict): Conflict['scan'][] => (other ? [other, scan] : [scan]).sort((a, b) => Date.parse(a.happened_at) - Date.parse(b.happened_at));
