/** What a door does with codes, names, lost answers and strange keys (RF-13, CARD-3). */
import { Problem } from '$lib/api';
import { type Batch } from '$lib/door/outbox';
import { RosterCopy } from '$lib/door/roster';
import { uuid7 } from '$lib/door/uuid7';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Camera, statusOf } from './camera.svelte';
import { DoorState } from './door.svelte';
import { EVENT, GUEST, listed, lost, open, scannedBy } from './harness';
import { NameSearch } from './name-search.svelte';
import { SameCode } from './same-code';
import type { Found } from './shown';

afterEach(() => void vi.useRealTimers());

describe('a door', () => {
	it.each([['admitted', 4000, 1], ['attention', 8000, 1], ['already_in', 8000, 0], ['refused', 8000, 0]] as const)('shows %s for %i ms', async (verdict, ms, admitted) => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		const { door, signal, settled } = await open(async (scan) => scannedBy(scan, verdict));
		door.read('A CODE', 'camera');
		await settled();
		expect(signal).toHaveBeenCalledExactlyOnceWith(verdict);
		await vi.waitFor(() => expect([door.card?.kind, door.admitted, door.last.length]).toEqual(['verdict', admitted, 1]));
		const shown = door.card;
		vi.advanceTimersByTime(ms - 500);
		expect(door.card).toBe(shown);
		vi.advanceTimersByTime(500);
		expect(door.card).toBeNull();
	});

	it('goes on after a scan that the server does not take, and says so', async () => {
		const { door, store } = await open(async (scan) => {
			if (scan.code === 'BAD') throw new Problem(422, 'invalid', 'Ce code ne peut pas être lu.');
			return scannedBy(scan);
		});
		door.read('BAD', 'camera');
		door.read('GOOD', 'camera');
		await vi.waitFor(() => expect(door.last.length).toBe(2));
		await vi.waitFor(() => expect([door.card?.kind, door.stuck, door.admitted]).toEqual(['verdict', 1, 1]));
		expect((await store.passages.orderBy('scan_id').toArray()).map(({ state, problem }) => [state, problem])).toEqual([['stuck', 'Ce code ne peut pas être lu.'], ['sent', '']]);
	});

	it('sends codes that the server takes, one scan at a time, in their order', async () => {
		let under = 0;
		let most = 0;
		const { door, parts } = await open(async (scan) => {
			most = Math.max(most, ++under);
			await new Promise((done) => setTimeout(done, 5));
			under--;
			return scannedBy(scan);
		});
		door.read('', 'camera');
		['A', 'B', 'C'.repeat(900)].forEach((code) => door.read(code, 'keyboard'));
		door.admit({ id: GUEST } as Found);
		await vi.waitFor(() => expect(door.last.length).toBe(4));
		expect(most).toBe(1);
		expect(parts.send.mock.calls.map(([scan]) => [scan.code?.length, scan.guest_id, scan.method])).toEqual([
			[1, undefined, 'keyboard'], [1, undefined, 'keyboard'], [600, undefined, 'keyboard'], [undefined, GUEST, 'search'],
		]);
	});

	it('says that all is sent only once it has counted', async () => {
		const { parts } = await open(async (scan) => scannedBy(scan));
		expect(new DoorState(parts).link.waiting).toBeNull();
	});

	it('keeps the last eight, newest first', async () => {
		const { door } = await open(async (scan) => scannedBy(scan));
		for (let n = 0; n < 10; n++) door.read(`CODE ${n}`, 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(10));
		expect(door.last.map(({ passage }) => passage.item.code)).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((n) => `CODE ${n}`));
		expect(door.last[0]?.name).toBe('Hélène Lefèvre');
	});
});

