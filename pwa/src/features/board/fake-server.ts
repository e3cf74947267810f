/** A server in miniature for the board's tests: guests, what may happen to them, and the counts of backend/events/attendance.py. */
import type { Board } from '$lib/api';
import type { Change, GuestStanding } from '$lib/live';
import type { Arrival } from './figures';

interface Row {
	id: string;
	name: string;
	category: string;
	represents: string | null;
	standing: GuestStanding;
	arrivedAt: number | null;
	gate: string;
	verdict: string;
}
const ACTIONS = ['add', 'invite', 'answer', 'arrive', 'leave', 'revoke', 'restore', 'remove', 'recategorise', 'rename'] as const;
type Action = (typeof ACTIONS)[number];
const CATEGORIES = ['', 'Presse', 'Partenaires'];
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
		if (action === 'add') this.add();
		else if (action === 'answer') this.answer(this.#pick(ids), this.#pick(['yes', 'yes', 'no', 'represented'] as const));
		else this[action](this.#pick(ids));
		return this.takeChanges();
	}

	takeChanges(): Change[] {
		return this.#changes.splice(0);
	}

	add(represents: string | null = null, answer: GuestStanding['answer'] = 'none'): string {
		const id = `g${String(this.#rows.size + this.cursor).padStart(5, '0')}`;
		const standing: GuestStanding = { answer, attendance: 'none', invitation: 'none', revoked: false, party: 1, inside: 0, came: 0 };
		this.#rows.set(id, { id, name: id, category: this.#pick(CATEGORIES), represents, standing, arrivedAt: null, gate: '', verdict: '' });
		this.#announce(this.#row(id), null);
		return id;
	}
	invite(id: string): void {
		this.#set(id, { invitation: this.#pick(['queued', 'sent', 'failed'] as const) });
	}
	answer(id: string, answer: GuestStanding['answer']): void {
		this.#set(id, { answer });
		if (answer === 'represented' && !this.#row(id).represents) this.add(id, 'yes');
	}
	arrive(id: string): void {
		const row = this.#row(id);
		const before = { ...row.standing };
		Object.assign(row.standing, { attendance: 'arrived', inside: 1, came: 1 });
		if (row.arrivedAt === null) Object.assign(row, { arrivedAt: this.#late(), gate: 'A', verdict: 'admitted' });
		this.#announce(row, before, { at: row.arrivedAt ?? 0, gate: 'A', verdict: 'admitted' });
	}
	leave(id: string): void {
		if (this.#row(id).standing.attendance === 'arrived') this.#set(id, { attendance: 'left', inside: 0 });
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
			totals: totalsOf(rows),
			by_category: categories.map((category) => ({ category, ...totalsOf(rows.filter((row) => row.category === category)) })),
			last_arrivals: rows.filter((row) => row.arrivedAt !== null).map(arrivalOf).sort(latestFirst).slice(0, LAST),
			arrivals_curve: curveOf(rows),
		};
	}

	#set(id: string, standing: Partial<GuestStanding>): void {
		const row = this.#row(id);
		const before = { ...row.standing };
		Object.assign(row.standing, standing);
		this.#announce(row, before);
	}

	#announce(row: Row, before: GuestStanding | null, how: { at: number; gate: string; verdict: string } | null | undefined = undefined): void {
		const { id, name, category, represents } = row;
		const at = new Date(how?.at ?? this.#clock).toISOString();
		const data = {
			guest_id: id, name, category, represents, organisation: '', attention: false, before: before && { ...before },
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
	const count = (test: (row: Row) => boolean) => rows.filter(test).length;
	return {
		invited: count((row) => row.represents === null),
		expected: count((row) => row.standing.answer === 'yes' && !row.standing.revoked),
		arrived: count((row) => row.arrivedAt !== null),
		represented: count((row) => row.standing.answer === 'represented'),
		declined: count((row) => row.standing.answer === 'no'),
		waiting: count((row) => row.standing.answer === 'none' && !row.standing.revoked),
	};
}

function arrivalOf({ id, name, category, arrivedAt, gate, verdict }: Row): Arrival {
	const at = new Date(arrivedAt ?? 0).toISOString();
	return { guest_id: id, name, organisation: '', category, at, gate, verdict, attention: false };
}

const latestFirst = (one: Arrival, other: Arrival): number =>
	Date.parse(other.at) - Date.parse(one.at) || (one.guest_id < other.guest_id ? 1 : -1);

function curveOf(rows: Row[]): Board['arrivals_curve'] {
	const slots = new Map<string, number>();
	for (const { arrivedAt } of rows) {
		if (arrivedAt === null) continue;
		const at = new Date(Math.floor(arrivedAt / 300_000) * 300_000).toISOString();
		slots.set(at, (slots.get(at) ?? 0) + 1);
	}
	return [...slots].sort().map(([at, count]) => ({ at, count }));
}

/** Categories that count nobody may be there or not. */
export function comparable({ totals, by_category, last_arrivals, arrivals_curve }: Board) {
	const counting = by_category.filter((row) => Object.values(row).some((value) => typeof value === 'number' && value > 0));
	return { totals, by_category: counting, last_arrivals, arrivals_curve };
}
