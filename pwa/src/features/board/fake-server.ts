/** A server in miniature for the board's tests: guests, what may happen to them, and the counts of backend/events/figures.py. */
import type { Board } from '$lib/api';
import type { Change, GuestStanding } from '$lib/live';
import type { Arrival } from './figures';

type How = { at: number; gate: string; verdict: string | null } | undefined;
interface Row {
	id: string;
	name: string;
	category: string;
	represents: string | null;
	standing: GuestStanding;
	/** Where and when its people came, passage by passage. */
	entries: { at: number; gate: string; people: number }[];
}
const ACTIONS = [
	'add', 'walkIn', 'invite', 'answer', 'enlarge', 'arrive', 'arrive', 'upload', 'earlier', 'leave', 'takeBack', 'revoke', 'restore', 'remove', 'recategorise', 'rename',
] as const;
const ANSWERS = ['yes', 'yes', 'yes', 'no', 'represented', 'waitlisted', 'withdrawn'] as const;
type Action = (typeof ACTIONS)[number];
const CATEGORIES = ['', 'Presse', 'Partenaires'];
const GATES = ['A', 'B'];
const EVENT = { id: 'e', title: 'Soirée', place: 'Paris', starts_at: '2026-11-21T17:30:00Z', ends_at: '2026-11-21T20:00:00Z', timezone: 'Europe/Paris' };
const LAST = 30;

export class FakeServer {
	cursor = 0;
	#rows = new Map<string, Row>();
	#changes: Change[] = [];
	#clock = Date.parse('2026-11-21T17:00:00Z');
	#seed: number;

	constructor(seed: number) {
		this.#seed = seed * 7919;
	}

