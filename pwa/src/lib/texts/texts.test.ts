import { describe, expect, it } from 'vitest';
import { dayDistance, formatAgo, formatBytes, formatDateTime, formatDay, formatNumber, formatTime, formatWhen, plural, t } from '.';
import { french, typeset } from './french';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
/** 21 November 2026, 18:30 in Paris */
const EVENING = '2026-11-21T17:30:00Z';

describe('typography', () => {
	it('puts narrow no-break spaces where French wants them', () => {
		expect(typeset('Rien pour « lefev » ; vraiment ?')).toBe('Rien pour «\u202flefev\u202f»\u202f; vraiment\u202f?');
		expect(typeset("l'heure : 10")).toBe('l’heure\u202f: 10');
	});
	it('reaches every string and function of a catalog', () => {
		const catalog = french({ a: 'Quoi ?', b: { c: (name: string) => `Bonjour ${name} !` } });
		expect(catalog.a).toBe('Quoi\u202f?');
		expect(catalog.b.c('Léa')).toBe('Bonjour Léa\u202f!');
	});
	it('leaves no plain space before high punctuation, and no jargon mark, anywhere', () => {
		const strings = (value: unknown): string[] =>
			typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
		const bad = strings({ ...t }).filter((text) => / [;:!?»]|« |'|!/.test(text));
		expect(bad).toEqual([]);
	});
	it('counts 0 and 1 as singular', () => {
		expect([0, 1, 2].map((count) => plural(count, 'ligne', 'lignes'))).toEqual(['0 ligne', '1 ligne', '2 lignes']);
		expect(plain(plural(1943, 'contact', 'contacts'))).toBe('1 943 contacts');
	});
});

describe('dates, in Paris', () => {
	it('writes the whole date', () => {
		expect(plain(formatDateTime(EVENING))).toBe('samedi 21 novembre 2026, 18 h 30');
		expect(formatDay('2026-12-01T10:00:00Z')).toBe('mardi 1er décembre 2026');
		expect(plain(formatTime('2026-11-21T17:00:00Z'))).toBe('18 h');
	});
	it('is relative only near', () => {
		expect(plain(formatWhen(EVENING, '2026-11-21T06:00:00Z'))).toBe('aujourd’hui, 18 h 30');
		expect(plain(formatWhen(EVENING, '2026-11-20T22:59:00Z'))).toBe('demain, 18 h 30');
		expect(plain(formatWhen(EVENING, '2026-11-20T23:01:00Z'))).toBe('aujourd’hui, 18 h 30');
		expect(plain(formatWhen(EVENING, '2026-06-01T06:00:00Z'))).toBe('samedi 21 novembre, 18 h 30');
		expect(plain(formatAgo(EVENING, '2026-11-21T17:35:00Z'))).toBe('il y a 5 min');
		expect(plain(formatAgo(EVENING, '2026-11-23T17:35:00Z'))).toBe('samedi 21 novembre, 18 h 30');
	});
	it('counts days by the Paris calendar, over a change of clocks too', () => {
		expect(dayDistance('2026-10-25T22:00:00Z', '2026-10-24T22:30:00Z')).toBe(0);
		expect(dayDistance('2026-10-26T22:00:00Z', '2026-10-25T10:00:00Z')).toBe(1);
	});
	it('writes numbers with narrow spaces', () => {
		expect(plain(formatNumber(1200))).toBe('1 200');
		expect(plain(formatBytes(3_240_000))).toBe('3,2 Mo');
	});
});
