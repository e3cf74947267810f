/** How French names sound, by the same rules as backend/contacts/phonetics, which writes phonetics.rules.json.
 *  Load it when it is needed (`await import('$lib/people/phonetics')`): it is not part of the first load. */
import { fold } from './fold';
import rules from './phonetics.rules.json';

interface Reading {
	sound: string;
	other?: string;
}

interface Piece extends Reading {
	letters: string;
	at: number;
}

export const VERSION: number = rules.version;

const SPELLINGS = new RegExp(rules.rules.map(([spelling]) => `(${spelling})`).join('|'), 'g');
const SOUNDS: Reading[] = rules.rules.map(([, sound = '', other]) => ({ sound, other }));
const LOOSER: [RegExp, string][] = rules.looser.map(([pattern = '', sound = '']) => [new RegExp(pattern, 'g'), sound]);
const RESPELLED = new Map(Object.entries(rules.respelled));
const PARTICLES = new Set(rules.particles);
const SAINTS = new Set(rules.saints);
const TWICE = /(.)\1+/g;

/** A letter whose accent says how it sounds is marked with a + behind it, which fold() keeps. */
const MARKS: Record<string, string> = { é: 'e+', è: 'e+', ê: 'e+', ë: 'e+', ç: 'c+', '+': ' ' };

/** The first reading of one token, without its accents; empty when it has no letters. */
export function strict(token: string): string {
	const { word } = wordOf(marked(token));
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

/** All readings of one token: two tokens that share one may sound the same. A name with accents has those without. */
export function codes(token: string): Set<string> {
	return new Set(codesOf(marked(token)));
}

/** The codes of every token of a name, and of particles joined to what follows: « Le Goff » has that of « Legoff ». */
export function textCodes(text: string): Set<string> {
	const tokens = marked(text)
		.split(/[^a-z+]+/)
		.filter((token) => bare(token));
	const said = tokens.flatMap((token, at) => (PARTICLES.has(bare(token)) ? [] : [token, ...joined(tokens, at)]));
	return new Set((said.length ? said : tokens).flatMap(codesOf));
}

function joined(tokens: string[], end: number): string[] {
	const found: string[] = [];
	let word = tokens[end] ?? '';
	for (const token of tokens.slice(Math.max(0, end - 3), end).reverse()) {
		const particle = bare(token);
		if (!PARTICLES.has(particle) && !SAINTS.has(particle)) break;
		word = (RESPELLED.get(particle) ?? particle) + word;
		found.push(word);
	}
	return found;
}

function marked(text: string): string {
	return fold(
		text
			.toLowerCase()
			.normalize('NFC')
			.replace(/[éèêëç+]/g, (char) => MARKS[char] ?? char),
	);
}

function bare(token: string): string {
	return token.replaceAll('+', '');
}

/** The letters to read, and which of them have an accent. */
function wordOf(token: string): { word: string; accents: Set<number> } {
	const kept = token.replace(/[^a-z+]+/g, '');
	const word = bare(kept).slice(0, rules.lettersAtMost);
	const respelled = RESPELLED.get(word);
	if (respelled !== undefined) return { word: respelled, accents: new Set() };
	return { word, accents: new Set(Array.from(kept.matchAll(/\+/g), (plus, before) => plus.index - before - 1)) };
}

function codesOf(token: string): string[] {
	const { word, accents } = wordOf(token);
	if (!word) return [];
	const pieces = read(word);
	let readings = [''];
	for (const { sound, other } of pieces) {
		const choices = other === undefined || 2 * readings.length > rules.readingsAtMost ? [sound] : [sound, other];
		readings = readings.flatMap((reading) => choices.map((choice) => reading + choice));
	}
	if (accents.size) readings.push(pieces.map((piece) => (accents.has(piece.at) ? accented(piece) : piece.sound)).join(''));
	return readings.map((reading) => finished(reading, word));
}

/** No accented e is silent or weak, and ç is soft. */
function accented({ letters, sound }: Piece): string {
	if (letters === 'c') return 'S';
	return sound === '' || sound === 'Q' ? letters.toUpperCase() : sound;
}

function read(word: string): Piece[] {
	return Array.from(word.matchAll(SPELLINGS), (match) => ({
		...(SOUNDS[match.findIndex((group, at) => at > 0 && group !== undefined) - 1] ?? { sound: '' }),
		letters: match[0],
		at: match.index,
	}));
}

/** A sound said twice is one. A single sound says too little (Hue, Eu): then the letters are the code. */
function finished(sounds: string, word: string): string {
	const code = sounds.replace(TWICE, '$1');
	return code.length > 1 ? code : word;
}