describe('a door that is alone', () => {
	it('judges by the list when the answer is lost; it is on the disk before it is shown, and keeps its id', async () => {
		const { door, parts, store, settled, signal } = await open(lost);
		const kept: unknown[] = [];
		signal.mockImplementation(() => void store.passages.toArray().then((rows) => kept.push(...rows.map(({ state, verdict, item }) => [state, verdict, item.shown]))));
		door.read('TICKET', 'camera');
		await settled();
		expect(door.card).toMatchObject({ kind: 'verdict', shown: { verdict: 'admitted', name: 'Hélène Lefèvre', alone: true } });
		await vi.waitFor(() => expect(kept).toEqual([['waiting', 'admitted', 'admitted']]));
		await vi.waitFor(() => expect([door.admitted, door.link.waiting, door.link.online]).toEqual([1, 1, false]));
		const [asked] = parts.send.mock.calls[0]!;
		expect((await store.passages.toArray())[0]!.item).toEqual({ ...asked, shown: 'admitted', reason: '' });
	});

	it('asks the server no more until it answers again, and lets nobody in twice', async () => {
		const { door, parts } = await open(lost);
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.last.length).toBe(1));
		door.read('TICKET', 'camera');
		door.read('NOBODY', 'camera');
		await vi.waitFor(() => expect(door.last.map(({ passage: { verdict, reason } }) => [verdict, reason])).toEqual([['refused', 'unknown'], ['already_in', 'already_in'], ['admitted', '']]));
		expect([parts.send.mock.calls.length, door.admitted]).toEqual([1, 1]);
	});

	it('lets nobody in where it has no list, and says so', async () => {
		const roster = new RosterCopy(EVENT, { fetch: lost, key: lost });
		const { door, store, settled } = await open(lost, { roster });
		door.read('TICKET', 'camera');
		await settled();
		expect(door.card).toEqual({ kind: 'problem', text: 'Personne ne peut décider.' });
		expect((await store.passages.toArray())[0]).toMatchObject({ state: 'waiting', item: { shown: 'refused', reason: 'ambiguous' }, count: 0 });
	});

	it('forgets nothing when the page is closed, and sends it all when the server is back', async () => {
		const first = await open(lost);
		first.door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(first.door.admitted).toBe(1));
		const sent: Batch[] = [];
		const sendBatch = async (batch: Batch) => (sent.push(batch), batch.scans.map((scan) => scannedBy(scan)));
		const roster = listed();
		vi.spyOn(roster, 'sync').mockResolvedValue();
		const again = await open(async (scan) => scannedBy(scan), { store: first.store, sendBatch, roster });
		const stop = again.door.start();
		await vi.waitFor(() => expect([again.door.admitted, again.door.link.waiting, again.door.link.online]).toEqual([1, 0, true]));
		expect(sent.map(({ event_id, scans }) => [event_id, scans.map(({ shown }) => shown)])).toEqual([[EVENT, ['admitted']]]);
		expect(again.door.last[0]?.passage.state).toBe('sent');
		stop();
	});
});

describe('the same code', () => {
	it('is ignored while it stays in view, and for five seconds after', () => {
		const same = new SameCode();
		expect([0, 100, 4900, 9800].map((at) => same.isNew('A', at))).toEqual([true, false, false, false]);
		expect([same.isNew('B', 9800), same.isNew('B', 12_000), same.isNew('A', 14_800)]).toEqual([true, false, true]);
	});
});

describe('identifiers', () => {
	it('are of version 7, in the order of their making, never twice the same', () => {
		const made = Array.from({ length: 500 }, (_, n) => uuid7(1_700_000_000_000 + (n >> 6)));
		expect(made.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
		expect([...made].sort()).toEqual(made);
		expect(parseInt(uuid7(1_700_000_000_000).replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_000);
	});
});

describe('the search by name', () => {
	it('waits for two letters and drops answers that come too late', async () => {
		vi.useFakeTimers();
		const answers: Record<string, number> = { le: 300, lefe: 10 };
		const find = vi.fn((q: string) => new Promise<never[]>((done) => setTimeout(() => done([q] as unknown as never[]), answers[q])));
		const search = new NameSearch(find);
		search.type('l');
		await vi.advanceTimersByTimeAsync(500);
		expect([find.mock.calls.length, search.found]).toEqual([0, null]);
		search.type('le');
		await vi.advanceTimersByTimeAsync(200);
		search.type('lefe');
		await vi.advanceTimersByTimeAsync(1000);
		expect(search.found).toEqual(['lefe']);
		search.type('');
		expect(search.found).toBeNull();
	});
});

describe('the camera', () => {
	const video = { play: async () => undefined } as unknown as HTMLVideoElement;
	const media = (getUserMedia: unknown) => ({ getUserMedia, enumerateDevices: async () => [] }) as unknown as MediaDevices;
	const refusal = (name: string) => Object.assign(new Error(name), { name });

	it.each([['NotAllowedError', 'refused'], ['SecurityError', 'refused'], ['NotFoundError', 'absent'], ['NotReadableError', 'busy'], ['AbortError', 'busy']])('says why there is none (%s)', async (name, status) => {
		const camera = new Camera(media(() => Promise.reject(refusal(name))));
		await camera.start(video, '');
		expect([camera.status, statusOf(refusal(name))]).toEqual([status, status]);
	});

	it('is not there without a secure address', async () => {
		const camera = new Camera(null);
		await camera.start(video, '');
		expect(camera.status).toBe('unsupported');
	});

	it('takes the rear one when the chosen one is gone, and lets go of it', async () => {
		const stop = vi.fn();
		const track = { stop, addEventListener: () => undefined, getSettings: () => ({ deviceId: 'rear', facingMode: 'environment' }), getCapabilities: () => ({ torch: true }) };
		const stream = { getVideoTracks: () => [track], getTracks: () => [track] };
		const ask = vi.fn(async ({ video: wanted }: { video: { deviceId?: unknown } }) => {
			if (wanted.deviceId) throw refusal('OverconstrainedError');
			return stream;
		});
		const camera = new Camera(media(ask));
		await camera.start(video, 'gone');
		expect([camera.status, camera.torch, camera.facing, ask.mock.calls.length]).toEqual(['running', false, false, 2]);
		camera.stop();
		expect([camera.status, stop.mock.calls.length]).toEqual(['off', 1]);
	});
});
