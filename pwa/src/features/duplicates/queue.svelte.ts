/** The groups to look at, the one that is open, and what is chosen of it. */
import { asProblem, type Comparison, type DuplicateCluster, type DuplicateRun, type Merge, type Problem, type RecordKind } from '$lib/api';
import { t } from '$lib/texts';
import { compare, decide, fetchClusters, fetchCounts, fetchRun, merge, startRun, undoMerge } from './calls';

const PAGE = 30;
const WAIT = 1500;
const real = { compare, decide, fetchClusters, fetchCounts, fetchRun, merge, startRun, undoMerge };
export type QueueParts = typeof real;

export class DuplicateQueue {
	clusters = $state.raw<readonly DuplicateCluster[] | null>(null);
	total = $state(0);
	counts = $state.raw({ person: 0, organisation: 0 });
	at = $state(0);
	comparison = $state.raw<Comparison | null>(null);
	/** By field: the record whose value is wanted, or `both`; only where it is not what is proposed. */
	choices = $state.raw<Record<string, string>>({});
	run = $state.raw<DuplicateRun | null>(null);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** A record changed while it was being compared. */
	changed = $state(false);
	readonly current = $derived(this.clusters?.[this.at] ?? null);
	#turn = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** PAIRS: only the two records most alike of a group at a time, as on a phone. */
	constructor(
		readonly kind: RecordKind,
		private readonly pairs: boolean,
		private readonly parts: QueueParts = real,
	) {}

	async open(): Promise<void> {
		await Promise.all([this.load(), this.#watch()]);
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#turn++;
	}

	/** The queue again, staying at the same place. */
	async load(): Promise<void> {
		await this.#try(async () => {
			const [found, counts] = await Promise.all([this.parts.fetchClusters(this.kind, Math.max(PAGE, Math.min(100, this.at + 1)), 0), this.parts.fetchCounts()]);
			this.clusters = found.items;
			this.total = found.total;
			this.counts = counts;
			await this.go(this.at);
		});
	}

	async more(): Promise<void> {
		await this.#try(async () => {
			const known = this.clusters ?? [];
			const found = await this.parts.fetchClusters(this.kind, PAGE, known.length);
			const ids = new Set(known.map(({ id }) => id));
			this.clusters = [...known, ...found.items.filter(({ id }) => !ids.has(id))];
			this.total = found.total;
		});
	}

	async go(to: number): Promise<void> {
		this.at = Math.max(0, Math.min(to, (this.clusters?.length ?? 1) - 1));
		this.changed = false;
		this.comparison = null;
		const cluster = this.current;
		const [best] = cluster?.links ?? [];
		if (cluster) await this.#compare(this.pairs && best ? [best.a, best.b] : cluster.members.map(({ id }) => id).slice(0, 40));
	}

	async next(): Promise<void> {
		if (this.at + 1 >= (this.clusters?.length ?? 0) && (this.clusters?.length ?? 0) < this.total) await this.more();
		if (this.at + 1 < (this.clusters?.length ?? 0)) await this.go(this.at + 1);
	}

	async previous(): Promise<void> {
		if (this.at) await this.go(this.at - 1);
	}

	keep(id: string): Promise<void> {
		return this.#compare(this.#ids(), id);
	}

	/** Leaves one record of a larger group out of this merge. */
	aside(id: string): Promise<void> {
		const rest = this.#ids().filter((each) => each !== id);
		return this.#compare(rest, this.comparison?.keep === id ? undefined : this.comparison?.keep);
	}

	choose(field: string, record: string): void {
		this.choices = { ...this.choices, [field]: record };
	}

	/** What was done, or null when the server refused. */
	async merge(): Promise<Merge | null> {
		const seen = this.comparison;
		if (!seen || this.busy) return null;
		const done = await this.#act(() =>
			this.parts.merge({
				kind: this.kind,
				keep: seen.keep,
				losers: seen.records.map(({ id }) => id).filter((id) => id !== seen.keep),
				choices: this.choices,
				versions: Object.fromEntries(seen.records.map(({ id, version }) => [id, version])),
			}),
		);
		this.changed = !done && this.problem?.status === 409;
		return done;
	}

	/** The records told apart, or null when the server refused. */
	async apart(): Promise<string[] | null> {
		const ids = this.#ids();
		if (!ids.length || this.busy) return null;
		return this.#act(async () => (await this.parts.decide(this.kind, ids, 'not_duplicate'), ids));
	}

	async undoMerge(done: Merge): Promise<boolean> {
		return !!(await this.#act(() => this.parts.undoMerge(done.id)));
	}

	async reopen(ids: string[]): Promise<boolean> {
		return !!(await this.#act(async () => (await this.parts.decide(this.kind, ids, 'open'), true)));
	}

	async search(): Promise<void> {
		await this.#try(async () => {
			this.run = await this.parts.startRun(this.kind, this.run === null);
			await this.#follow();
		});
	}

	#ids(): string[] {
		return this.comparison?.records.map(({ id }) => id) ?? [];
	}

	async #compare(ids: string[], keep?: string): Promise<void> {
		const turn = ++this.#turn;
		this.choices = {};
		await this.#try(async () => {
			const found = await this.parts.compare(this.kind, ids, keep);
			if (turn === this.#turn) this.comparison = found;
		});
	}

	async #act<T>(what: () => Promise<T>): Promise<T | null> {
		this.busy = true;
		try {
			const done = await what();
			await this.load();
			return done;
		} catch (error) {
			const problem = asProblem(error);
			if (problem.status === 409 || problem.status === 404) await this.load();
			this.problem = problem;
			return null;
		} finally {
			this.busy = false;
		}
	}

	async #watch(): Promise<void> {
		await this.#try(async () => {
			this.run = await this.parts.fetchRun(this.kind);
			if (this.run?.status === 'running') await this.#follow();
		});
	}

	async #follow(): Promise<void> {
		clearTimeout(this.#timer);
		if (this.run?.status !== 'running') return this.load();
		this.#timer = setTimeout(() => void this.#try(async () => ((this.run = await this.parts.fetchRun(this.kind)), await this.#follow())), WAIT);
	}

	async #try(what: () => Promise<void>): Promise<void> {
		try {
			await what();
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}
}

/** How sure a score (a probability, 0 to 1) is, in words. */
export const sureness = (score: number): string => (score >= 0.98 ? t.duplicates.sure.high : score >= 0.85 ? t.duplicates.sure.middle : t.duplicates.sure.low);
