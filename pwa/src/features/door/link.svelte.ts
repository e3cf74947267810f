/** The way to the server: sends what waits, keeps the list fresh, and says plainly how it stands. */
import { asProblem, type Problem } from '$lib/api';
import { isPassing, type Outbox } from '$lib/door/outbox';
import type { RosterCopy } from '$lib/door/roster';

const FRESH_MS = 10_000;
const HEARD_MS = 400;
const PAUSES = [1000, 2000, 4000, 8000, 15_000, 30_000];

export class Link {
	online = $state(globalThis.navigator?.onLine ?? true);
	/** Scans that the server does not have yet; null: not counted yet. */
	waiting = $state<number | null>(null);
	/** The server answers, and refuses: signed out, or the right is gone. */
	problem = $state.raw<Problem | null>(null);
	/** How many guests the list on this phone has, and when it was last fetched, ms; 0: there is none. */
	listed = $state(0);
	listedAt = $state(0);
	gates = $state.raw<string[]>([]);
	#failures = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#working = false;
	#hearing = false;
	#stopped = false;

	constructor(
		private readonly outbox: Outbox,
		private readonly roster: RosterCopy,
		private readonly onchange: () => Promise<void>,
	) {}

	start(): () => void {
		this.#stopped = false;
		const now = () => this.soon(0);
		const gone = () => this.lost();
		globalThis.addEventListener?.('online', now);
		globalThis.addEventListener?.('offline', gone);
		now();
		return () => {
			this.#stopped = true;
			clearTimeout(this.#timer);
			globalThis.removeEventListener?.('online', now);
			globalThis.removeEventListener?.('offline', gone);
		};
	}

	/** A request got no answer. */
	lost(): void {
		this.online = false;
		this.soon();
	}

	/** Tries again, after a pause that grows with each failure. */
	soon(ms: number = PAUSES[Math.min(this.#failures, PAUSES.length - 1)]!): void {
		clearTimeout(this.#timer);
		if (!this.#stopped) this.#timer = setTimeout(() => void this.#work(), ms);
	}

	/** Something happened at the event: the list is read again, once for all that happens meanwhile. */
	heard(): void {
		if (this.#failures || this.#hearing) return;
		this.#hearing = true;
		this.soon(HEARD_MS);
	}

	async #work(): Promise<void> {
		if (this.#working) return this.soon();
		this.#working = true;
		this.#hearing = false;
		try {
			await this.outbox.flush();
			await this.roster.sync();
			this.#failures = 0;
			this.online = true;
			this.problem = null;
		} catch (error) {
			const problem = asProblem(error);
			this.#failures++;
			if (isPassing(problem)) this.online = false;
			else this.problem = problem;
		}
		this.#working = false;
		this.#told();
		await this.onchange().catch(() => undefined);
		if (this.#failures) this.soon();
		else this.soon(FRESH_MS);
	}

	#told(): void {
		const { place } = this.roster;
		this.listed = this.roster.ready ? (place?.total ?? 0) : 0;
		this.listedAt = this.roster.ready ? (place?.fetched_at ?? 0) : 0;
		this.gates = place?.facts.gates.map(({ name }) => name) ?? [];
	}
}
