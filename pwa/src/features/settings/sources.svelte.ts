/** Where data comes from, in the order of belief, around what is typed here. */
import { asProblem, type DataSource, type Problem } from '$lib/api';
import { createSource, fetchSources, TYPED_HERE } from '$lib/records';
import { orderSources, renameSource } from './calls';

const calls = { fetchSources, createSource, renameSource, orderSources };
export type SourceCalls = typeof calls;
/** Null stands for what is typed here or has no source. */
export type SourceLine = DataSource | null;

export function linesOf(sources: readonly DataSource[]): SourceLine[] {
	const after = sources.findIndex((source) => source.rank > TYPED_HERE);
	return after < 0 ? [...sources, null] : [...sources.slice(0, after), null, ...sources.slice(after)];
}

export function swapped(lines: readonly SourceLine[], at: number, step: -1 | 1): SourceLine[] {
	const next = [...lines];
	const [one, other] = [next[at], next[at + step]];
	if (one === undefined || other === undefined) return next;
	[next[at], next[at + step]] = [other, one];
	return next;
}

export class Sources {
	lines = $state.raw<readonly SourceLine[] | null>(null);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#turn = 0;

	constructor(private readonly parts: SourceCalls = calls) {}

	async load(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const sources = await this.parts.fetchSources();
			if (turn === this.#turn) this.#take(sources);
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	/** Resolves to false where it can't go further, or another change is under way. */
	async move(at: number, step: -1 | 1): Promise<boolean> {
		if (this.busy || this.lines?.[at] === undefined || this.lines[at + step] === undefined) return false;
		const lines = swapped(this.lines, at, step);
		const here = lines.indexOf(null);
		const ids = (some: readonly SourceLine[]) => some.flatMap((line) => (line ? [line.id] : []));
		await this.#do(() => this.parts.orderSources(ids(lines.slice(0, here)), ids(lines.slice(here))));
		return true;
	}

	add = (name: string): Promise<unknown> => this.#do(() => this.parts.createSource(name));
	rename = (id: string, name: string): Promise<unknown> => this.#do(() => this.parts.renameSource(id, name));

	#take(sources: readonly DataSource[]): void {
		this.lines = linesOf(sources);
		this.problem = null;
	}

	async #do(call: () => Promise<unknown>): Promise<void> {
		this.busy = true;
		try {
			await call();
		} finally {
			await this.load();
			this.busy = false;
		}
	}
}
