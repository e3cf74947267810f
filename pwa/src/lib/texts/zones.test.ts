import { describe, expect, it } from 'vitest';
import { formatSpan, momentIn, wallClock } from './zones';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('time zones', () => {
	it.each([
		['2026-11-21', '18:30', 'Europe/Paris', '2026-11-21T18:30:00+01:00'],
		['2026-07-14', '09:00', 'Europe/Paris', '2026-07-14T09:00:00+02:00'],
		['2026-11-21', '18:30', 'America/Martinique', '2026-11-21T18:30:00-04:00'],
		['2026-11-21', '18:30', 'Pacific/Noumea', '2026-11-21T18:30:00+11:00'],
		['2026-03-29', '04:00', 'Europe/Paris', '2026-03-29T04:00:00+02:00'],
		['', '18:30', 'Europe/Paris', ''],
		['2026-11-21', '', 'Europe/Paris', ''],
	])('%s %s in %s is %s', (date, time, zone, moment) => {
		expect(momentIn(date, time, zone)).toBe(moment);
		if (moment) expect(wallClock(moment, zone)).toEqual({ date, time });
	});

	it('says when an event is, in words', () => {
		expect(plain(formatSpan('2026-11-21T17:30:00Z', '2026-11-21T20:00:00Z'))).toBe('samedi 21 novembre 2026, de 18 h 30 à 21 h');
		expect(plain(formatSpan('2026-12-01T21:00:00Z', '2026-12-02T01:00:00Z'))).toBe('mardi 1er décembre 2026, de 22 h à 2 h le lendemain');
		expect(plain(formatSpan('2026-11-21T08:00:00Z', '2026-11-23T17:00:00Z'))).toBe('du samedi 21 novembre, 9 h, au lundi 23 novembre 2026, 18 h');
		expect(plain(formatSpan('2026-11-21T22:30:00Z', '2026-11-22T01:00:00Z', 'America/Martinique'))).toBe(
			'samedi 21 novembre 2026, de 18 h 30 à 21 h (heure de Fort-de-France)',
		);
	});
});
