/** No scan is lost, none is counted twice: whatever the network, the server and the page do (CARD-3, RF-13). */
import { offlineProblem, Problem, type Scan, type Scanned } from '$lib/api';
import { base } from '$lib/db';
import { describe, expect, it } from 'vitest';
import { clocks } from './clock';
import { Outbox, type Batch } from './outbox';
import { DoorStore, type Passage } from './store';
import { uuid7 } from './uuid7';

let made = 0;
const fresh = () => new DoorStore(`outbox-${made++}`);

const itemAt = (at: number, event = 'e'): Scan => ({ scan_id: uuid7(at), at: new Date(at).toISOString(), code: `${event}-${at}`, boot_id: clocks().boot, direction: 'in' });

function scannedBy(scan: Scan): Scanned {
	const verdict = scan.shown || 'admitted';
	return { scan_id: scan.scan_id, verdict, reason: null, message: '', guest: null, count: 1, first_at: null, first_gate: null, replayed: false, withdrawn: false, conflicts: [], problem: null };
}

/** Stores each scan once, as the server does; ANSWER may throw before it stores, or after. */
class Server {
	readonly batches: number[] = [];
	readonly stored = new Map<string, Scan>();
	constructor(private readonly trouble: (batch: Batch, call: number) => 'before' | 'after' | Problem | null = () => null) {}

	send = async (batch: Batch): Promise<Scanned[]> => {
		this.batches.push(batch.scans.length);
		const trouble = this.trouble(batch, this.batches.length);
		if (trouble instanceof Problem) throw trouble;
		if (trouble === 'before') throw offlineProblem();
		for (const scan of batch.scans) this.stored.set(scan.scan_id, scan);
		if (trouble === 'after') throw offlineProblem();
		return batch.scans.map(scannedBy);
	};
}

async function decide(outbox: Outbox, count: number, event = 'e') {
	const from = Date.now() - count;
	for (let n = 0; n < count; n++) {
		const item = itemAt(from + n, event);
		await outbox.begin(event, item, from + n);
		await outbox.decided(item, { name: 'admitted', reason: '', count: 1 }, null);
	}
}

const states = async (store: DoorStore) => (await store.passages.toArray()).map(({ state }) => state);

describe('the outbox', () => {
	it('sends in batches of at most 200, an event at a time, in the order of the scans', async () => {
		const server = new Server();
		const outbox = new Outbox('samia', server.send, fresh());
		await decide(outbox, 205, 'a');
		await decide(outbox, 3, 'b');
		expect(await outbox.waiting()).toBe(208);
		await outbox.flush();
		expect([server.batches, await outbox.waiting()]).toEqual([[200, 5, 3], 0]);
		const ids = [...server.stored.keys()].slice(0, 205);
		expect([...ids].sort()).toEqual(ids);
		await outbox.flush();
		expect(server.batches.length).toBe(3);
	});

	it.each([1, 2, 3, 4, 5, 6])('loses nothing and doubles nothing when answers are lost (seed %i)', async (seed) => {
		let state = seed;
		const dice = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
		const server = new Server(() => (dice() < 0.3 ? 'before' : dice() < 0.4 ? 'after' : null));
		const store = fresh();
		let outbox = new Outbox('samia', server.send, store);
		let tries = 0;
		await decide(outbox, 30);
		while ((await outbox.waiting()) && tries++ < 200) {
			if (dice() < 0.3) await decide(outbox, 2);
			if (dice() < 0.3) outbox = new Outbox('samia', server.send, store); // the page was reloaded
			await outbox.flush().catch(() => undefined);
		}
		const kept = (await store.passages.toArray()) as Passage[];
		expect([...server.stored.keys()].sort()).toEqual(kept.map(({ scan_id }) => scan_id).sort());
		expect(new Set(kept.map(({ state: of }) => of))).toEqual(new Set(['sent']));
	});

	it('keeps one scan that the server can not read, and sends the others', async () => {
		const server = new Server(({ scans }) => (scans.some(({ code }) => code?.endsWith('7')) ? new Problem(422, 'invalid', 'Illisible.') : null));
		const store = fresh();
		const outbox = new Outbox('samia', server.send, store);
		for (const at of [1_000_001, 1_000_007, 1_000_009]) {
			const item = itemAt(at);
			await outbox.begin('e', item, Date.now());
			await outbox.decided(item, { name: 'admitted', reason: '', count: 1 }, null);
		}
		await outbox.flush();
		const rows = await store.passages.orderBy('scan_id').toArray();
		expect(rows.map(({ state, problem }) => [state, problem])).toEqual([['sent', ''], ['stuck', 'Illisible.'], ['sent', '']]);
	});

	it.each([401, 403, 429, 503])('keeps everything while the server says %i', async (status) => {
		const store = fresh();
		const outbox = new Outbox('samia', new Server(() => new Problem(status, '', '')).send, store);
		await decide(outbox, 2);
		await expect(outbox.flush()).rejects.toMatchObject({ status });
		expect(await states(store)).toEqual(['waiting', 'waiting']);
	});

	it('sends only what its own account scanned', async () => {
		const server = new Server();
		const store = fresh();
		await decide(new Outbox('samia', server.send, store), 2);
		const other = new Outbox('yann', server.send, store);
		await other.flush();
		expect([server.batches, await other.waiting(), await states(store)]).toEqual([[], 0, ['waiting', 'waiting']]);
	});

	it('says of a scan whose page was closed before its verdict that nobody was let in', async () => {
		const server = new Server();
		const store = fresh();
		const outbox = new Outbox('samia', server.send, store);
		const old = { ...itemAt(Date.now() - 60_000), boot_id: 'the run before' };
		await outbox.begin('e', old, Date.now() - 60_000);
		const young = { ...itemAt(Date.now()), boot_id: 'another tab' };
		await outbox.begin('e', young, Date.now());
		await outbox.flush();
		expect([...server.stored.values()]).toEqual([{ ...old, shown: 'refused', reason: 'ambiguous' }]);
		expect(await outbox.waiting()).toBe(1);
	});

	it('stays when somebody signs out', async () => {
		const store = new DoorStore();
		const outbox = new Outbox('samia', new Server().send, store);
		await decide(outbox, 1);
		await base.wipe();
		await base.claim('yann');
		expect(await outbox.waiting()).toBe(1);
		await store.delete();
	});
});
