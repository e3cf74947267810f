/** The figures of a board, and how one change of one guest moves them: the same sums as backend/events/figures.py. */
import type { Board } from '$lib/api';
import type { ChangeKinds, GuestStanding } from '$lib/live';

export type Totals = Board['totals'];
export type Arrival = Board['last_arrivals'][number];
export type CategoryFigures = Board['by_category'][number];
export type CurvePoint = Board['arrivals_curve'][number];
export type Figures = Pick<Board, 'totals' | 'by_category' | 'last_arrivals' | 'arrivals_curve'>;
type Move = ChangeKinds['guest_moved'];

const LAST_ARRIVALS = 30;
const MINUTE = 60_000;
const NAMES = ['invited', 'expected', 'arrived', 'present', 'missing', 'represented', 'declined', 'waiting', 'waitlisted', 'walk_ins'] as const;

/** The figures after a move; null when the change does not say enough (another category, an arrival that is not one any more). */
export function moved(figures: Figures, move: Move): Figures | null {
	const { before, after } = move;
	if (isRewrite(move) || (came(before) && !came(after))) return null;
	const last_arrivals = arrivalsAfter(figures.last_arrivals, move);
	if (!last_arrivals) return null;
	const arrivals_curve = curveAfter(figures.arrivals_curve, move);
	if (!arrivals_curve) return null;
	const delta = combine(counted(after, move.represents), counted(before, move.represents), (a, b) => a - b);
	return {
		totals: plus(figures.totals, delta),
		by_category: withCategory(figures.by_category, move.category, delta),
		last_arrivals,
		arrivals_curve,
	};
}

/** Whoever is to be greeted in person has just come. */
export const isGreeted = ({ greet, before, after }: Move): boolean =>
	(greet || after?.arrived_verdict === 'attention') && !came(before) && came(after);

/** Nothing counted has moved, nobody passed a gate: the name, the category or the mark was changed. */
function isRewrite({ before, after, gate, verdict }: Move): boolean {
	return !!before && !!after && gate === null && verdict === null && sameStanding(before, after);
}

const sameStanding = (one: GuestStanding, other: GuestStanding): boolean =>
	(Object.keys(one) as (keyof GuestStanding)[]).every((name) => one[name] === other[name]);

/** Who went out again has come all the same. */
const came = (standing: GuestStanding | null): boolean => !!standing && standing.came > 0;

const sameEntry = (one: GuestStanding | null, other: GuestStanding): boolean =>
	one?.arrived_at === other.arrived_at && one.arrived_gate === other.arrived_gate && one.arrived_verdict === other.arrived_verdict;

/** What one guest adds to each figure, in people. */
export function counted(standing: GuestStanding | null, represents: string | null): Totals {
	if (!standing) return Object.fromEntries(NAMES.map((name) => [name, 0])) as unknown as Totals;
	const { answer, party, inside, walk_in, revoked } = standing;
	const when = (test: boolean, people: number = party): number => (test ? people : 0);
	const expected = answer === 'yes' && !revoked && !walk_in;
	return {
		invited: when(represents === null && !walk_in),
		expected: when(expected),
		arrived: standing.came,
		present: inside,
		missing: when(expected, Math.max(0, party - standing.came)),
		represented: when(answer === 'represented' && !revoked, 1),
		declined: when(answer === 'no' || answer === 'withdrawn'),
		waiting: when(answer === 'none' && !revoked),
		waitlisted: when(answer === 'waitlisted' && !revoked),
		walk_ins: when(walk_in, standing.came),
	};
}

function combine(one: Totals, other: Totals, how: (a: number, b: number) => number): Totals {
	return Object.fromEntries(NAMES.map((name) => [name, how(one[name], other[name])])) as unknown as Totals;
}
const plus = (one: Totals, other: Totals): Totals => combine(one, other, (a, b) => a + b);

function withCategory(rows: CategoryFigures[], category: string, delta: Totals): CategoryFigures[] {
	const known = rows.some((row) => row.category === category);
	if (!known) return [...rows, { category, ...delta }].sort((a, b) => (a.category < b.category ? -1 : 1));
	return rows.map((row) => (row.category === category ? { category, ...plus(row, delta) } : row));
}

/** The last arrivals after a move; null where the list is full and somebody may have left it. */
function arrivalsAfter(rows: Arrival[], { guest_id, name, organisation, category, attention, before, after }: Move): Arrival[] | null {
	if (!after?.arrived_at || !came(after)) return rows;
	const { arrived_at: at, arrived_gate: gate, arrived_verdict: verdict } = after;
	if (came(before) && sameEntry(before, after)) {
		return before?.came === after.came ? rows : rows.map((row) => (row.guest_id === guest_id ? { ...row, came: after.came } : row));
	}
	if (came(before) && rows.length >= LAST_ARRIVALS) return null;
	const arrival = { guest_id, name, organisation, category, at, gate, verdict, attention, came: after.came };
	return [...rows.filter((row) => row.guest_id !== guest_id), arrival].sort(latestFirst).slice(0, LAST_ARRIVALS);
}

function latestFirst(one: Arrival, other: Arrival): number {
	return Date.parse(other.at) - Date.parse(one.at) || (one.guest_id < other.guest_id ? 1 : -1);
}

/** The curve after a move, which says where and when people came; null where that is not all who came more, or fewer. */
function curveAfter(points: CurvePoint[], { before, after, entries = [] }: Move): CurvePoint[] | null {
	const people = entries.reduce((sum, { count }) => sum + count, 0);
	if (people !== (after?.came ?? 0) - (before?.came ?? 0)) return null;
	return entries.reduce((curve, { at, gate, count }) => withPeople(curve, at, gate, count), points);
}

/** PEOPLE more on the curve, by the minute of a MOMENT and a gate. */
function withPeople(points: CurvePoint[], moment: string, gate: string, people: number): CurvePoint[] {
	const at = Math.floor(Date.parse(moment) / MINUTE) * MINUTE;
	const isThere = (point: CurvePoint) => point.gate === gate && Date.parse(point.at) === at;
	const count = people + (points.find(isThere)?.count ?? 0);
	const others = points.filter((point) => !isThere(point));
	if (count === 0) return others;
	return [...others, { at: new Date(at).toISOString(), gate, count }].sort(inOrder);
}

const inOrder = (one: CurvePoint, other: CurvePoint): number => Date.parse(one.at) - Date.parse(other.at) || (one.gate < other.gate ? -1 : 1);
