/** The list of contacts: what the device holds at once, then the server's answer, page by page. */
import { asProblem, type ContactCard, type OfflineContact, type Problem } from '$lib/api';
import { people } from '$lib/people';
import { fetchContacts, type ContactQuery } from './calls';

const PAGE = 60;
/** Rows the server gives at most in one answer. */
const MOST = 200;
const PAUSE = 180;

export type Row = Pick<ContactCard, 'id' | 'name' | 'function' | 'organisation' | 'email' | 'phone'> & {
	updated_at: string | null;
	/** Why a search found it, where the name does not say so. */
	matched?: string;
	details?: ContactCard['details'];
};

export interface ListParts {
	fetch: (query: ContactQuery) => Promise<{ items: ContactCard[]; total: number; total_capped?: boolean }>;
	local: (query: string, limit: number) => { people: OfflineContact[]; total: number; matched?: ReadonlyMap<string, string> };
}

const real: ListParts = { fetch: fetchContacts, local: (query, limit) => people.search(query, limit) };

export class ContactList {
	q = $state('');
	sort = $state('');
	selected = $state.raw<ReadonlySet<string>>(new Set());
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** Whether a column needs what the server reads only when it is asked. */
	details = $state(false);
	#server = $state.raw<{ rows: Row[]; total: number; least: number; capped: boolean; ended: boolean; key: string } | null>(null);
	#limit = $state(PAGE);
	#hidden = $state.raw<ReadonlySet<string>>(new Set());
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked = 0;

	constructor(private readonly parts: ListParts = real) {}

	/** The server's rows when they answer the present question, else what the device finds. */
	readonly #found = $derived.by(() => {
		if (this.#server?.key === this.#key) return { rows: this.#server.rows, total: this.#server.total };
		const { people: found, total, matched } = this.parts.local(this.q, this.#limit);
		if (!found.length && this.#server && !this.problem) return { rows: [], total: 0 };
		return { rows: found.map((person) => offlineRow(person, matched?.get(person.id))), total };
	});
	readonly rows = $derived(this.#found.rows.filter((row) => !this.#hidden.has(row.id)));
	readonly total = $derived(Math.max(this.rows.length, this.#found.total - this.#hidden.size));
	readonly fromServer = $derived(this.#server?.key === this.#key);
	/** The server did not count them all: there are at least as many as `least` says. */
	readonly capped = $derived(this.fromServer && Boolean(this.#server?.capped));
	readonly least = $derived(Math.max(this.rows.length, (this.#server?.least ?? 0) - this.#hidden.size));
	/** No more are shown, though there are some. */
	readonly cut = $derived(this.capped && Boolean(this.#server?.ended));

	get #key(): string {
		return `${this.q.trim()}|${this.sort}`;
	}

	/** Takes the question from the address; asks when it is a new one. */
	set(q: string, sort: string): void {
		if (q === this.q && sort === this.sort && this.#asked) return;
		const typed = q !== this.q;
		this.q = q;
		this.sort = sort;
		this.#limit = PAGE;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.ask(), typed && this.#asked ? PAUSE : 0);
		this.#asked ||= 1;
	}

	/** Asks the server from the top; `refresh` keeps as many rows as are shown. */
	async ask(): Promise<void> {
		await this.#fetch(0, PAGE);
	}

	/** Rows come with their details, or without. */
	wants(details: boolean): void {
		if (details === this.details) return;
		this.details = details;
		if (details && this.#asked) void this.ask();
	}

	async refresh(): Promise<void> {
		if (this.fromServer && !this.busy) await this.#fetch(0, Math.min(MOST, Math.max(PAGE, this.rows.length)));
	}

	async more(): Promise<void> {
		if (this.busy || this.rows.length >= this.total) return;
		if (this.fromServer) await this.#fetch(this.#server?.rows.length ?? 0, PAGE);
		else this.#limit += PAGE;
	}

	/** Takes rows out of sight until they are really gone; `show` brings them back. */
	hide(ids: Iterable<string>): void {
		this.#hidden = new Set([...this.#hidden, ...ids]);
		this.selected = new Set([...this.selected].filter((id) => !this.#hidden.has(id)));
	}

	show(ids: Iterable<string>): void {
		const back = [...ids];
		this.#hidden = new Set([...this.#hidden].filter((id) => !back.includes(id)));
	}

	/** ITEMS among the rows that are held; a row that moved between two pages is there once. */
	#joined(items: readonly Row[], offset: number, limit: number, key: string): Row[] {
		const held = this.#server?.key === key ? this.#server.rows : [];
		const rows = [...held.slice(0, offset), ...items, ...(offset || limit < MOST ? [] : held.slice(limit))];
		return [...new Map(rows.map((row) => [row.id, row])).values()];
	}

	async #fetch(offset: number, limit: number): Promise<void> {
		const key = this.#key;
		const turn = ++this.#asked;
		this.busy = true;
		try {
			const details = this.details || undefined;
			const page = await this.parts.fetch({ q: this.q.trim(), sort: this.sort, limit, offset, details });
			if (turn !== this.#asked) return;
			const rows = this.#joined(page.items, offset, limit, key);
			// A page with nobody new is the last one, whatever the total says: nothing is asked for ever. A total that
			// is a minimum stays one, since what is shown is then not all there is.
			const ended = offset > 0 && rows.length <= offset;
			const capped = Boolean(page.total_capped);
			const total = ended ? rows.length : capped ? Math.max(page.total, rows.length) + 1 : page.total;
			this.#server = { rows, total, least: page.total, capped, ended, key };
			this.problem = null;
		} catch (error) {
			if (turn === this.#asked) this.problem = asProblem(error);
		} finally {
			if (turn === this.#asked) this.busy = false;
		}
	}
}

function offlineRow(person: OfflineContact, matched?: string): Row {
	const { id, name, function: job, organisation, emails, phones } = person;
	return { id, name, function: job, organisation, email: emails[0] ?? '', phone: phones[0] ?? '', updated_at: null, matched };
}
