/** Old state + changes = fresh fetch, whatever happens to the guests. */
import { describe, expect, it, vi } from 'vitest';
import type { Board } from '$lib/api';
import type { Change, Follower } from '$lib/live';
import { BoardState } from './board.svelte';
import { comparable, FakeServer } from './fake-server';
import { moved } from './figures';

function open(server: FakeServer) {
	let follower: Follower | undefined;
	const later = (run: () => void, ms: number) => setTimeout(run, ms);
	const state = new BoardState({
		fetch: async () => ({ value: server.board(), at: 1, stale: false }),
		follow: (given) => ((follower = given), () => (follower = undefined)),
		later,
	});
	const stop = state.start();
	return { state, stop, follower: () => follower };
}

describe('the board', () => {
	it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))('says the same as a fresh fetch (seed %i)', async (seed) => {
		vi.useFakeTimers();
		const server = new FakeServer(seed);
		for (let n = 0; n < 12; n++) server.step();
		const { state, stop } = open(server);
		await vi.advanceTimersByTimeAsync(0);
		for (const change of Array.from({ length: 80 }, () => server.step()).flat()) state.apply(change);
		await vi.advanceTimersByTimeAsync(1000);
		expect(comparable(state.board as Board)).toEqual(comparable(server.board()));
		expect(state.board?.cursor).toBe(server.cursor);
		stop();
		vi.useRealTimers();
	});

	it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))('is right after every change that it takes by itself (seed %i)', (seed) => {
		const server = new FakeServer(seed);
		let board = server.board();
		for (let n = 0; n < 120; n++) {
			for (const { data } of server.step()) {
				const figures = board && moved(board, data as Parameters<typeof moved>[1]);
				board = figures ? { ...board, ...figures } : (null as unknown as Board);
			}
			if (board) expect(comparable(board)).toEqual(comparable(server.board()));
			board ??= server.board();
		}
	});

	it('needs no further fetch for answers, invitations, arrivals and departures', async () => {
		const server = new FakeServer(7);
		for (let n = 0; n < 20; n++) server.step();
		const { state, stop } = open(server);
		await vi.waitFor(() => expect(state.board).not.toBeNull());
		const fetched = vi.spyOn(server, 'board');
		const moves = Array.from({ length: 60 }, () => server.step(['add', 'walkIn', 'invite', 'answer', 'arrive', 'upload', 'leave', 'revoke'])).flat();
		for (const change of moves) state.apply(change);
		expect(fetched).not.toHaveBeenCalled();
		expect(comparable(state.board as Board)).toEqual(comparable(server.board()));
		stop();
	});

	it('counts a guest once who goes out and comes back', async () => {
		const server = new FakeServer(3);
		const { state, stop } = open(server);
		await vi.waitFor(() => expect(state.board).not.toBeNull());
		const id = server.add();
		server.answer(id, 'yes');
		for (const action of ['arrive', 'leave', 'arrive'] as const) server[action](id);
		for (const change of server.takeChanges()) state.apply(change);
		expect(state.board?.totals.arrived).toBe(server.board().totals.arrived);
		expect(state.board?.last_arrivals).toHaveLength(1);
		stop();
	});

	it('shows who is to be greeted in person for a minute, once, and nothing that is old', async () => {
		vi.useFakeTimers({ now: Date.parse('2026-11-21T17:00:00Z') });
		const server = new FakeServer(3);
		const { state, stop } = open(server);
		await vi.advanceTimersByTimeAsync(0);
		const [one, two] = [server.add(), server.add()];
		for (const id of [one, two, one]) server.arrive(id);
		for (const change of server.takeChanges()) {
			if (change.kind !== 'guest_moved') continue;
			const { after } = change.data;
			const at = new Date(change.data.guest_id === one ? Date.now() : Date.now() - 3_600_000).toISOString();
			state.apply({ ...change, data: { ...change.data, greet: true, after: after && { ...after, arrived_at: after.arrived_at && at } } });
		}
		expect(state.greeted.map((guest) => guest.guest_id)).toEqual([one]);
		await vi.advanceTimersByTimeAsync(61_000);
		expect(state.greeted).toEqual([]);
		stop();
		vi.useRealTimers();
	});

	it('asks again where a change does not say when people came', () => {
		const server = new FakeServer(9);
		const id = server.add();
		const [added, came] = [server.takeChanges()[0], (server.arrive(id), server.takeChanges()[0])];
		if (added?.kind !== 'guest_moved' || came?.kind !== 'guest_moved') throw new Error('two moves');
		const board = moved(new FakeServer(9).board(), added.data);
		expect(board && moved(board, came.data)).not.toBeNull();
		expect(board && moved(board, { ...came.data, entries: [] })).toBeNull();
	});

	it('ignores a change it holds already', async () => {
		const server = new FakeServer(4);
		server.add();
		const changes = server.takeChanges();
		const { state, stop } = open(server);
		await vi.waitFor(() => expect(state.board).not.toBeNull());
		for (const change of changes) state.apply(change);
		expect(comparable(state.board as Board)).toEqual(comparable(server.board()));
		stop();
	});

	it('takes what the server says after a hole', async () => {
		const server = new FakeServer(5);
		const { state, stop, follower } = open(server);
		await vi.waitFor(() => expect(follower()).toBeDefined());
		for (let n = 0; n < 40; n++) server.step();
		await expect(follower()?.refetch()).resolves.toBe(server.cursor);
		expect(comparable(state.board as Board)).toEqual(comparable(server.board()));
		stop();
	});

	it('does not take an answer that changes have overtaken', async () => {
		vi.useFakeTimers();
		const server = new FakeServer(6);
		const { state, stop } = open(server);
		await vi.advanceTimersByTimeAsync(0);
		const old = server.board();
		server.add();
		const [change] = server.takeChanges() as [Change];
		state.apply(change);
		vi.spyOn(server, 'board').mockReturnValueOnce(old);
		await state.refresh();
		expect(state.board?.totals.invited).toBe(1);
		await vi.advanceTimersByTimeAsync(1000);
		expect(state.board?.cursor).toBe(server.cursor);
		stop();
		vi.useRealTimers();
	});

	it('keeps the last figures and says so when the server is out of reach', async () => {
		const server = new FakeServer(8);
		for (let n = 0; n < 10; n++) server.step();
		const { state, stop } = open(server);
		await vi.waitFor(() => expect(state.board).not.toBeNull());
		const before = state.board;
		const answer = vi.spyOn(server, 'board');
		answer.mockImplementationOnce(() => {
			throw new TypeError('Failed to fetch');
		});
		await state.refresh();
		expect(state.board).toBe(before);
		expect(state.problem?.isOffline).toBe(true);
		stop();
	});
});
