/** One export: its progress, which can be left and found again, its file and what it says of itself. */
import { asProblem, type Export, type ExportWatched, type Problem } from '$lib/api';
import type { Change } from '$lib/live';
import { fetchExport } from './calls';

/** What an export is called: its format, of what, and what for. */
export const nameOf = (made: Export): string => [made.format_label, made.scope_label, made.purpose].filter(Boolean).join(' · ');

export class ExportState {
	data = $state.raw<ExportWatched | null>(null);
	problem = $state.raw<Problem | null>(null);

	constructor(readonly id: string, private readonly fetch: typeof fetchExport = fetchExport) {}

	readonly share = $derived(this.data?.total ? Math.min(1, this.data.done / this.data.total) : 0);

	/** The cursor to follow live changes from, or null when the export can't be had. */
	async load(): Promise<number | null> {
		try {
			this.data = await this.fetch(this.id);
			this.problem = null;
			return this.data.cursor;
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		}
	}

	/** A live change of the person's audience; others' exports and other kinds pass. */
	take(change: Change): void {
		if (change.kind !== 'export_progressed' || change.data.export_id !== this.id || !this.data) return;
		const { done, total, status } = change.data;
		this.data = { ...this.data, done, total };
		if (status !== 'waiting' && this.data.status === 'waiting') void this.load();
	}
}
