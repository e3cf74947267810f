/** One person as this device searches them, and how good a find they are: the ranks of backend/contacts/search/asking.py. */
import type { OfflineContact } from '$lib/api';
import { fold } from './fold';
import { pattern } from './words';

export interface Entry {
	person: OfflineContact;
	/** What the list is sorted by: « la tour jean francois ». */
	sort: string;
	/** The names, a space around each word. */
	names: string;
	/** Everything, in parts that begin with a mark (` |f `), a space before each word. */
	text: string;
}

/** Parts whose words may sound alike or be mistyped: not e-mail addresses, numbers and sites. */
const SPOKEN = /\|[foatc] /;

export function entryOf(person: OfflineContact): Entry {
	const text = ` ${person.search}`;
	const end = text.indexOf(' |');
	const names = end < 0 ? ` ${fold(person.name)}` : text.slice(0, end);
	return { person, sort: person.sort_name || person.search, names: `${names} `, text };
}

export const holds = (entry: Entry, word: string): boolean => entry.text.includes(pattern(word));

/** A word as it is looked for in every entry: made once a query. */
export class Needle {
	readonly any: string;
	readonly start: string;
	readonly whole: string;
	readonly family: string;

	constructor(readonly word: string) {
		this.any = pattern(word);
		this.start = ` ${word}`;
		this.whole = ` ${word} `;
		this.family = `${word} `;
	}
}

export const byName = (one: Entry, other: Entry): number =>
	Number(one.person.is_past) - Number(other.person.is_past) || (one.sort < other.sort ? -1 : one.sort > other.sort ? 1 : 0);

/** 0 the whole name, 1 a family name, 2 another, 3 and 4 their beginnings, 5 the beginning of any word, 6 any part of one.
 *  LENGTH is that of all words together. Runs for each of 50,000 at a keystroke, hence the plain loops. */
export function rankOf({ sort, names, text }: Entry, needles: readonly Needle[], length: number): number {
	let whole = true;
	let begun = true;
	let started = true;
	let family = false;
	let begins = false;
	for (const needle of needles) {
		whole &&= names.includes(needle.whole);
		begun &&= whole || names.includes(needle.start);
		if (!begun) started &&= text.includes(needle.start);
		begins ||= sort.startsWith(needle.word);
		family ||= begins && (sort.startsWith(needle.family) || sort === needle.word);
	}
	if (whole) return sort.length <= length ? 0 : family ? 1 : 2;
	if (begun) return begins ? 3 : 4;
	return started ? 5 : 6;
}

/** The words of an entry that can be meant by another: those of its names first. */
export function spokenWords({ names, text }: Entry): string[] {
	const parts = text.split(/ (?=\|[a-z] )/).slice(1);
	const spoken = parts.filter((part) => SPOKEN.test(part)).map((part) => part.slice(3));
	return `${names} ${spoken.join(' ')}`.split(' ').filter((word) => /^[a-z]+$/.test(word));
}
