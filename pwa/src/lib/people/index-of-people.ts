/** All the people this device holds, in memory: every keystroke looks through 50,000 of them in a few milliseconds. */
import type { OfflineContact } from '$lib/api';
import { fold, words } from './fold';

interface Entry {
	person: OfflineContact;
	name: string;
	/** Folded text with a space before, so that " lef" finds the start of a word. */
	search: string;
}
export interface Found {
	people: OfflineContact[];
	total: number;
}

export class PeopleIndex {
	#entries = new Map<string, Entry>();
	#sorted: Entry[] | null = null;

	get size(): number {
		return this.#entries.size;
	}

	put(people: Iterable<OfflineContact>): void {
		for (const person of people) {
			this.#entries.set(person.id, { person, name: fold(person.name), search: ` ${person.search}` });
		}
		this.#sorted = null;
	}

	remove(ids: Iterable<string>): void {
		for (const id of ids) this.#entries.delete(id);
		this.#sorted = null;
	}

	clear(): void {
		this.#entries.clear();
		this.#sorted = null;
	}

	get(id: string): OfflineContact | undefined {
		return this.#entries.get(id)?.person;
	}

	/** People in whom every word of the query is found, in any order; best first: names, starts of words, the rest. */
	search(query: string, limit = 50): Found {
		const tokens = words(query);
		const ranked: [Entry[], Entry[], Entry[]] = [[], [], []];
		for (const entry of this.#inOrder()) {
			const rank = rankOf(entry, tokens);
			if (rank !== null) ranked[rank].push(entry);
		}
		const all = ranked.flat();
		return { people: all.slice(0, limit).map((entry) => entry.person), total: all.length };
	}

	#inOrder(): Entry[] {
		return (this.#sorted ??= [...this.#entries.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
	}
}

function rankOf(entry: Entry, tokens: string[]): 0 | 1 | 2 | null {
	let rank: 0 | 1 | 2 = 0;
	const name = ` ${entry.name}`;
	for (const token of tokens) {
		if (!entry.search.includes(token)) return null;
		if (!name.includes(` ${token}`)) rank = entry.search.includes(` ${token}`) ? (Math.max(rank, 1) as 1 | 2) : 2;
	}
	return rank;
}
