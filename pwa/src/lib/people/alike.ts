/** What a typed word may stand for among the words this device holds: what sounds like it, and what it mistypes.
 *  Loaded apart (`await import`), and prepared in short slices, so that nothing waits for it. */
import type { Entry } from './entry';
import { holds, spokenWords } from './entry';
import { codes } from './phonetics';
import type { FoundAs } from './reasons';
import { isSpoken } from './words';

export interface Meant {
	entry: Entry;
	as: FoundAs[];
}

/** ms that a slice of the preparation takes. */
const SLICE = 6;
const CHOICES = 60;

export class Alike {
	/** Of each word, the places of its entries among those this was prepared with. */
	#places = new Map<string, number[]>();
	#byLength: string[][] = [];
	#byCode = new Map<string, string[]>();
	#entries: readonly Entry[];

	private constructor(entries: readonly Entry[]) {
		this.#entries = entries;
	}

	static async of(entries: readonly Entry[], pause: () => Promise<void> = breathe): Promise<Alike> {
		const alike = new Alike(entries);
		await inSlices(entries.length, (place) => alike.#add(entries[place] as Entry, place), pause);
		const words = [...alike.#places.keys()];
		await inSlices(words.length, (at) => alike.#hear(words[at] as string), pause);
		return alike;
	}

	/** Those of whom every word is found, some as another word; names that sound alike first. Entries that changed
	 *  since this was prepared are left out until it is prepared again. */
	find(present: readonly Entry[], words: readonly string[], direct: ReadonlySet<Entry>): Meant[] {
		const meant = new Map(words.filter(isSpoken).map((word) => [word, this.#meantBy(word)]));
		if (![...meant.values()].some((others) => others.size)) return [];
		const found: (Meant & { rank: number })[] = [];
		const current = present === this.#entries ? null : new Set(present);
		for (const place of this.#candidates(words, meant)) {
			const entry = this.#entries[place] as Entry;
			if (direct.has(entry) || current?.has(entry) === false) continue;
			const as = readAs(entry, words, meant);
			if (as) found.push({ entry, as, rank: rankAlike(entry, as) });
		}
		return found.sort((one, other) => one.rank - other.rank);
	}

	#add(entry: Entry, place: number): void {
		for (const word of new Set(spokenWords(entry))) {
			const places = this.#places.get(word);
			if (places) places.push(place);
			else this.#places.set(word, [place]);
		}
	}

	#hear(word: string): void {
		(this.#byLength[word.length] ??= []).push(word);
		if (word.length < 2) return;
		for (const code of codes(word)) {
			const words = this.#byCode.get(code);
			if (words) words.push(word);
			else this.#byCode.set(code, [word]);
		}
	}

	/** The words that WORD may stand for: true where they sound like it. */
	#meantBy(word: string): Map<string, boolean> {
		const others = new Map<string, boolean>();
		for (const code of codes(word)) for (const heard of this.#byCode.get(code) ?? []) if (heard !== word) others.set(heard, true);
		const most = errorsAllowed(word);
		for (let length = word.length - most; most && length <= word.length + most; length++) {
			for (const other of this.#byLength[length] ?? []) {
				if (others.size < CHOICES && !others.has(other) && other !== word && within(word, other, most)) others.set(other, false);
			}
		}
		return others;
	}

	/** Places to look at, in their order: those of the spoken word with the fewest. */
	#candidates(words: readonly string[], meant: ReadonlyMap<string, Map<string, boolean>>): number[] {
		const places = words.filter((word) => meant.has(word)).map((word) => this.#placesOf(word, meant.get(word) ?? new Map()));
		return [...(places.sort((one, other) => one.size - other.size)[0] ?? [])].sort((one, other) => one - other);
	}

	#placesOf(word: string, others: ReadonlyMap<string, boolean>): Set<number> {
		const places = new Set<number>();
		for (const other of others.keys()) for (const place of this.#places.get(other) ?? []) places.add(place);
		this.#entries.forEach((entry, place) => holds(entry, word) && places.add(place));
		return places;
	}
}

/** As what other words those of WORDS are found that are not there as they were typed; null when one is not found. */
function readAs(entry: Entry, words: readonly string[], meant: ReadonlyMap<string, Map<string, boolean>>): FoundAs[] | null {
	const as: FoundAs[] = [];
	const own = spokenWords(entry);
	for (const word of words) {
		if (holds(entry, word)) continue;
		const others = meant.get(word);
		const token = own.find((each) => others?.get(each)) ?? own.find((each) => others?.has(each));
		if (token === undefined) return null;
		as.push({ word, token, sounds: others?.get(token) ?? false });
	}
	return as.length ? as : null;
}

function rankAlike(entry: Entry, as: readonly FoundAs[]): number {
	const error = as.some((found) => !found.sounds);
	const elsewhere = as.some((found) => !entry.names.includes(` ${found.token} `));
	return 2 * Number(error) + Number(elsewhere);
}

/** None in three letters, one up to seven, two in more. */
const errorsAllowed = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** Whether two words are at most `most` errors apart; a swap of neighbours is one (optimal string alignment). */
export function within(one: string, other: string, most: number): boolean {
	let before: number[] = [];
	let last = Array.from({ length: other.length + 1 }, (_, at) => at);
	for (let row = 1; row <= one.length; row++) {
		const next = [row];
		let least = row;
		for (let at = 1; at <= other.length; at++) {
			const same = one[row - 1] === other[at - 1];
			let cost = Math.min((last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (last[at - 1] ?? 0) + (same ? 0 : 1));
			if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) cost = Math.min(cost, (before[at - 2] ?? 0) + 1);
			next.push(cost);
			if (cost < least) least = cost;
		}
		if (least > most) return false;
		before = last;
		last = next;
	}
	return (last[other.length] ?? 0) <= most;
}

async function inSlices(count: number, step: (at: number) => void, pause: () => Promise<void>): Promise<void> {
	let until = performance.now() + SLICE;
	for (let at = 0; at < count; at++) {
		step(at);
		if (at % 16 || performance.now() < until) continue;
		await pause();
		until = performance.now() + SLICE;
	}
}

const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
