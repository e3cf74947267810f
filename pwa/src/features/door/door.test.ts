/** What a door does with codes, names, lost answers and strange keys (RF-13, CARD-3). */
import { offlineProblem, Problem, type Scan, type Scanned } from '$lib/api';
import { uuid7 } from '$lib/door/uuid7';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Camera, statusOf } from './camera.svelte';
import { DoorState, type DoorParts, type VerdictName } from './door.svelte';
import { NameSearch } from './name-search.svelte';
import { SameCode } from './same-code';

function scannedBy(scan: Scan, verdict: VerdictName = 'admitted'): Scanned {
	const guest = { id: 'g', name: 'Hélène Lefèvre', organisation: 'Le Monde', category: 'Presse', represents: null, party: 1, inside: 1, came: 1, language: 'fr' };
	return { scan_id: scan.scan_id, verdict, reason: null, message: '', guest, first_at: null, first_gate: null, count: verdict === 'admitted' ? 1 : 0, replayed: false, withdrawn: false, conflicts: [], problem: null };
}

function open(send: DoorParts['send']) {
	const signal = vi.fn();
	const parts = { send: vi.fn(send), find: vi.fn(async () => []), signal, now: Date.now, wait: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) };
	return { door: new DoorState(parts), parts, signal };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a door', () => {
	it.each([['admitted', 4000, 1], ['attention', 8000, 1], ['already_in', 8000, 0], ['refused', 8000, 0]] as const)('shows %s for %i ms', async (verdict, ms, admitted) => {
		const { door, signal } = open(async (scan) => scannedBy(scan, verdict));
		door.read('A CODE');
		await vi.advanceTimersByTimeAsync(0);
		expect([door.card?.kind, door.admitted, door.last.length]).toEqual(['verdict', admitted, 1]);
		expect(signal).toHaveBeenCalledExactlyOnceWith(verdict);
		await vi.advanceTimersByTimeAsync(ms - 1);
		expect(door.card).not.toBeNull();
		await vi.advanceTimersByTimeAsync(1);
		expect(door.card).toBeNull();
	});

	it('asks again under the same id when the answer is lost, and counts the guest once', async () => {
		let lost = 3;
		const { door, parts } = open(async (scan) => {
			if (lost-- > 0) throw lost === 1 ? new Problem(503, 'http_503', '') : offlineProblem();
			return scannedBy(scan);
		});
		door.read('A CODE');
		await vi.advanceTimersByTimeAsync(600);
		expect(door.card).toEqual({ kind: 'asking', again: 2 });
		door.dismiss();
		expect(door.card?.kind).toBe('asking');
		await vi.advanceTimersByTimeAsync(5000);
		const sent = parts.send.mock.calls.map(([scan]) => scan);
		expect(sent.length).toBe(4);
		expect(new Set(sent.map((scan) => JSON.stringify(scan))).size).toBe(1);
		expect([door.card?.kind, door.admitted]).toEqual(['verdict', 1]);
	});

	it('goes on after a scan that the server does not take', async () => {
		const { door } = open(async (scan) => {
			if (scan.code === 'BAD') throw new Problem(422, 'invalid', 'Ce code ne peut pas être lu.');
			return scannedBy(scan);
		});
		door.read('BAD');
		door.read('GOOD');
		await vi.advanceTimersByTimeAsync(0);
		expect([door.card?.kind, door.last.length]).toEqual(['verdict', 1]);
	});

	it('sends codes that the server takes, one scan at a time, in their order', async () => {
		let under = 0;
		let most = 0;
		const { door, parts } = open(async (scan) => {
			most = Math.max(most, ++under);
			await new Promise((done) => setTimeout(done, 100));
			under--;
			return scannedBy(scan);
		});
		door.read('');
		['A', 'B', 'C'.repeat(900)].forEach((code) => door.read(code));
		door.admit('guest-1');
		await vi.advanceTimersByTimeAsync(1000);
		expect(most).toBe(1);
		expect(parts.send.mock.calls.map(([scan]) => [scan.code?.length, scan.guest_id])).toEqual([[1, null], [1, null], [600, null], [undefined, 'guest-1']]);
	});

	it('keeps the last eight, newest first', async () => {
		const { door } = open(async (scan) => scannedBy(scan));
		for (let n = 0; n < 10; n++) door.read(`CODE ${n}`);
		await vi.advanceTimersByTimeAsync(0);
		expect([door.last.length, door.admitted]).toEqual([8, 10]);
		expect(door.last[0]!.scan_id > door.last[7]!.scan_id || door.last[0]!.at === door.last[7]!.at).toBe(true);
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
	it('are of version 7, ordered by time, never twice the same', () => {
		const made = Array.from({ length: 500 }, (_, n) => uuid7(1_700_000_000_000 + n));
		expect(made.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
		expect([...made].sort()).toEqual(made);
		expect(parseInt(uuid7(1_700_000_000_000).replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_000);
	});
});

describe('the search by name', () => {
	it('waits for two letters and drops answers that come too late', async () => {
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
