/** How French names sound, by the same rules as backend/contacts/phonetics, which writes phonetics.rules.json.
 *  Load it when it is needed (`await import('$lib/people/phonetics')`): it is not part of the first load. */
import { fold } from './fold';
import rules from './phonetics.rules.json';

interface Reading {
	sound: string;
	other?: string;
}

export const VERSION: number = rules.version;

const SPELLINGS = new RegExp(rules.rules.map(([spelling]) => `(${spelling})`).join('|'), 'g');
const SOUNDS: Reading[] = rules.rules.map(([, sound = '', other]) => ({ sound, other }));
const LOOSER: [RegExp, string][] = rules.looser.map(([pattern = '', sound = '']) => [new RegExp(pattern, 'g'), sound]);
const RESPELLED = new Map(Object.entries(rules.respelled));
const PARTICLES = new Set(rules.particles);
const SAINTS = new Set(rules.saints);
const TWICE = /(.)\1+/g;

/** The first reading of one token; empty when it has no letters. */
export function strict(token: string): string {
	const word = letters(token);
	return finished(
		read(word)
			.map(({ sound }) => sound)
			.join(''),
		word,
	);
}

/** A coarse skeleton, for ranking only. */
export function loose(token: string): string {
	const code = strict(token);
	if (/^[a-z]*$/.test(code)) return code;
	return LOOSER.reduce((text, [pattern, sound]) => text.replace(pattern, sound), code).replace(TWICE, '$1');
}

/** All readings of one token: two tokens that share one may sound the same. */
export function codes(token: string): Set<string> {
	const word = letters(token);
	if (!word) return new Set();
	let readings = [''];
	for (const { sound, other } of read(word)) {
		const choices = other === undefined || 2 * readings.length > rules.readingsAtMost ? [sound] : [sound, other];
		readings = readings.flatMap((reading) => choices.map((choice) => reading + choice));
	}
	return new Set(readings.map((reading) => finished(reading, word)));
}

/** The codes of every token of a name, and of particles joined to what follows: « Le Goff » has that of « Legoff ». */
export function textCodes(text: string): Set<string> {
	const tokens = fold(text)
		.split(/[^a-z]+/)
		.filter(Boolean);
	const said = tokens.flatMap((token, at) => (PARTICLES.has(token) ? [] : [...codes(token), ...joined(tokens, at)]));
	return new Set(said.length ? said : tokens.flatMap((token) => [...codes(token)]));
}

function joined(tokens: string[], end: number): string[] {
	const found: string[] = [];
	let word = tokens[end] ?? '';
	for (const token of tokens.slice(Math.max(0, end - 3), end).reverse()) {
		if (!PARTICLES.has(token) && !SAINTS.has(token)) break;
		word = (RESPELLED.get(token) ?? token) + word;
		found.push(...codes(word));
	}
	return found;
}

function letters(token: string): string {
	const word = fold(token)
		.replace(/[^a-z]+/g, '')
		.slice(0, rules.lettersAtMost);
	return RESPELLED.get(word) ?? word;
}

function read(word: string): Reading[] {
	return Array.from(word.matchAll(SPELLINGS), (match) => SOUNDS[match.findIndex((group, at) => at > 0 && group !== undefined) - 1] ?? { sound: '' });
}

/** A sound said twice is one. A single sound says too little (Hue, Eu): then the letters are the code. */
function finished(sounds: string, word: string): string {
	const code = sounds.replace(TWICE, '$1');
	return code.length > 1 ? code : word;
}
