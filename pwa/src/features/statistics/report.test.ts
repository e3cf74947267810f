import { describe, expect, it } from 'vitest';
import { lastDays, percent, span } from './report';

describe('a report', () => {
	it('says shares, and that there is none', () => {
		expect(percent(0.6249)).toBe('62\u202f%');
		expect(percent(0)).toBe('0\u202f%');
		expect(percent(null)).toBe('Sans objet');
	});
	it('says delays in hours, and in days from two on', () => {
		expect(span(5 * 3600)).toBe('5\u202fh');
		expect(span(47 * 3600)).toBe('47\u202fh');
		expect(span(84 * 3600)).toBe('3,5\u202fj');
		expect(span(null)).toBe('Sans objet');
	});
	it('covers days that end today', () => {
		expect(lastDays(30, new Date(2026, 2, 1, 12))).toEqual({ since: '2026-01-31', until: '2026-03-01' });
	});
});