	/** Something happens; the changes that are announced. */
	step(actions: readonly Action[] = ACTIONS): Change[] {
		const ids = [...this.#rows.keys()];
		const action = ids.length < 3 ? 'add' : this.#pick(actions);
		if (action === 'add' || action === 'walkIn') this[action]();
		else if (action === 'answer') this.answer(this.#pick(ids), this.#pick(ANSWERS));
		else this[action](this.#pick(ids));
		return this.takeChanges();
	}

	takeChanges(): Change[] {
		return this.#changes.splice(0);
	}

	add(represents: string | null = null, answer: GuestStanding['answer'] = 'none', walk_in = false): string {
		const id = `g${String(this.#rows.size + this.cursor).padStart(5, '0')}`;
		const here: GuestStanding = {
			answer, attendance: 'none', invitation: 'none', revoked: false, party: this.#pick([1, 1, 2, 4]), inside: 0, came: 0,
			arrived_at: null, arrived_gate: '', arrived_verdict: '', walk_in,
		};
		this.#rows.set(id, { id, name: id, category: this.#pick(CATEGORIES), represents, standing: here, entries: [] });
		if (walk_in) this.#passIn(this.#row(id), here.party, null);
		else this.#announce(this.#row(id), null);
		return id;
	}
	walkIn(): void {
		this.add(null, 'yes', true);
	}
	invite(id: string): void {
		this.#set(id, { invitation: this.#pick(['queued', 'sent', 'failed'] as const) });
	}
	answer(id: string, answer: GuestStanding['answer']): void {
		this.#set(id, { answer });
		if (answer === 'represented' && !this.#row(id).represents) this.add(id, 'yes');
	}
	enlarge(id: string): void {
		const { party } = this.#row(id).standing;
		this.#set(id, { party: party + 1 });
	}
	/** Some of the party, or all of them; who is inside already stays so. */
	arrive(id: string): void {
		const row = this.#row(id);
		this.#passIn(row, this.#pick([1, row.standing.party]), { ...row.standing });
	}
	/** An upload of a door that was alone: the first entry was another one, earlier. */
	earlier(id: string): void {
		const row = this.#row(id);
		const { arrived_at } = row.standing;
		if (!arrived_at) return this.arrive(id);
		const before = { ...row.standing };
		const told = entriesOf(row);
		Object.assign(row.standing, {
			arrived_at: new Date(Date.parse(arrived_at) - 90_000).toISOString(), arrived_gate: this.#pick(GATES), arrived_verdict: 'attention',
		});
		if (row.entries[0]) Object.assign(row.entries[0], { at: Date.parse(row.standing.arrived_at!), gate: row.standing.arrived_gate });
		this.#announce(row, before, { at: this.#late(), gate: 'A', verdict: 'admitted' }, told);
	}
	/** A kiosk sends two halves of a party at once, and the second may be taken back or be one that came before. */
	upload(id: string): void {
		const row = this.#row(id);
		const [before, told] = [{ ...row.standing }, entriesOf(row)];
		for (let half = 0; half < 2; half++) this.#enter(row, this.#pick([1, 2]));
		this.#announce(row, before, { at: this.#clock, gate: this.#pick(GATES), verdict: this.#pick(['admitted', null]) }, told);
	}
	leave(id: string): void {
		const { inside } = this.#row(id).standing;
		if (inside) this.#set(id, { attendance: inside > 1 ? 'arrived' : 'left', inside: inside - 1 });
	}
	/** The steward pressed « Annuler »: nobody came in. */
	takeBack(id: string): void {
		const row = this.#row(id);
		const [before, told] = [{ ...row.standing }, entriesOf(row)];
		row.entries = [];
		Object.assign(row.standing, { attendance: 'none', inside: 0, came: 0, arrived_at: null, arrived_gate: '', arrived_verdict: '' });
		this.#announce(row, before, undefined, told);
	}
	revoke(id: string): void {
		this.#set(id, { revoked: true });
	}
	restore(id: string): void {
		this.#set(id, { revoked: false });
	}
	remove(id: string): void {
		const row = this.#row(id);
		this.#rows.delete(id);
		this.#announce(row, row.standing, null);
	}
	recategorise(id: string): void {
		this.#row(id).category = this.#pick(CATEGORIES);
		this.#set(id, {});
	}
	rename(id: string): void {
		this.#row(id).name += 'x';
		this.#set(id, {});
	}

	board(): Board {
		const rows = [...this.#rows.values()];
		const categories = [...new Set(rows.map((row) => row.category))].sort();
		return {
			event: EVENT,
			cursor: this.cursor,
			server_time: new Date(this.#clock).toISOString(),
			open_conflicts: 0,
			gates: [...GATES],
			totals: totalsOf(rows),
			by_category: categories.map((category) => ({ category, ...totalsOf(rows.filter((row) => row.category === category)) })),
			last_arrivals: rows.filter((row) => row.standing.arrived_at).map(arrivalOf).sort(latestFirst).slice(0, LAST),
			arrivals_curve: pointsOf(entriesOf(...rows)),
		};
	}

	#set(id: string, standing: Partial<GuestStanding>): void {
		const row = this.#row(id);
		const before = { ...row.standing };
		Object.assign(row.standing, standing);
		this.#announce(row, before);
	}

	#passIn(row: Row, count: number, before: GuestStanding | null): void {
		const told = entriesOf(row);
		this.#announce(row, before, { ...this.#enter(row, count), verdict: 'admitted' }, told);
	}

	#enter(row: Row, count: number): { at: number; gate: string } {
		const now = row.standing;
		const inside = Math.max(now.inside, Math.min(now.party, now.inside + count));
		const at = this.#late();
		const gate = this.#pick(GATES);
		if (!now.arrived_at) Object.assign(now, { arrived_at: new Date(at).toISOString(), arrived_gate: gate, arrived_verdict: 'admitted' });
		if (inside > now.came) row.entries.push({ at, gate, people: inside - now.came });
		Object.assign(now, { attendance: 'arrived', inside, came: Math.max(now.came, inside) });
		return { at, gate };
	}

	#announce(row: Row, before: GuestStanding | null, how: How | null = undefined, told = entriesOf(row)): void {
		const { id, name, category, represents } = row;
		const entries = how === null ? [] : differenceOf(entriesOf(row), told);
		const at = new Date(how?.at ?? this.#clock).toISOString();
		const data = {
			guest_id: id, name, category, represents, organisation: '', attention: false, entries, greet: false, before: before && { ...before },
			after: how === null ? null : { ...row.standing }, at, gate: how?.gate ?? null, verdict: how?.verdict ?? null,
		};
		this.#changes.push({ type: 'change', audience: 'event:e', cursor: ++this.cursor, kind: 'guest_moved', data, at });
	}

	/** A kiosk without network sends its scans late. */
	#late(): number {
		this.#clock += Math.floor(this.#random() * 240_000);
		return this.#clock - Math.floor(this.#random() * 1_200_000);
	}

	#row(id: string): Row {
		return this.#rows.get(id) as Row;
	}
	#pick<T>(from: readonly T[]): T {
		return from[Math.floor(this.#random() * from.length)] as T;
	}
	#random(): number {
		this.#seed = (this.#seed * 48271) % 2147483647;
		return this.#seed / 2147483647;
	}
}

function totalsOf(rows: Row[]): Board['totals'] {
	const sum = (people: (standing: GuestStanding) => number, test: (row: Row) => boolean = () => true) =>
		rows.filter(test).reduce((total, row) => total + people(row.standing), 0);
	const party = (standing: GuestStanding) => standing.party;
	const valid = (answer: string) => (row: Row) => row.standing.answer === answer && !row.standing.revoked;
	const expected = (row: Row) => valid('yes')(row) && !row.standing.walk_in;
	return {
		invited: sum(party, (row) => row.represents === null && !row.standing.walk_in),
		expected: sum(party, expected),
		arrived: sum((standing) => standing.came),
		present: sum((standing) => standing.inside),
		missing: sum((standing) => Math.max(0, standing.party - standing.came), expected),
		represented: rows.filter(valid('represented')).length,
		declined: sum(party, (row) => ['no', 'withdrawn'].includes(row.standing.answer)),
		waiting: sum(party, valid('none')),
		waitlisted: sum(party, valid('waitlisted')),
		walk_ins: sum((standing) => standing.came, (row) => row.standing.walk_in),
	};
}

function arrivalOf({ id, name, category, standing }: Row): Arrival {
	const { arrived_at, arrived_gate: gate, arrived_verdict: verdict, came } = standing;
	return { guest_id: id, name, organisation: '', category, at: arrived_at ?? '', gate, verdict, attention: false, came };
}

const latestFirst = (one: Arrival, other: Arrival): number =>
	Date.parse(other.at) - Date.parse(one.at) || (one.guest_id < other.guest_id ? 1 : -1);

type Entries = Map<string, number>;

const entriesOf = (...rows: Row[]): Entries => {
	const slots: Entries = new Map();
	for (const { at, gate, people } of rows.flatMap(({ entries }) => entries)) {
		const key = `${new Date(Math.floor(at / 60_000) * 60_000).toISOString()} ${gate}`;
		slots.set(key, (slots.get(key) ?? 0) + people);
	}
	return slots;
};

function differenceOf(after: Entries, before: Entries): Board['arrivals_curve'] {
	const keys = new Set([...before.keys(), ...after.keys()]);
	return pointsOf(new Map([...keys].map((key) => [key, (after.get(key) ?? 0) - (before.get(key) ?? 0)])));
}

const pointsOf = (entries: Entries): Board['arrivals_curve'] =>
	[...entries].sort().filter(([, count]) => count !== 0).map(([key, count]) => ({ at: key.slice(0, 24), gate: key.slice(25), count }));

/** Categories that count nobody may be there or not. */
export function comparable({ totals, by_category, last_arrivals, arrivals_curve }: Board) {
	const counting = by_category.filter((row) => Object.values(row).some((value) => typeof value === 'number' && value > 0));
	return { totals, by_category: counting, last_arrivals, arrivals_curve };
}
