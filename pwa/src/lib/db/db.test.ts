import { offlineProblem, Problem } from '$lib/api';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { base, DraftKeeper, forget, keepSnapshot, keptOffline, recents, remember } from '.';

beforeEach(async () => {
	await base.wipe();
	await base.claim('anna');
});

describe('what the device keeps', () => {
	it('belongs to one person at a time', async () => {
		await base.claim('claire');
		await base.drafts.put({ key: 'a', value: 1, at: 1 });
		await base.claim('claire');
		expect(await base.drafts.count()).toBe(1);
		await base.claim('yann');
		expect(await base.drafts.count()).toBe(0);
		expect(await base.getMeta('owner')).toBe('yann');
	});

	it('remembers the last twelve, newest first', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		for (let n = 0; n < 15; n++) {
			vi.setSystemTime(n * 1000);
			await remember('contact', String(n), `N${n}`);
		}
		vi.useRealTimers();
		await forget('contact', '14');
		expect((await recents(3)).map((row) => row.id)).toEqual(['13', '12', '11']);
		expect(await base.recent.count()).toBe(11);
	});

	it('keeps a draft shortly after it was typed', async () => {
		const draft = new DraftKeeper<{ name: string }>('contact:new');
		draft.keep({ name: 'L' });
		draft.keep({ name: 'Lefèvre' });
		await vi.waitFor(async () => expect(await draft.restore()).toEqual({ name: 'Lefèvre' }));
		await draft.discard();
		expect(await draft.restore()).toBeUndefined();
	});

	it('keeps the guest lists of the events opened last, and nothing after the sign-out', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		for (let n = 0; n < 11; n++) {
			vi.setSystemTime(n * 1000);
			await keepSnapshot(`/events/${n}`, {});
			await keepSnapshot(`/events/${n}/guests`, []);
		}
		vi.useRealTimers();
		const keys = await base.snapshots.toCollection().primaryKeys();
		expect([keys.length, keys.includes('/events/2/guests'), keys.includes('/events/3/guests'), keys.includes('/events/0')]).toEqual([19, false, true, true]);
		await base.wipe();
		await keepSnapshot('/events/9/guests', []);
		expect(await base.snapshots.count()).toBe(0);
	});

	it('gives the last answer without a network, and only then', async () => {
		await keptOffline('/x', async () => ({ n: 1 }));
		expect(await keptOffline('/x', () => Promise.reject(offlineProblem()))).toMatchObject({ value: { n: 1 }, stale: true });
		await expect(keptOffline('/x', () => Promise.reject(new Problem(403, 'no', '')))).rejects.toMatchObject({ status: 403 });
		await expect(keptOffline('/y', () => Promise.reject(offlineProblem()))).rejects.toMatchObject({ code: 'offline' });
	});
});
