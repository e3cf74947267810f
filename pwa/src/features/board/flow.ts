/** How fast people come in, and what that says of the minutes to come. Pure: points of the curve and a moment in, numbers out.
 *
 * Only who got in is known: a queue in front of the door is not measured. What a gate can pass is taken to be the best
 * it kept up for five minutes so far; a gate that runs at that pace may have a queue, and more is not claimed. */
import type { CurvePoint } from './figures';

const MINUTE = 60_000;
/** Minutes over which the pace of now is taken, and over which a pace counts as kept up. */
export const RECENT = 10;
export const SUSTAINED = 5;
/** A gate that passed fewer than this a minute at its best was never put to the test. */
const TESTED = 3;
const NEAR = 0.85;

export interface GateFlow {
	gate: string;
	arrived: number;
	/** People a minute: in the last minutes, and the best that was kept up. */
	pace: number;
	best: number;
	/** It passes about what it passed at its best: a queue is likely. */
	full: boolean;
}
export interface Flow {
	pace: number;
	best: number;
	full: boolean;
	gates: GateFlow[];
	/** Minutes until who is expected would be in at the pace of now; null where that says nothing. */
	minutesLeft: number | null;
}

export function flowOf(points: readonly CurvePoint[], known: readonly string[], missing: number, now: number): Flow {
	const names = [...new Set([...known, ...points.map((point) => point.gate)])];
	const gates = names.map((gate) => gateFlow(gate, points.filter((point) => point.gate === gate), now));
	const pace = paceOf(points, now, RECENT);
	return {
		pace,
		best: gates.reduce((sum, gate) => sum + gate.best, 0),
		full: gates.some((gate) => gate.full),
		gates,
		minutesLeft: missing > 0 && pace >= 1 ? Math.ceil(missing / pace) : null,
	};
}

function gateFlow(gate: string, points: readonly CurvePoint[], now: number): GateFlow {
	const best = bestOf(points, now);
	const pace = paceOf(points, now, SUSTAINED);
	const started = Math.min(...points.map((point) => Date.parse(point.at)));
	const full = best >= TESTED && now - started >= 2 * SUSTAINED * MINUTE && pace >= NEAR * best;
	return { gate, arrived: points.reduce((sum, point) => sum + point.count, 0), pace: paceOf(points, now, RECENT), best, full };
}

/** People a minute from MINUTES ago until NOW; of an evening that began later, since it began. */
export function paceOf(points: readonly CurvePoint[], now: number, minutes: number): number {
	const first = Math.min(...points.map((point) => Date.parse(point.at)));
	const from = Math.max(Math.floor(now / MINUTE - minutes) * MINUTE, first);
	const count = points.filter((point) => Date.parse(point.at) >= from && Date.parse(point.at) <= now).reduce((sum, point) => sum + point.count, 0);
	return count ? count / Math.max(1, (now - from) / MINUTE) : 0;
}

/** The most people a minute that were let in over five whole minutes, whichever they were. */
function bestOf(points: readonly CurvePoint[], now: number): number {
	const counts = new Map<number, number>();
	for (const point of points) {
		const minute = Math.floor(Date.parse(point.at) / MINUTE);
		counts.set(minute, (counts.get(minute) ?? 0) + point.count);
	}
	let best = 0;
	for (const start of counts.keys()) {
		if ((start + SUSTAINED) * MINUTE > now) continue;
		let sum = 0;
		for (let minute = start; minute < start + SUSTAINED; minute++) sum += counts.get(minute) ?? 0;
		best = Math.max(best, sum / SUSTAINED);
	}
	return best;
}
