/** The quotas of an event as who manages it sets them: all at once. */
import { asProblem, type FieldErrors, type Person, type Problem, type Quota } from '$lib/api';
import { fetchOfficers, setQuotas } from './officers';

export interface QuotaRow {
	key: number;
	user: string;
	category: string;
	places: string;
}

export class QuotaEditor {
	rows = $state<QuotaRow[]>([]);
	officers = $state.raw<Person[]>([]);
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#next = 0;

	constructor(
		private readonly eventId: string,
		quotas: readonly Quota[],
		private readonly calls = { officers: fetchOfficers, save: setQuotas },
	) {
		for (const quota of quotas) this.add({ user: quota.user?.id ?? '', category: quota.category, places: String(quota.places) });
	}

	async open(): Promise<void> {
		this.officers = await this.calls.officers().catch(() => []);
	}

	add(values: Partial<QuotaRow> = {}): void {
		this.rows.push({ user: '', category: '', places: '', ...values, key: this.#next++ });
	}

	remove(row: QuotaRow): void {
		this.rows = this.rows.filter((each) => each.key !== row.key);
	}

	/** The quotas as they are now, or null when something is to be corrected. */
	async save(missing: string): Promise<Quota[] | null> {
		const wrong = this.rows.flatMap((row, index) => (/^\d{1,6}$/.test(row.places.trim()) ? [] : [[`quotas.${index}.places`, missing] as const]));
		this.fields = Object.fromEntries(wrong);
		if (this.busy || wrong.length) return null;
		this.busy = true;
		this.problem = null;
		try {
			return await this.calls.save(this.eventId, this.rows.map((row) => ({ user_id: row.user || null, category: row.category.trim(), places: Number(row.places) })));
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}
}
