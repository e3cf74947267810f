import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change, ClientMessage } from './changes';
import { LiveManager, type LiveStatus, type Socket } from './manager';

class FakeSocket implements Socket {
	readyState = 0;
	sent: ClientMessage[] = [];
	onopen: Socket['onopen'] = null;
	onclose: Socket['onclose'] = null;
	onmessage: Socket['onmessage'] = null;
	send = (data: string) => void this.sent.push(JSON.parse(data) as ClientMessage);
	close = () => void (this.readyState = 3);
	open() {
		this.readyState = 1;
		this.onopen?.(new Event('open'));
	}
	say(message: object) {
		this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent<string>);
	}
	drop(code = 1006) {
		this.readyState = 3;
		this.onclose?.({ code } as CloseEvent);
	}
}

const ROOM = 'event:1';
const change = (cursor: number) => ({ type: 'change', audience: ROOM, cursor, kind: 'contact_changed', data: { id: String(cursor) }, at: '' });

let sockets: FakeSocket[];
let statuses: LiveStatus[];
let seen: number[];
let manager: LiveManager;
let refetch: ReturnType<typeof vi.fn<() => Promise<number | null>>>;
const last = () => sockets.at(-1) as FakeSocket;
const follow = (since: number | null) =>
	manager.follow(ROOM, { since, change: (each: Change) => void seen.push(each.cursor), refetch });

beforeEach(() => {
	vi.useFakeTimers();
	sockets = [];
	statuses = [];
	seen = [];
	refetch = vi.fn(async () => 10);
	const connect = () => sockets[sockets.push(new FakeSocket()) - 1] as FakeSocket;
	manager = new LiveManager({ connect, onStatus: (status) => void statuses.push(status), random: () => 1 });
});
afterEach(() => vi.useRealTimers());

describe('one connection', () => {
	it('follows from the snapshot’s cursor and applies changes in order', () => {
		follow(4);
		last().open();
		expect(last().sent).toEqual([{ type: 'follow', audience: ROOM, since: 4 }]);
		last().say({ type: 'following', audience: ROOM, cursor: 4 });
		last().say(change(5));
		last().say(change(6));
		last().say(change(6));
		expect(seen).toEqual([5, 6]);
	});

	it('refetches on a hole, keeps what came meanwhile, and follows from there', async () => {
		follow(4);
		last().open();
		last().say(change(7));
		last().say(change(11));
		await vi.runAllTicks();
		await vi.advanceTimersByTimeAsync(0);
		expect(refetch).toHaveBeenCalledTimes(1);
		expect(seen).toEqual([11]);
		expect(last().sent.at(-1)).toEqual({ type: 'follow', audience: ROOM, since: 11 });
	});

	it('refetches when the server says so, and tries again when that fails', async () => {
		refetch.mockRejectedValueOnce(new Error('cut'));
		follow(4);
		last().open();
		last().say({ type: 'refetch', audience: ROOM, cursor: 900 });
		await vi.advanceTimersByTimeAsync(0);
		expect(refetch).toHaveBeenCalledTimes(1);
		await vi.advanceTimersByTimeAsync(2000);
		expect(refetch).toHaveBeenCalledTimes(2);
	});

	it('comes back after a cut, later each time, and replays from its cursor', () => {
		follow(4);
		last().open();
		last().say(change(5));
		last().drop();
		expect(statuses.at(-1)).toBe('waiting');
		vi.advanceTimersByTime(500);
		expect(sockets).toHaveLength(2);
		last().drop();
		vi.advanceTimersByTime(999);
		expect(sockets).toHaveLength(2);
		vi.advanceTimersByTime(1);
		last().open();
		expect(last().sent).toEqual([{ type: 'follow', audience: ROOM, since: 5 }]);
	});

	it('notices a silent connection by its missing pong', () => {
		follow(null);
		last().open();
		vi.advanceTimersByTime(25_000);
		expect(last().sent.at(-1)).toEqual({ type: 'ping' });
		vi.advanceTimersByTime(10_000);
		expect(statuses.at(-1)).toBe('waiting');
	});

	it('stops for good when nobody is signed in', () => {
		follow(null);
		last().open();
		last().drop(4401);
		vi.advanceTimersByTime(60_000);
		expect(sockets).toHaveLength(1);
	});

	it('waits while offline and comes back at once', () => {
		follow(null);
		last().open();
		manager.pause();
		vi.advanceTimersByTime(60_000);
		expect(sockets).toHaveLength(1);
		manager.resume();
		expect(sockets).toHaveLength(2);
	});

	it('unfollows an audience when its last screen leaves', () => {
		const [first, second] = [follow(null), follow(null)];
		last().open();
		first();
		expect(last().sent.filter((message) => message.type === 'unfollow')).toHaveLength(0);
		second();
		expect(last().sent.at(-1)).toEqual({ type: 'unfollow', audience: ROOM });
	});

	it('tells a screen that it may not follow', () => {
		const refused = vi.fn();
		manager.follow(ROOM, { since: null, change: () => {}, refetch, refused });
		last().open();
		last().say({ type: 'refused', audience: ROOM, code: 'not_allowed' });
		expect(refused).toHaveBeenCalledWith('not_allowed');
	});
});
