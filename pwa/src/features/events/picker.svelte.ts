/** Choosing several contacts from one search: what this device holds at once, the server while the device holds little. */
import type { ContactCard, OfflineContact } from '$lib/api';
import { people } from '$lib/people';
import { fetchContacts } from './calls';

export interface Candidate {
	id: string;
	name: string;
	function: string;
	organisation: string;
}
export interface PickerParts {
	local: (q: string, limit: number) => { people: OfflineContact[]; total: number };
	/** The device holds everybody: no need to ask. */
	complete: () => boolean;
	ask: (q: string, limit: number) => Promise<{ items: ContactCard[]; total: number }>;
}
const real: PickerParts = { local: (q, limit) => people.search(q, limit), complete: () => people.complete, ask: fetchContacts };

const SHOWN = 50;
/** As many as "choose all" takes. */
const MOST = 200;
const PAUSE = 160;

export class ContactPicker {
	q = $state('');
	active = $state(0);
	busy = $state(false);
	chosen = $state.raw<ReadonlyMap<string, Candidate>>(new Map());
	#server = $state.raw<{ q: string; items: Candidate[]; total: number } | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		/** Contacts who are on the list. */
		private readonly there: () => ReadonlySet<string>,
		private readonly parts: PickerParts = real,
	) {}

	readonly found = $derived.by(() => {
		if (this.#server?.q === this.q.trim() && !this.parts.complete()) return { items: this.#server.items, total: this.#server.total };
		const { people: items, total } = this.parts.local(this.q, SHOWN);
		return { items: items as Candidate[], total };
	});
	readonly items = $derived(this.found.items);
	/** How many "choose all" would choose; 0 when that is too many, or nothing was searched. */
	readonly all = $derived(this.q.trim() && this.found.total <= MOST ? this.found.total : 0);

	/** More than can be chosen one by one: all that is found may be added by the server. */
	readonly tooMany = $derived(!!this.q.trim() && this.found.total > MOST);

	search(q: string): void {
		this.q = q;
		this.active = 0;
		clearTimeout(this.#timer);
		if (this.parts.complete()) return;
		this.busy = true;
		this.#timer = setTimeout(() => void this.#ask(q.trim()), PAUSE);
	}

	async #ask(q: string): Promise<void> {
		const page = await this.parts.ask(q, SHOWN).catch(() => null);
		if (q !== this.q.trim()) return;
		if (page) this.#server = { q, ...page };
		this.busy = false;
	}

	isThere(id: string): boolean {
		return this.there().has(id);
	}

	move(step: number): void {
		const count = this.items.length;
		if (count) this.active = (this.active + step + count) % count;
	}

	toggle(candidate: Candidate | undefined): void {
		if (!candidate || this.isThere(candidate.id)) return;
		const chosen = new Map(this.chosen);
		if (!chosen.delete(candidate.id)) chosen.set(candidate.id, candidate);
		this.chosen = chosen;
	}

	async chooseAll(): Promise<void> {
		const everybody = this.parts.complete() ? this.parts.local(this.q, MOST).people : (await this.parts.ask(this.q.trim(), MOST)).items;
		const free = (everybody as Candidate[]).filter((candidate) => !this.isThere(candidate.id));
		this.chosen = new Map([...this.chosen, ...free.map((candidate) => [candidate.id, candidate] as const)]);
	}

	clear(): void {
		this.chosen = new Map();
	}
}
