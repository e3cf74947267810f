/** What is in the bin: of persons or of organisations, with the way back and the way out. */
import { api, ask, asProblem, type Binned, type Problem } from '$lib/api';

export type BinKind = 'person' | 'organisation';
export interface BinParts {
	fetch: (kind: BinKind, q: string, offset: number) => Promise<{ items: Binned[]; total: number }>;
	restore: (row: Binned) => Promise<unknown>;
	purge: (row: Binned) => Promise<unknown>;
}

const real: BinParts = {
	fetch: (kind, q, offset) => {
		const params = { params: { query: { q, offset, limit: 60 } } };
		return kind === 'person' ? ask(api.GET('/api/v1/contacts/bin', params)) : ask(api.GET('/api/v1/organisations/bin', params));
	},
	restore: ({ kind, id }) =>
		kind === 'person'
			? ask(api.POST('/api/v1/contacts/{contact_id}/restore', { params: { path: { contact_id: id } } }))
			: ask(api.POST('/api/v1/organisations/{organisation_id}/restore', { params: { path: { organisation_id: id } } })),
	purge: ({ kind, id }) =>
		kind === 'person'
			? ask(api.DELETE('/api/v1/contacts/bin/{contact_id}', { params: { path: { contact_id: id } } }))
			: ask(api.DELETE('/api/v1/organisations/bin/{organisation_id}', { params: { path: { organisation_id: id } } })),
};

export class Bin {
	kind = $state<BinKind>('person');
	q = $state('');
	rows = $state.raw<Binned[] | null>(null);
	total = $state(0);
	problem = $state.raw<Problem | null>(null);
	#turn = 0;

	constructor(private readonly parts: BinParts = real) {}

	async load(offset = 0): Promise<void> {
		const turn = ++this.#turn;
		try {
			const page = await this.parts.fetch(this.kind, this.q.trim(), offset);
			if (turn !== this.#turn) return;
			this.rows = offset ? [...(this.rows ?? []), ...page.items] : page.items;
			this.total = page.total;
			this.problem = null;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	async restore(row: Binned): Promise<void> {
		await this.parts.restore(row);
		this.#drop(row);
	}

	async purge(row: Binned): Promise<void> {
		await this.parts.purge(row);
		this.#drop(row);
	}

	#drop(row: Binned): void {
		this.rows = (this.rows ?? []).filter((other) => other.id !== row.id);
		this.total = Math.max(0, this.total - 1);
	}
}
