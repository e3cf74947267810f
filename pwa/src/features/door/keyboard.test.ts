/** USB scanners that type, on whatever keyboard the computer believes in (RF-13). The ticket is one of the kiosk's tests. */
import { ALPHABET, base45Bytes } from '$lib/door/base45';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bestReading, listenToScanner, looksLikeTicket, scannedText, ticketIn, type Key } from './keyboard';

/** 80 bytes, the first of which is 1, as Base45. */
function ticket(seed: number): string {
	let state = seed;
	const bytes = Array.from({ length: 80 }, (_, place) => (place ? (state = (state * 75 + 74) % 65_537) % 256 : 1));
	let text = '';
	for (let place = 0; place < 80; place += 2) {
		const number = bytes[place]! * 256 + bytes[place + 1]!;
		text += [number % 45, Math.floor(number / 45) % 45, Math.floor(number / 2025)].map((value) => ALPHABET[value]).join('');
	}
	return text;
}

const QWERTY_ON_AZERTY: Record<string, string> = { ...Object.fromEntries([...'1234567890'].map((digit, at) => [digit, '&é"\'(-è_çà'[at]!])), Q: 'A', A: 'Q', W: 'Z', Z: 'W', M: '?', ':': 'M', $: '4', '%': '5', '*': '8', '-': ')', '.': ':', '/': '!' };

const typed = (text: string, every = 8, from = 0): Key[] => [...[...text].map((key, n) => ({ key, code: '', shift: false, at: from + n * every })), { key: 'Enter', code: 'Enter', shift: false, at: from + text.length * every }];

describe('base45', () => {
	it('is read as RFC 9285 says', () => {
		expect(base45Bytes('QED8WEX0')).toEqual(new TextEncoder().encode('ietf!'));
		expect([base45Bytes('A'), base45Bytes(':::'), base45Bytes('é12'), base45Bytes('')?.length]).toEqual([null, null, null, 0]);
	});
});

describe('a scanner', () => {
	it.each([1, 2, 3, 4, 5])('is read as it is (ticket %i)', (seed) => expect(scannedText(typed(ticket(seed)))).toBe(ticket(seed)));

	it.each([1, 2, 3, 4, 5])('set to QWERTY before an AZERTY computer is read all the same (ticket %i)', (seed) => {
		const shown = [...ticket(seed)].map((char) => QWERTY_ON_AZERTY[char] ?? char).join('');
		expect(bestReading(shown)).toBe(ticket(seed));
	});

	it('is read by its physical keys where the characters say nothing', () => {
		const text = ticket(6);
		expect(bestReading('x'.repeat(120), text)).toBe(text);
	});

	it('is not a person: slow letters, short words', () => {
		expect(scannedText(typed('lefevre', 180))).toBeNull();
		expect(scannedText(typed('abc'))).toBeNull();
	});

	it('begins after the last silence', () => {
		const text = ticket(7);
		expect(scannedText([...typed('lef', 200).slice(0, -1), ...typed(text, 8, 2000)])).toBe(text);
	});

	it('is read where the computer stutters', () => {
		const text = ticket(9);
		const [first, rest] = [typed(text.slice(0, 50)).slice(0, -1), typed(text.slice(50), 8, 1200)];
		expect([ticketIn([...typed('abc'), ...first, ...rest]), ticketIn(typed('lefevre'))]).toEqual([text, null]);
	});

	it('may read a code that is none of ours', () => expect(scannedText(typed('https://exemple.fr/x'))).toBe('https://exemple.fr/x'));

	it('knows a ticket by its form', () => {
		expect(looksLikeTicket(ticket(1))).toBe(true);
		expect(looksLikeTicket(ticket(1).slice(1))).toBe(false);
	});
});

/** Keys as a browser sends them. */
describe('listening', () => {
	class Field extends EventTarget {
		value = '';
	}
	class Pressed extends Event {
		readonly code = '';
		readonly shiftKey = false;
		readonly ctrlKey = false;
		readonly metaKey = false;
		readonly altKey = false;
		readonly isComposing = false;
		override readonly timeStamp: number;
		constructor(type: string, readonly key: string, at: number, private readonly on: EventTarget) {
			super(type, { cancelable: true, bubbles: true });
			this.timeStamp = at;
		}
		override get target() {
			return this.on;
		}
	}

	function page() {
		const heard = new EventTarget();
		vi.stubGlobal('HTMLInputElement', Field);
		vi.stubGlobal('addEventListener', heard.addEventListener.bind(heard));
		vi.stubGlobal('removeEventListener', heard.removeEventListener.bind(heard));
		const read: string[] = [];
		const stop = listenToScanner((text) => read.push(text));
		const press = (key: string, at: number, on: EventTarget, type = 'keydown') => {
			const event = new Pressed(type, key, at, on);
			heard.dispatchEvent(event);
			if (on instanceof Field && key.length === 1 && !event.defaultPrevented) on.value += key;
			return event;
		};
		return { read, stop, press };
	}

	afterEach(() => void vi.unstubAllGlobals());

	it('takes a burst out of the field it was typed into, and leaves a person alone', () => {
		const { read, press } = page();
		const field = new Field();
		[...'lef'].forEach((key, n) => press(key, n * 200, field));
		const text = ticket(8);
		[...text].forEach((key, n) => press(key, 5000 + n * 8, field));
		const enter = press('Enter', 5000 + text.length * 8, field);
		expect([read, field.value, enter.defaultPrevented]).toEqual([[text], 'lef', true]);
		[...'evre'].forEach((key, n) => press(key, 9000 + n * 180, field));
		expect([press('Enter', 12_000, field).defaultPrevented, field.value, read.length]).toEqual([false, 'lefevre', 1]);
	});

	it('presses no button with the spaces of a code, and leaves those of a person', () => {
		const { press, stop, read } = page();
		const button = new EventTarget();
		expect([press(' ', 0, button).defaultPrevented, press(' ', 60, button, 'keyup').defaultPrevented]).toEqual([false, false]);
		press('A', 1000, button);
		expect([press(' ', 1008, button).defaultPrevented, press(' ', 1012, button, 'keyup').defaultPrevented]).toEqual([true, true]);
		stop();
		[...ticket(1), 'Enter'].forEach((key, n) => press(key, 2000 + n * 8, button));
		expect(read).toEqual([]);
	});
});
