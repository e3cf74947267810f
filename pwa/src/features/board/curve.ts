/** The curve of arrivals as drawn: cumulated counts over quarters of an hour, without holes. */
import type { CurvePoint } from './figures';

export interface Step {
	at: number;
	count: number;
	total: number;
}
export const SLOT = 15 * 60_000;
/** Half a day; a doors-open test the day before must not flatten the evening. */
const MOST = 48;

export function stepsOf(points: readonly CurvePoint[]): Step[] {
	const counts = new Map<number, number>();
	for (const point of points) {
		const slot = Math.floor(Date.parse(point.at) / SLOT) * SLOT;
		counts.set(slot, (counts.get(slot) ?? 0) + point.count);
	}
	const times = [...counts.keys()].sort((a, b) => a - b);
	const last = times.at(-1);
	if (last === undefined) return [];
	const first = Math.max(times[0] ?? last, last - (MOST - 1) * SLOT);
	let total = times.filter((at) => at < first).reduce((sum, at) => sum + (counts.get(at) ?? 0), 0);
	const steps: Step[] = [];
	for (let at = first; at <= last; at += SLOT) {
		const count = counts.get(at) ?? 0;
		total += count;
		steps.push({ at, count, total });
	}
	return steps;
}

/** The path of the cumulated line in a box of WIDTH by HEIGHT, whose top is TOP arrivals. */
export function lineOf(steps: readonly Step[], top: number, width: number, height: number): string {
	const x = (index: number) => round((index / Math.max(1, steps.length)) * width);
	const y = (total: number) => round(height - (total / Math.max(1, top)) * height);
	const points = steps.map((step, index) => `L${x(index + 1)} ${y(step.total)}`);
	return `M0 ${y((steps[0]?.total ?? 0) - (steps[0]?.count ?? 0))}${points.join('')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
