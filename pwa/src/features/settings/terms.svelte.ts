/** One vocabulary being looked after: its tree, the term the keyboard is on, and what is done to terms. */
import { asProblem, type Problem, type Term, type TermPatch, type Vocabulary, type VocabularyName } from '$lib/api';
import { vocabulary } from '$lib/records';
import * as calls from './calls';
import { hasRoom, nextRow, shownRows, stepOf, type Way } from './tree';

export type TermCalls = Pick<
	typeof calls,
	'fetchVocabularies' | 'fetchTree' | 'createTerm' | 'changeTerm' | 'retireTerm' | 'reactivateTerm' | 'mergeTerm' | 'acceptTerm' | 'refuseTerm'
>;

export class Terms {
	name = $state<VocabularyName>('domain');
	all = $state.raw<readonly Vocabulary[]>([]);
	terms = $state.raw<readonly Term[] | null>(null);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	q = $state('');
	/** Retired terms are shown too. */
	retired = $state(false);
	closed = $state.raw<ReadonlySet<string>>(new Set());
	/** The one stop of the Tab key; see `current`. */
	active = $state('');

	readonly rows = $derived(shownRows(this.terms ?? [], { closed: this.closed, retired: this.retired, q: this.q }));
	readonly current = $derived(this.rows.some((row) => row.term.id === this.active) ? this.active : (this.rows[0]?.term.id ?? ''));
	readonly proposals = $derived((this.terms ?? []).filter((term) => term.state === 'proposed'));
	readonly retiredCount = $derived((this.terms ?? []).filter((term) => term.state === 'retired').length);
	#turn = 0;

	constructor(private readonly parts: TermCalls = calls) {}

	async open(name: VocabularyName): Promise<void> {
		if (name !== this.name) {
			this.terms = null;
			this.q = this.active = '';
			this.closed = new Set();
		}
		this.name = name;
		await this.load();
	}

	async load(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const [all, tree] = await Promise.all([this.parts.fetchVocabularies(), this.parts.fetchTree(this.name)]);
			if (turn !== this.#turn) return;
			const at = this.rows.findIndex((row) => row.term.id === this.active);
			this.all = all;
			this.terms = tree.terms;
			this.problem = null;
			if (at >= 0) this.#stay(at);
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	/** Where the term that the keyboard was on, in the row AT, is gone: on the one that took its place. */
	#stay(at: number): void {
		if (this.rows.some((row) => row.term.id === this.active)) return;
		this.active = (this.rows[at] ?? this.rows.at(-1))?.term.id ?? '';
	}

	find = (id: string): Term | undefined => this.terms?.find((term) => term.id === id);

	/** The id the key leads to, having opened or closed a term where it means that; null where it means nothing. */
	walk(key: string): string | null {
		const at = this.rows.findIndex((row) => row.term.id === this.current);
		const row = this.rows[at];
		if (!row) return null;
		if ((key === 'ArrowRight' && row.open === false) || (key === 'ArrowLeft' && row.open && !this.q.trim())) {
			this.toggle(row.term.id);
			return row.term.id;
		}
		const next = nextRow(this.rows, at, key);
		if (next === null) return null;
		return (this.active = this.rows[next]?.term.id ?? '');
	}

	toggle(id: string): void {
		const closed = new Set(this.closed);
		if (!closed.delete(id)) closed.add(id);
		this.closed = closed;
	}

	step = (id: string, way: Way): TermPatch | null => stepOf(this.terms ?? [], id, way, { retired: this.retired, q: this.q });
	mayHold = (id: string): boolean => hasRoom(this.terms ?? [], id);

	/** Resolves to false where the term can't go there, or another change is under way. */
	async move(id: string, way: Way): Promise<boolean> {
		const patch = this.step(id, way);
		if (!patch || this.busy) return false;
		await this.#do(() => this.parts.changeTerm(id, patch));
		if (patch.parent_id && this.closed.has(patch.parent_id)) this.toggle(patch.parent_id);
		return true;
	}

	async add(label: string, parent: string | null): Promise<Term> {
		const made = await this.#do(() => this.parts.createTerm(this.name, label, parent));
		if (parent && this.closed.has(parent)) this.toggle(parent);
		this.active = made.id;
		return made;
	}

	rename = (id: string, label: string): Promise<Term> => this.#do(() => this.parts.changeTerm(id, { label }));
	retire = (id: string): Promise<Term> => this.#do(() => this.parts.retireTerm(id));
	reactivate = (id: string): Promise<Term> => this.#do(() => this.parts.reactivateTerm(id));
	accept = (id: string): Promise<Term> => this.#do(() => this.parts.acceptTerm(id));
	refuse = (id: string): Promise<unknown> => this.#do(() => this.parts.refuseTerm(id));

	/** Whoever proposed a term is told what it became: another way in than that of a term in use. */
	async merge(term: Term, into: string): Promise<Term> {
		const kept = await this.#do(() => (term.state === 'proposed' ? this.parts.acceptTerm(term.id, into) : this.parts.mergeTerm(term.id, into)));
		this.active = kept.id;
		return kept;
	}

	async #do<T>(call: () => Promise<T>): Promise<T> {
		this.busy = true;
		try {
			return await call();
		} finally {
			// After a refusal too: it often means that somebody else was quicker.
			vocabulary(this.name).forget();
			await this.load();
			this.busy = false;
		}
	}
}
