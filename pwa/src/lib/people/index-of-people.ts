/** All the people this device holds, in memory, found as the server finds them: every keystroke looks through 50,000. */
import type { OfflineContact } from '$lib/api';
import type { Alike, Meant } from './alike';
import { byName, entryOf, Needle, rankOf, type Entry } from './entry';
import { reasonOf } from './reasons';
import { neededWords } from './words';

/** Below so many direct matches, names that sound alike and typing errors follow. */
const FEW = 40;
const RANKS = 7;

export interface Found {
	people: OfflineContact[];
	total: number;
	/** Why each was found, by id; nothing where the name says it. */
	matched: ReadonlyMap<string, string>;
}

export class PeopleIndex {
	#entries = new Map<string, Entry>();
	#sorted: Entry[] | null = null;
	/** Knows what words may stand for; loaded apart, and late. */
	#alike: Alike | undefined;

	get size(): number {
		return this.#entries.size;
	}

	put(people: Iterable<OfflineContact>): void {
		for (const person of people) this.#entries.set(person.id, entryOf(person));
		this.#sorted = null;
	}

	remove(ids: Iterable<string>): void {
		for (const id of ids) this.#entries.delete(id);
		this.#sorted = null;
	}

	clear(): void {
		this.#entries.clear();
		this.#sorted = null;
		this.#alike = undefined;
	}

	get(id: string): OfflineContact | undefined {
		return this.#entries.get(id)?.person;
	}

	entries(): readonly Entry[] {
		return (this.#sorted ??= [...this.#entries.values()].sort(byName));
	}

	understand(alike: Alike): void {
		this.#alike = alike;
	}

	/** People in whom every word of the query is found, in any order, best first; then those it may have meant. */
	search(query: string, limit = 50): Found {
		const words = neededWords(query);
		if (!words.length && query.trim()) return { people: [], total: 0, matched: new Map() };
		const direct = this.#direct(words);
		const others: Meant[] = words.length && direct.length < FEW ? (this.#alike?.find(this.entries(), words, new Set(direct)) ?? []) : [];
		const page: Meant[] = [...direct.slice(0, limit).map((entry) => ({ entry, as: [] })), ...others].slice(0, limit);
		const matched = page.map(({ entry, as }) => [entry.person.id, reasonOf(entry, words, as)] as const);
		return {
			people: page.map(({ entry }) => entry.person),
			total: direct.length + others.length,
			matched: new Map(matched.filter(([, why]) => why)),
		};
	}

	#direct(words: readonly string[]): Entry[] {
		if (!words.length) return [...this.entries()];
		const ranked: Entry[][] = Array.from({ length: RANKS }, () => []);
		const needles = words.map((word) => new Needle(word));
		const length = words.join(' ').length;
		for (const entry of this.entries()) {
			if (hasAll(entry.text, needles)) ranked[rankOf(entry, needles, length)]?.push(entry);
		}
		return ranked.flat();
	}
}

function hasAll(text: string, needles: readonly Needle[]): boolean {
	for (const needle of needles) if (!text.includes(needle.any)) return false;
	return true;
}
