/** A query cut into words, as backend/contacts/search/words.py cuts it. */
import { queryWords } from './fold';

const PARTICLES = new Set(['de', 'du', 'des', 'd', 'von', 'van']);

/** The words of a query without particles, where something else is left: « de La Tour » is filed under La Tour too. */
export function neededWords(query: string): string[] {
	const words = queryWords(query).filter((word) => /[^+@.]/.test(word));
	const needed = words.filter((word) => !PARTICLES.has(word));
	return needed.length ? needed : words;
}

/** What a word is looked for as: one or two letters count where a word begins only. */
export const pattern = (word: string): string => (word.length > 2 ? word : ` ${word}`);

/** Of letters only, so that it can sound like another or be mistyped. */
export const isSpoken = (word: string): boolean => word.length > 2 && /^[a-z]+$/.test(word);
