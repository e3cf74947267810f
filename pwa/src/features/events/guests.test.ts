import { describe, expect, it, vi } from 'vitest';
import type { Guest } from '$lib/api';
import type { Change, Follower } from '$lib/live';
import { chosen, countsOf, leaving, obstacleOf } from './guest-list';
import { placesOf } from './quotas';
import { GuestList, type GuestParts } from './guests.svelte';

let next = 0;
function guest(values: Partial<Guest> = {}): Guest {
	const id = values.id ?? `g${++next}`;
	return {
		id, contact_id: null, name: id, organisation: '', function: '', category: '', email: `${id}@exemple.fr`, invitation: 'none', invitation_error: '',
		invited_at: null, answer: 'none', answered_at: null, answered_via: '', waiting_since: null, offer_until: null, represented_by: null, represents: null, attendance: 'none', arrived_at: null, party: 1, inside: 0, came: 0, walk_in: false, companion_of: null, companions_allowed: null,
		added_by: null, selections: [], note: '', attention: false, ticket_issue: 1, revoked: false, updated_at: '2026-11-21T10:00:00Z', ...values,
	};
}
const all = { filter: 'all', q: '', category: null, sort: '', mine: false } as const;
const wish = (id: string, name = id) => ({ id: `w-${id}`, user: { id, name }, why: '', source: 'hand' as const, source_label: '', at: '2026-11-21T10:00:00Z' });

function moved(of: Guest, after: Partial<Guest> | null, cursor = 1, more: object = {}): Change {
	const standing = ({ answer, attendance, invitation, revoked, party, inside, came, arrived_at, walk_in }: Guest) =>
		({ answer, attendance, invitation, revoked, party, inside, came, arrived_at, arrived_gate: '', arrived_verdict: '', walk_in });
	const data = {
		guest_id: of.id, name: of.name, organisation: of.organisation, category: of.category, attention: of.attention,
		before: standing(of), after: after && standing({ ...of, ...after }), at: '2026-11-21T18:00:00Z', gate: null, verdict: null, represents: null, entries: [], more: false, ...more,
	};
	return { type: 'change', audience: 'event:e', cursor, kind: 'guest_moved', data, at: data.at };
}

function open(rows: Guest[], one: (id: string) => Promise<Guest> = () => Promise.reject(new Error('none'))) {
	let follower: Follower | undefined;
	const parts: GuestParts = {
		page: async (limit, offset) => ({ items: rows.slice(offset, offset + limit), total: rows.length, cursor: 5 }),
		one: vi.fn(one),
		kept: async (fetchIt) => ({ value: await fetchIt(), at: 1, stale: false }),
		keep: vi.fn(async () => {}),
		follow: (given) => ((follower = given), () => {}),
	};
	const list = new GuestList('e', vi.fn(), parts);
	const stop = list.start();
	return { list, parts, stop, ready: () => vi.waitFor(() => expect(follower).toBeDefined()), follower: () => follower };
}

