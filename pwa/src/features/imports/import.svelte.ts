/** One import: its dry run by rows, its commit, its progress, which can be left and found again. */
import { asProblem, type Import, type ImportRow, type ImportWatched, type Problem } from '$lib/api';
import { remember } from '$lib/db';
import type { Change } from '$lib/live';
import { formatWhen } from '$lib/texts';
import { commitImport, fetchImport, fetchRows, type Filter } from './calls';

const PAGE = 100;

export interface ImportParts {
	fetch: typeof fetchImport;
	rows: typeof fetchRows;
	commit: typeof commitImport;
}

export class ImportState {
	data = $state.raw<Import | null>(null);
	rows = $state.raw<ImportRow[] | null>(null);
	total = $state(0);
	filter = $state<Filter>('all');
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#turn = 0;

	constructor(readonly id: string, private readonly parts: ImportParts = { fetch: fetchImport, rows: fetchRows, commit: commitImport }) {}

	/** How many contacts a commit writes. */
	readonly writes = $derived(this.data ? this.data.counts.create + this.data.counts.update : 0);
	readonly share = $derived(this.data?.counts.total ? this.data.counts.done / this.data.counts.total : 0);

	/** The cursor to follow live changes from, or null when the import can't be had. */
	async load(): Promise<number | null> {
		try {
			const found: ImportWatched = await this.parts.fetch(this.id);
			this.data = found;
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

	async commit(): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		try {
			this.data = await this.parts.commit(this.id);
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
		if (status === 'committed' || status === 'failed') void this.load().then(() => this.show(this.filter));
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
