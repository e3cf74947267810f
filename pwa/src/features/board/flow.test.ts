import { describe, expect, it } from 'vitest';
import { flowOf, paceOf } from './flow';

const START = Date.parse('2026-11-21T17:00:00Z');
const at = (minutes: number) => START + minutes * 60_000;
const steady = (gate: string, from: number, to: number, count: number) =>
	Array.from({ length: to - from }, (_, n) => ({ at: new Date(at(from + n)).toISOString(), gate, count }));

describe('the flow at the doors', () => {
	it('is people a minute over the last ten', () => expect(paceOf(steady('A', 0, 30, 6), at(30), 10)).toBeCloseTo(6));
	it('does not count an hour ago', () => expect(paceOf(steady('A', 0, 10, 6), at(90), 10)).toBe(0));
	it('of an evening that has just begun is over the time it has lasted', () => expect(paceOf(steady('A', 0, 2, 4), at(2), 10)).toBeCloseTo(4));
	it('is nothing before anybody came', () => expect(flowOf([], ['A'], 10, at(0))).toMatchObject({ pace: 0, best: 0, full: false, minutesLeft: null }));

	it('says when those who are expected would be in', () => expect(flowOf(steady('A', 0, 30, 6), [], 60, at(30)).minutesLeft).toBe(10));
	it('does not pretend to know it when nearly nobody comes', () => {
		expect(flowOf([{ at: new Date(at(1)).toISOString(), gate: 'A', count: 1 }], [], 60, at(20)).minutesLeft).toBeNull();
	});

	it('calls a gate full that passes what it passed at its best', () => {
		const points = [...steady('A', 0, 20, 8), ...steady('B', 0, 10, 8), ...steady('B', 10, 20, 2)];
		expect(flowOf(points, [], 0, at(20)).gates.map(({ gate, full }) => [gate, full])).toEqual([['A', true], ['B', false]]);
	});
	it('calls no gate full in its first minutes, nor one that was never put to the test', () => {
		expect(flowOf(steady('A', 0, 7, 8), [], 0, at(7)).full).toBe(false);
		expect(flowOf(steady('A', 0, 30, 2), [], 0, at(30)).full).toBe(false);
	});
	it('shows gates that are set up and saw nobody', () => {
		expect(flowOf(steady('B', 0, 1, 2), ['A', 'B'], 0, at(5)).gates.map(({ gate, arrived }) => [gate, arrived])).toEqual([['A', 0], ['B', 2]]);
	});
});
