/** A targeting being built: the tree, the live count behind it, and a draft that survives a reload. */
import { asProblem, type Criterion, type Match, type Problem, type Query, type TargetingCount, type Told } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { countQuery, fetchCriteria, fetchTerms, previewQuery, suggest, type Option } from './calls';
import { branch, fromQuery, locate, placed, toQuery, type Branch, type Item, type Scope } from './tree';

const PAUSE = 250;
/** A count that the network or the server failed is asked again by itself, so often, after so many milliseconds each. */
const AGAIN = [2000, 5000];
const PAGE = 50;

export interface BuilderParts {
	criteria: () => Promise<Criterion[]>;
	count: (query: Query, signal: AbortSignal) => Promise<TargetingCount>;
	preview: typeof previewQuery;
	pause: number;
	again: readonly number[];
}
const real: BuilderParts = { criteria: fetchCriteria, count: countQuery, preview: previewQuery, pause: PAUSE, again: AGAIN };

export class Builder {
	root = $state<Branch>(branch('and'));
	criteria = $state.raw<readonly Criterion[]>([]);
	count = $state<number | null>(null);
	told = $state.raw<Told | null>(null);
	/** Labels of the ids among the values. */
	names = $state.raw<Record<string, string>>({});
	counting = $state(false);
	problem = $state.raw<Problem | null>(null);
	restored = $state(false);
	matches = $state.raw<Match[] | null>(null);
	total = $state(0);
	readonly byName = $derived(new Map(this.criteria.map((criterion) => [criterion.name, criterion])));
	readonly query = $derived(toQuery(this.root));
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked: AbortController | null = null;
	#counted = '';
	#failures = 0;
	readonly #draft: DraftKeeper<Query>;
	readonly #terms = new Map<string, Promise<Option[]>>();

	constructor(draft: string, private readonly parts: BuilderParts = real) {
		this.#draft = new DraftKeeper(draft);
	}

	/** Reads the criteria, and what was being built; `start` is the query of a list. */
	async open(start: Query | null = null): Promise<void> {
		const kept = await this.#draft.restore().catch(() => undefined);
		this.restored = Boolean(kept);
		this.root = fromQuery(kept ?? start ?? { op: 'and', children: [] });
		// Only with the criteria can anything be built: what is built then is not replaced any more.
		await this.#readCriteria();
		this.changed();
	}

	/** Asks anew for what could not be had: the criteria, and the count of what stands there now. */
	async retry(): Promise<void> {
		if (!this.criteria.length) await this.#readCriteria();
		clearTimeout(this.#timer);
		this.#failures = 0;
		await this.#count(JSON.stringify(this.query));
	}

	async #readCriteria(): Promise<void> {
		try {
			this.criteria = await this.parts.criteria();
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	async startOver(start: Query | null): Promise<void> {
		await this.#draft.discard();
		this.restored = false;
		this.root = fromQuery(start ?? { op: 'and', children: [] });
		this.changed();
	}

	discard(): Promise<void> {
		clearTimeout(this.#timer);
		return this.#draft.discard();
	}

	add(to: Branch, criterion: Criterion, at: Scope): Item {
		const item = placed(criterion, at);
		to.children.push(item);
		return to.children.at(-1) ?? item;
	}

	addGroup(to: Branch): void {
		to.children.push(branch(to.mode === 'or' ? 'and' : 'or'));
	}

	remove(key: number): void {
		const parent = locate(this.root, key);
		if (parent) parent.children = parent.children.filter((child) => child.key !== key);
	}

	/** Counts again a moment later, when what is complete differs; what was asked before is called off. */
	changed(): void {
		const key = JSON.stringify(this.query);
		clearTimeout(this.#timer);
		if (key === this.#counted) return;
		this.#failures = 0;
		this.#timer = setTimeout(() => void this.#count(key), this.#counted ? this.parts.pause : 0);
	}

	keep(): void {
		this.#draft.keep($state.snapshot(this.query) as Query);
	}

	async #count(key: string): Promise<void> {
		this.#asked?.abort();
		const turn = (this.#asked = new AbortController());
		this.#counted = key;
		this.counting = true;
		try {
			const found = await this.parts.count(JSON.parse(key) as Query, turn.signal);
			if (turn !== this.#asked) return;
			this.count = found.count;
			this.told = found.told;
			this.names = { ...this.names, ...found.names };
			this.#failures = 0;
			if (this.criteria.length) this.problem = null;
			if (this.matches) void this.show();
		} catch (error) {
			if (turn !== this.#asked) return;
			this.problem = asProblem(error);
			this.count = null;
			this.#counted = '';
			this.#countAgain(key, this.problem);
		} finally {
			if (turn === this.#asked) this.counting = false;
		}
	}

	/** A query that is refused stays refused; what was too slow is not asked again unasked. */
	#countAgain(key: string, { isOffline, status }: Problem): void {
		const pause = this.parts.again[this.#failures];
		if (pause === undefined || !(isOffline || [500, 502, 504].includes(status))) return;
		this.#failures++;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#count(key), pause);
	}

	/** The contacts found so far, from the first page. */
	async show(offset = 0): Promise<void> {
		const asked = JSON.stringify(this.query);
		try {
			const page = await this.parts.preview(JSON.parse(asked) as Query, { q: '', sort: '', limit: PAGE, offset });
			if (asked !== JSON.stringify(this.query)) return;
			this.matches = offset ? [...(this.matches ?? []), ...page.items] : page.items;
			this.total = page.total;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	hide(): void {
		this.matches = null;
	}

	/** What may be chosen for a criterion: its own choices, a tree of terms, or what the server finds. */
	async options(criterion: Criterion, text: string): Promise<Option[]> {
		const found = criterion.vocabulary ? await this.#termsOf(criterion.vocabulary) : criterion.choices;
		const options = found.length || criterion.vocabulary || criterion.kind === 'choice' ? matching(found, text) : await suggest(criterion, text);
		this.names = { ...this.names, ...Object.fromEntries(options.map(({ value, label }) => [value, label])) };
		return options;
	}

	#termsOf(vocabulary: string): Promise<Option[]> {
		let terms = this.#terms.get(vocabulary);
		if (!terms) {
			terms = fetchTerms(vocabulary).then((all) =>
				all.filter(({ state }) => state === 'active').map(({ id, label, depth }) => ({ value: id, label, depth })),
			);
			this.#terms.set(vocabulary, terms);
		}
		return terms;
	}
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const matching = (options: readonly Option[], text: string): Option[] =>
	options.filter(({ label }) => plain(label).includes(plain(text.trim()))).slice(0, 200);