describe('the guest list', () => {
	it('counts invited persons by answer, deputies apart, and everybody who came', () => {
		const rows = [
			guest({ answer: 'yes', attendance: 'arrived' }), guest({ answer: 'represented' }), guest({ answer: 'yes', represents: { id: 'x', name: 'X' }, attendance: 'arrived' }),
			guest({ answer: 'no' }), guest(), guest({ answer: 'withdrawn' }), guest({ answer: 'waitlisted' }), guest({ revoked: true, answer: 'yes' }),
		];
		expect(countsOf(rows)).toEqual({ guests: 6, invited: 0, yes: 1, no: 1, represented: 1, waiting: 1, waitlisted: 1, withdrawn: 1, coming: 2, arrived: 2 });
	});

	it('finds by parts of words, without accents, and sorts', () => {
		const rows = [guest({ name: 'Claire Lefèvre', organisation: 'Le Monde' }), guest({ name: 'Jean Petit', organisation: 'Arte', category: 'VIP' })];
		expect(chosen(rows, { ...all, q: 'lefev' }).map((row) => row.name)).toEqual(['Claire Lefèvre']);
		expect(chosen(rows, { ...all, q: 'vip' })).toHaveLength(1);
		expect(chosen(rows, { ...all, sort: 'organisation' })[0]?.name).toBe('Jean Petit');
		expect(chosen(rows, { ...all, sort: '-category' })[0]?.name).toBe('Jean Petit');
		expect(chosen(rows, { ...all, category: '' })).toHaveLength(1);
	});

	it('shows whom I want, and keeps whom others want too', () => {
		const [mine, both, theirs] = [guest({ selections: [wish('me')] }), guest({ selections: [wish('ana', 'Ana'), wish('me')] }), guest({ selections: [wish('ana', 'Ana')] })];
		const rows = [mine, both, theirs];
		expect(chosen(rows, { ...all, mine: true }, 'me')).toEqual([mine, both]);
		expect(chosen(rows, { ...all, sort: 'selected_by' })[0]).toBe(both);
		expect(leaving(rows, { id: 'me', manages: false })).toEqual({ off: [mine], stay: [both], refused: [theirs] });
		expect(leaving(rows, { id: 'me', manages: true }).off).toEqual(rows);
	});

	it('puts companions and deputies under their guest, where both are shown', () => {
		const host = guest({ id: 'h', name: 'Zoé' });
		const [friend, other] = [guest({ name: 'Ana', companion_of: { id: 'h', name: 'Zoé' } }), guest({ name: 'Bob' })];
		expect(chosen([friend, other, host], all)).toEqual([other, host, friend]);
		expect(chosen([friend, other, host], { ...all, q: 'ana' })).toEqual([friend]);
	});

	it('gives places in order, to the invited first', () => {
		const quota = { id: 'q', user: { id: 'ana', name: 'Ana' }, category: '', places: 2, used: 0, waiting: 0 };
		const rows = ['1', '2', '3', '4'].map((id) => guest({ id, selections: [wish('ana')], invitation: id === '4' ? 'sent' : 'none' }));
		expect([...placesOf(rows, [quota]).waiting]).toEqual(['2', '3']);
		expect(placesOf(rows, [quota]).used.get('q')).toBe(2);
		expect(obstacleOf(rows[1] as Guest, placesOf(rows, [quota]).waiting)).toBe('place');
		const declined = rows.map((row) => (row.id === '4' ? { ...row, answer: 'no' as const } : row));
		expect([...placesOf(declined, [quota]).waiting]).toEqual(['3']);
		expect(placesOf(rows, [{ ...quota, user: null, category: 'VIP', places: 0 }]).waiting.size).toBe(0);
	});

	it('says why somebody gets no invitation', () => {
		expect(obstacleOf(guest())).toBeNull();
		expect(obstacleOf(guest({ email: '' }))).toBe('email');
		expect(obstacleOf(guest({ revoked: true, email: '' }))).toBe('revoked');
		expect(obstacleOf(guest({ represents: { id: 'x', name: 'X' } }))).toBe('deputy');
	});

	it('reads every page and follows from the first cursor', async () => {
		const { list, stop, ready, follower } = open(Array.from({ length: 450 }, () => guest()));
		await ready();
		expect(list.all).toHaveLength(450);
		expect(follower()?.since).toBe(5);
		stop();
	});

	it('is moved by a change, without asking', async () => {
		const one = guest();
		const { list, parts, stop, ready } = open([one]);
		await ready();
		list.apply(moved(one, { answer: 'yes', attendance: 'arrived' }));
		expect(list.get(one.id)).toMatchObject({ answer: 'yes', attendance: 'arrived', arrived_at: '2026-11-21T18:00:00Z' });
		expect(list.counts.arrived).toBe(1);
		vi.mocked(parts.keep).mockClear();
		list.apply(moved(one, null, 2));
		expect(list.all).toHaveLength(0);
		expect(parts.one).not.toHaveBeenCalled();
		stop();
		expect(parts.keep).toHaveBeenCalledExactlyOnceWith({ items: [], cursor: 2 });
	});

	it('asks for a guest it does not know, and for who is represented', async () => {
		vi.useFakeTimers();
		const principal = guest({ id: 'p' });
		const deputy = guest({ id: 'd', represents: { id: 'p', name: 'p' }, answer: 'yes' });
		const { list, stop } = open([principal], async (id) => (id === 'd' ? deputy : { ...principal, answer: 'represented', represented_by: { id: 'd', name: 'd' } }));
		await vi.advanceTimersByTimeAsync(0);
		list.apply(moved(principal, { answer: 'represented' }));
		list.apply(moved(deputy, {}, 2, { before: null, represents: 'p' }));
		await vi.advanceTimersByTimeAsync(1000);
		expect(list.get('p')?.represented_by?.name).toBe('d');
		expect(list.get('d')?.represents?.name).toBe('p');
		stop();
		vi.useRealTimers();
	});

	it('shows how far the invitations are', async () => {
		const rows = [guest(), guest(), guest()];
		const { list, stop, ready } = open(rows);
		await ready();
		for (const row of rows) list.apply(moved(row, { invitation: 'queued' }));
		expect(list.sending).toEqual({ total: 3, done: 0 });
		list.apply(moved(rows[0] as Guest, { invitation: 'sent' }));
		expect(list.sending).toEqual({ total: 3, done: 1 });
		for (const row of rows) list.apply(moved(row, { invitation: 'sent' }));
		expect(list.sending).toEqual({ total: 0, done: 0 });
		stop();
	});
});
