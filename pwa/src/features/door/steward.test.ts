/** What a steward decides at the door: how many of a party, taking back, welcoming, overruling, letting out (RF-13, CARD-3). */
import type { Passage } from '$lib/door/store';
import { describe, expect, it, vi } from 'vitest';
import type { DoorState } from './door.svelte';
import { listed, lost, open, scannedBy } from './harness';

const choose = (door: DoorState, count: number) => door.card?.kind === 'party' && door.card.choose(count);

describe('a steward', () => {
	it('says how many of a party come, and lets in the others later', async () => {
		const { door, store } = await open(lost, { roster: listed({ party: 4 }) });
		door.link.online = false;
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.card?.kind).toBe('party'));
		expect(await store.passages.count()).toBe(0);
		choose(door, 3);
		await vi.waitFor(() => expect(door.admitted).toBe(3));
		expect((await store.passages.toArray())[0]!.item).toMatchObject({ count: 3, shown: 'admitted' });
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(4));
		expect(door.card).toMatchObject({ kind: 'verdict', shown: { count: 1, inside: 4, party: 4 } });
	});

	it('asks how many of a party come, and takes nobody for an answer', async () => {
		const { door, store, parts } = await open(async (scan) => scannedBy(scan), { roster: listed({ party: 4 }) });
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.card).toMatchObject({ kind: 'party', most: 4, inside: 0, size: 4 }));
		door.dismiss();
		await vi.waitFor(() => expect(door.card).toBeNull());
		expect(await store.passages.count()).toBe(0);
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.card?.kind).toBe('party'));
		choose(door, 2);
		await vi.waitFor(() => expect(parts.send.mock.calls.map(([scan]) => scan.count)).toEqual([2]));
	});

	it('takes a passage back within a quarter of a minute, and tells the server', async () => {
		const { door, store } = await open(lost);
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(1));
		const [passage] = door.last.map((line) => line.passage);
		expect(door.undoable(passage!)).toBe(true);
		await door.undo(passage!.scan_id);
		expect([door.admitted, door.card, door.last.map((line) => line.passage.undone)]).toEqual([0, null, [true]]);
		const undoing = (await store.passages.toArray()).find(({ item }) => item.undoes);
		expect([undoing?.state, undoing?.item.undoes]).toEqual(['waiting', passage!.scan_id]);
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(1));
		const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 15_500);
		await door.undo(door.last[0]!.passage.scan_id);
		later.mockRestore();
		expect(door.admitted).toBe(1);
	});

	it('counts a passage again whose undoing comes too late for the server', async () => {
		const { door, parts, store } = await open(lost);
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(1));
		await door.undo(door.last[0]!.passage.scan_id);
		const undoing = (await store.passages.toArray()).find(({ item }) => item.undoes)!;
		await parts.outbox.refused(undoing.scan_id, 'too_late');
		expect((await store.passages.get(undoing.item.undoes!))?.undone).toBe(false);
	});

	it('welcomes who was not invited, and knows them again', async () => {
		const { door, store, parts } = await open(lost);
		door.link.online = false;
		door.welcome({ name: ' Zoé Martin ', organisation: 'Le Phare', host: 'Claire' });
		await vi.waitFor(() => expect(door.admitted).toBe(1));
		expect(door.card).toMatchObject({ kind: 'verdict', shown: { verdict: 'admitted', name: 'Zoé Martin', alone: true } });
		const [{ item, guest_id }] = (await store.passages.toArray()) as [Passage];
		expect(item).toMatchObject({ walk_in: { guest_id, name: 'Zoé Martin', organisation: 'Le Phare', host: 'Claire' }, method: 'walk_in', shown: 'admitted' });
		await parts.outbox.answered(scannedBy(item));
		expect(JSON.stringify(await store.passages.toArray())).not.toContain('Zoé');
	});

	it('lets a supervisor overrule a refusal, with a reason, of somebody who is on the list only', async () => {
		const { door, store } = await open(lost, { roster: listed({ answer: 'no' }) });
		door.link.online = false;
		door.read('NOBODY', 'camera');
		await vi.waitFor(() => expect(door.card).toMatchObject({ kind: 'verdict', again: null }));
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.card).toMatchObject({ kind: 'verdict', shown: { verdict: 'refused' }, again: { code: 'TICKET' } }));
		door.overrule((door.card as { again: { code: string } }).again, 'Identité vérifiée');
		await vi.waitFor(() => expect(door.admitted).toBe(1));
		const last = (await store.passages.orderBy('scan_id').last())!;
		expect(last.item).toMatchObject({ code: 'TICKET', override: 'Identité vérifiée', shown: 'admitted', reason: 'declined' });
	});

	it('lets people out, and in again', async () => {
		const { door, store } = await open(lost);
		door.link.online = false;
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(1));
		door.direction = 'out';
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.card).toMatchObject({ kind: 'verdict', shown: { verdict: 'admitted', out: true } }));
		door.direction = 'in';
		await vi.waitFor(() => expect(door.last.length).toBe(2));
		door.read('TICKET', 'camera');
		await vi.waitFor(() => expect(door.admitted).toBe(2));
		expect((await store.passages.orderBy('scan_id').toArray()).map(({ item }) => item.direction)).toEqual(['in', 'out', 'in']);
	});
});
