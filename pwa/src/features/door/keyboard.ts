/** USB scanners which type like a keyboard: a burst of keys that Enter ends, as in kiosk/scanner/keyboard.py.
 *
 *  Each key is known twice: the character which the computer's layout made of it (`key`), and the physical key
 *  (`code`). A scanner set to QWERTY before an AZERTY computer garbles the first and not the second. Which reading is
 *  right shows in the text itself: a ticket is 120 characters of Base45, of which the first byte is the version. */
import { ALPHABET, base45Bytes } from '$lib/door/base45';

const SILENCE_MS = 100;
const SHORTEST = 6;
const TICKET_CHARACTERS = 120;
const AZERTY_SIGNS = '&é"\'(_èçà';

export interface Key {
	key: string;
	code: string;
	shift: boolean;
	/** ms, from any origin. */
	at: number;
}

const PLAIN: Record<string, string> = {
	Space: ' ', Minus: '-', Period: '.', Slash: '/', Semicolon: ';', Equal: '=', NumpadAdd: '+', NumpadSubtract: '-', NumpadMultiply: '*',
	NumpadDivide: '/', NumpadDecimal: '.',
};
const SHIFTED: Record<string, string> = { Digit4: '$', Digit5: '%', Digit8: '*', Equal: '+', Semicolon: ':' };
/** What an AZERTY computer shows, to what the QWERTY scanner meant. */
const FROM_AZERTY = new Map([
	...pairs('&é"\'(-è_çà', '1234567890'),
	...pairs('AaQqZzWw', 'QQAAWWZZ'),
	...pairs('?,Mm458):!', 'MM::$%*-./'),
]);

function pairs(shown: string, meant: string): [string, string][] {
	return [...shown].map((char, place) => [char, meant[place] ?? '']);
}

/** The text of the burst that ends KEYS, or null when they are a person's typing. */
export function scannedText(keys: readonly Key[]): string | null {
	const burst = lastBurst(keys);
	return burst.length < SHORTEST ? null : readingOf(burst);
}

/** A ticket is one however slowly it came: nobody types 120 such characters by chance. A busy computer stutters. */
export function ticketIn(keys: readonly Key[]): string | null {
	const text = readingOf(keys.filter(({ key }) => key.length === 1).slice(-TICKET_CHARACTERS));
	return looksLikeTicket(text) ? text : null;
}

function readingOf(keys: readonly Key[]): string {
	const physical = keys.every(({ code }) => code) ? keys.map(usCharacter).join('') : '';
	return bestReading(keys.map(({ key }) => key).join(''), physical);
}

/** Readings are not stripped at first: a space is a character of Base45, and may be the first one. */
export function bestReading(shown: string, physical = ''): string {
	const translated = [...shown].map((char) => FROM_AZERTY.get(char) ?? char).join('');
	const readings = [shown, shown.toUpperCase(), physical, translated, shown.trim().toUpperCase()];
	const ticket = readings.find(looksLikeTicket);
	if (ticket) return ticket;
	const garbled = [...shown].some((char) => AZERTY_SIGNS.includes(char));
	return (garbled && [physical, translated].find(isBase45)) || shown.trim();
}

export function looksLikeTicket(text: string): boolean {
	return text.length === TICKET_CHARACTERS && base45Bytes(text)?.[0] === 1;
}

const isBase45 = (text: string): boolean => !!text && [...text].every((char) => ALPHABET.includes(char));

/** The characters since the last silence, without the Enter (or Tab) that ends them. */
function lastBurst(keys: readonly Key[]): Key[] {
	const typed = /^(Enter|Tab)$/.test(keys.at(-1)?.key ?? '') ? keys.slice(0, -1) : keys;
	const start = typed.findLastIndex((key, place) => place > 0 && key.at - typed[place - 1]!.at > SILENCE_MS);
	return typed.slice(Math.max(0, start)).filter(({ key }) => key.length === 1);
}

function usCharacter({ key, code, shift }: Key): string {
	if (shift && SHIFTED[code]) return SHIFTED[code];
	return PLAIN[code] ?? /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? key;
}

const KEPT = 700;

/** Listens to WINDOW before anybody else. Letters typed outside a field are the scanner's: no shortcut takes them. */
export function listenToScanner(onscan: (text: string) => void): () => void {
	let keys: Key[] = [];
	/** What the focused field held before the burst typed into it. */
	let before: { field: HTMLInputElement; value: string } | null = null;

	/** AT is soon after the last of some keys. */
	const continues = (at: number, some = 1) => keys.length >= some && at - keys.at(-1)!.at <= SILENCE_MS;
	const down = (event: KeyboardEvent) => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
		const field = event.target instanceof HTMLInputElement ? event.target : null;
		if (event.key === 'Enter' || event.key === 'Tab') return end(event);
		if (event.key.length !== 1) return;
		const continued = continues(event.timeStamp);
		if (!continued) before = field && { field, value: field.value };
		keys = [...keys.slice(1 - KEPT), { key: event.key, code: event.code, shift: event.shiftKey, at: event.timeStamp }];
		if (field) return;
		event.stopPropagation();
		if (event.key === ' ' && continued) event.preventDefault();
	};
	const end = (event: KeyboardEvent) => {
		const text = ticketIn(keys) ?? (continues(event.timeStamp) ? scannedText(keys) : null);
		keys = [];
		if (text === null) return;
		event.preventDefault();
		event.stopPropagation();
		if (before) restore(before.field, before.value);
		before = null;
		onscan(text);
	};
	// A space of the burst presses no button that has the focus.
	const up = (event: KeyboardEvent) => event.key === ' ' && !(event.target instanceof HTMLInputElement) && continues(event.timeStamp, 2) && event.preventDefault();

	addEventListener('keydown', down, { capture: true });
	addEventListener('keyup', up, { capture: true });
	return () => {
		removeEventListener('keydown', down, { capture: true });
		removeEventListener('keyup', up, { capture: true });
	};
}

function restore(field: HTMLInputElement, value: string): void {
	field.value = value;
	field.dispatchEvent(new Event('input', { bubbles: true }));
}
