/** All the people this device holds, in memory: every keystroke looks through 50,000 of them in a few milliseconds. */
import type { OfflineContact } from '$lib/api';
import { fold, queryWords } from './fold';

interface Entry {
	person: OfflineContact;
	name: string;
	/** Folded text, family name first, with a space before, so that " lef" finds the start of a word. */
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
			this.#entries.set(person.id, { person, name: ` ${fold(person.name)}`, search: ` ${person.search}` });
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

	/** People in whom every word of the query is found, in any order; family names first, then names, then the rest. */
	search(query: string, limit = 50): Found {
		const tokens = queryWords(query);
		const ranked: [Entry[], Entry[], Entry[]] = [[], [], []];
		for (const entry of this.#inOrder()) {
			const rank = rankOf(entry, tokens);
			if (rank !== null) ranked[rank].push(entry);
		}
		const all = ranked.flat();
		return { people: all.slice(0, limit).map((entry) => entry.person), total: all.length };
	}

	#inOrder(): Entry[] {
		return (this.#sorted ??= [...this.#entries.values()].sort((a, b) => (a.search < b.search ? -1 : a.search > b.search ? 1 : 0)));
	}
}

function rankOf(entry: Entry, tokens: string[]): 0 | 1 | 2 | null {
	let rank: 0 | 1 | 2 = tokens.length ? 2 : 0;
	for (const token of tokens) {
		if (!holds(entry, token)) return null;
		if (entry.search.startsWith(` ${token}`)) rank = 0;
		else if (rank === 2 && entry.name.includes(` ${token}`)) rank = 1;
	}
	return rank;
}

/** A long word anywhere; one or two letters only where a word begins. */
function holds(entry: Entry, token: string): boolean {
	return entry.search.includes(token.length > 2 ? token : ` ${token}`);
}
