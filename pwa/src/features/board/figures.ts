/** The figures of a board, and how one change of one guest moves them: the same counts as backend/events/attendance.py. */
import type { Board } from '$lib/api';
import type { ChangeKinds, GuestStanding } from '$lib/live';

export type Totals = Board['totals'];
export type Arrival = Board['last_arrivals'][number];
export type CategoryFigures = Board['by_category'][number];
export type CurvePoint = Board['arrivals_curve'][number];
export type Figures = Pick<Board, 'totals' | 'by_category' | 'last_arrivals' | 'arrivals_curve'>;
type Move = ChangeKinds['guest_moved'];

const LAST_ARRIVALS = 30;
const SLOT = 5 * 60_000;
const NAMES = ['invited', 'expected', 'arrived', 'represented', 'declined', 'waiting'] as const;

/** The figures after a move; null when the change does not say enough (another category, a guest who came was removed). */
export function moved(figures: Figures, move: Move): Figures | null {
	if (isRewrite(move) || (came(move.before) && !came(move.after))) return null;
	const delta = difference(counted(move.before, move.represents), counted(move.after, move.represents));
	const totals = plus(figures.totals, delta);
	const by_category = withCategory(figures.by_category, move.category, delta);
	if (!came(move.after) || came(move.before)) return { ...figures, totals, by_category };
	return {
		totals,
		by_category,
		last_arrivals: withArrival(figures.last_arrivals, move),
		arrivals_curve: withPoint(figures.arrivals_curve, move.at),
	};
}

/** Nothing counted has moved, nobody passed a gate: the name, the category or the mark was changed. */
function isRewrite({ before, after, gate, verdict }: Move): boolean {
	return !!before && !!after && gate === null && verdict === null && sameStanding(before, after);
}

const sameStanding = (one: GuestStanding, other: GuestStanding): boolean =>
	one.answer === other.answer && one.attendance === other.attendance && one.invitation === other.invitation && one.revoked === other.revoked;

/** Who went out again has come all the same: a guest counts once. */
const came = (standing: GuestStanding | null): boolean => !!standing && standing.attendance !== 'none';

/** What one guest adds to each figure. */
export function counted(standing: GuestStanding | null, represents: string | null): Totals {
	const here = !!standing;
	const valid = here && !standing.revoked;
	return {
		invited: Number(here && represents === null),
		expected: Number(valid && standing.answer === 'yes'),
		arrived: Number(came(standing)),
		represented: Number(here && standing.answer === 'represented'),
		declined: Number(here && standing.answer === 'no'),
		waiting: Number(valid && standing.answer === 'none'),
	};
}

function combine(one: Totals, other: Totals, how: (a: number, b: number) => number): Totals {
	return Object.fromEntries(NAMES.map((name) => [name, how(one[name], other[name])])) as unknown as Totals;
}
const plus = (one: Totals, other: Totals): Totals => combine(one, other, (a, b) => a + b);
const difference = (before: Totals, after: Totals): Totals => combine(after, before, (a, b) => a - b);

function withCategory(rows: CategoryFigures[], category: string, delta: Totals): CategoryFigures[] {
	const known = rows.some((row) => row.category === category);
	if (!known) return [...rows, { category, ...delta }].sort((a, b) => (a.category < b.category ? -1 : 1));
	return rows.map((row) => (row.category === category ? { category, ...plus(row, delta) } : row));
}

function withArrival(rows: Arrival[], { guest_id, name, organisation, category, at, gate, verdict, attention }: Move): Arrival[] {
	const arrival = { guest_id, name, organisation, category, at, gate: gate ?? '', verdict: verdict ?? '', attention };
	const others = rows.filter((row) => row.guest_id !== guest_id);
	return [...others, arrival].sort(latestFirst).slice(0, LAST_ARRIVALS);
}

function latestFirst(one: Arrival, other: Arrival): number {
	return Date.parse(other.at) - Date.parse(one.at) || (one.guest_id < other.guest_id ? 1 : -1);
}

function withPoint(points: CurvePoint[], at: string): CurvePoint[] {
	const slot = Math.floor(Date.parse(at) / SLOT) * SLOT;
	const there = points.some((point) => Date.parse(point.at) === slot);
	if (there) return points.map((point) => (Date.parse(point.at) === slot ? { ...point, count: point.count + 1 } : point));
	const added = { at: new Date(slot).toISOString(), count: 1 };
	return [...points, added].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
