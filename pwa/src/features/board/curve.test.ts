import { describe, expect, it } from 'vitest';
import { lineOf, stepsOf } from './curve';

const at = (minutes: number, count: number) => ({ at: new Date(Date.parse('2026-11-21T17:00:00Z') + minutes * 60_000).toISOString(), gate: 'A', count });

describe('the curve of arrivals', () => {
	it('fills the quiet slots and cumulates', () => {
		expect(stepsOf([at(0, 1), at(14, 1), at(45, 3)]).map(({ count, total }) => [count, total])).toEqual([[2, 2], [0, 2], [0, 2], [3, 5]]);
	});
	it('keeps what came before the half day that is drawn', () => {
		const steps = stepsOf([at(-3000, 4), at(0, 1)]);
		expect(steps).toHaveLength(48);
		expect(steps.at(-1)?.total).toBe(5);
	});
	it('draws nothing for nothing', () => expect(stepsOf([])).toEqual([]));
	it('rises from the ground to the last total', () => {
		expect(lineOf(stepsOf([at(0, 2), at(15, 2)]), 4, 100, 40)).toBe('M0 40L50 20L100 0');
	});
});
