/** One import: its dry run by rows, its commit, its progress, which can be left and found again. */
import { asProblem, type Import, type ImportKept, type ImportOptions, type ImportRow, type ImportWatched, type Problem } from '$lib/api';
import { remember } from '$lib/db';
import type { Change } from '$lib/live';
import { formatWhen } from '$lib/texts';
import { changeImport, commitImport, fetchImport, fetchKept, fetchRows, undoImport, type Filter } from './calls';

const PAGE = 100;

export interface ImportParts {
	fetch: typeof fetchImport;
	rows: typeof fetchRows;
	commit: typeof commitImport;
	undo: typeof undoImport;
	change: typeof changeImport;
	kept: typeof fetchKept;
}

const SERVER: ImportParts = {
	fetch: fetchImport, rows: fetchRows, commit: commitImport, undo: undoImport, change: changeImport, kept: fetchKept,
};
const RUNNING = new Set<Import['status']>(['reading', 'judging', 'committing', 'undoing']);

export class ImportState {
	data = $state.raw<Import | null>(null);
	rows = $state.raw<ImportRow[] | null>(null);
	total = $state(0);
	filter = $state<Filter>('all');
	kept = $state.raw<ImportKept[]>([]);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** The columns are being looked at; still so when the file has been read again. */
	mapping = $state(false);
	#turn = 0;

	constructor(readonly id: string, private readonly parts: ImportParts = SERVER) {}

	/** How many contacts a commit writes. */
	readonly writes = $derived(this.data ? this.data.counts.create + this.data.counts.update : 0);
	/** It can't be read before somebody has told which column holds the names. */
	readonly byHand = $derived(this.data?.status === 'unreadable' && this.data.columns.length > 0);
	readonly running = $derived(this.data !== null && RUNNING.has(this.data.status));
	readonly share = $derived(this.data?.counts.total ? this.data.counts.done / this.data.counts.total : 0);

	/** The cursor to follow live changes from, or null when the import can't be had. */
	async load(): Promise<number | null> {
		try {
			const found: ImportWatched = await this.parts.fetch(this.id);
			this.data = found;
			if (found.status === 'undone' && found.counts.kept) this.kept = (await this.parts.kept(this.id)).items;
			this.problem = null;
			void remember('import', this.id, found.file_name, formatWhen(found.created_at)).catch(() => undefined);
			return found.cursor;
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		}
	}

	async show(filter: Filter): Promise<void> {
		this.filter = filter;
		await this.#fetchRows(0);
	}

	async more(): Promise<void> {
		if (this.rows && this.rows.length < this.total) await this.#fetchRows(this.rows.length);
	}

	commit(): Promise<void> {
		return this.#ask(() => this.parts.commit(this.id));
	}

	undo(): Promise<void> {
		return this.#ask(() => this.parts.undo(this.id));
	}

	/** Read the file again under other choices; a long file is read by the worker. */
	async change(options: ImportOptions): Promise<void> {
		await this.#ask(() => this.parts.change(this.id, options));
		if (!this.problem) await this.show(this.filter);
	}

	async #ask(call: () => Promise<Import>): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		try {
			this.data = await call();
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		} finally {
			this.busy = false;
		}
	}

	/** A live change of the person's audience; others' imports and other kinds pass. */
	take(change: Change): void {
		if (change.kind !== 'import_progressed' || change.data.import_id !== this.id || !this.data) return;
		const { done, total, status } = change.data;
		this.data = { ...this.data, status: status as Import['status'], counts: { ...this.data.counts, done, total } };
		if (!RUNNING.has(status as Import['status'])) void this.load().then(() => this.show(this.filter));
	}

	async #fetchRows(offset: number): Promise<void> {
		const turn = ++this.#turn;
		try {
			const page = await this.parts.rows(this.id, this.filter, offset, PAGE);
			if (turn !== this.#turn) return;
			this.rows = offset ? [...(this.rows ?? []), ...page.items] : page.items;
			this.total = page.total;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}
}
