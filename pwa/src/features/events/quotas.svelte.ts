/** The quotas of an event as who manages it sets them: all at once. */
import { asProblem, type FieldErrors, type Person, type Problem, type Quota } from '$lib/api';
import { fetchOfficers, fetchQuotas, setQuotas } from './officers';

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
	/** The quotas were read: what is saved replaces them all, so nothing can be before. */
	ready = $state(false);
	#next = 0;

	constructor(
		private readonly eventId: string,
		private readonly calls = { quotas: fetchQuotas, officers: fetchOfficers, save: setQuotas },
	) {}

	/** The quotas as the server has them, or null when they can't be read. */
	async open(): Promise<Quota[] | null> {
		this.problem = null;
		try {
			const [quotas, officers] = await Promise.all([this.calls.quotas(this.eventId), this.calls.officers()]);
			this.officers = officers;
			this.rows = [];
			for (const quota of quotas) this.add({ user: quota.user?.id ?? '', category: quota.category, places: String(quota.places) });
			this.ready = true;
			return quotas;
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		}
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
		if (this.busy || !this.ready || wrong.length) return null;
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
