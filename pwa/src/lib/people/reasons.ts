/** Why somebody was found, in the words of who searches; empty where the name says it. */
import { t } from '$lib/texts';
import type { Entry } from './entry';
import { fold } from './fold';
import { pattern } from './words';

const SAINTS = new Set(['saint', 'st', 'sainte', 'ste']);

/** A word that was found as another: it sounds like that one, or differs by a typing error. */
export interface FoundAs {
	word: string;
	token: string;
	sounds: boolean;
}

export function reasonOf(entry: Entry, words: readonly string[], as: readonly FoundAs[]): string {
	const told = words.map((word) => {
		const other = as.find((found) => found.word === word);
		return other ? standsFor(entry, other) : partOf(entry, word);
	});
	return [...new Set(told)].filter(Boolean).join(', ');
}

function standsFor({ person }: Entry, { token, sounds }: FoundAs): string {
	const written = [person.name, person.organisation, person.function].join(' ').split(/[\s'’-]+/);
	const shown = written.find((word) => fold(word) === token) ?? token.charAt(0).toUpperCase() + token.slice(1);
	return sounds ? t.matched.sounds(shown) : t.matched.error(shown);
}

function partOf({ person, names, text }: Entry, word: string): string {
	if (names.includes(pattern(word))) {
		const shown = fold([person.name, person.organisation, person.function].join(' ')).replace(/[ .]/g, '');
		if (shown.includes(word.replaceAll('.', '')) || SAINTS.has(word)) return '';
		return word.length <= 3 ? t.matched.initials : t.matched.name;
	}
	const at = text.indexOf(pattern(word));
	const mark = text.lastIndexOf('|', at);
	return mark < 0 ? '' : (t.matched.parts[text.charAt(mark + 1) as keyof typeof t.matched.parts] ?? '');
}
