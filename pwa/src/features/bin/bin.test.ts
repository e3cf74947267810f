import type { Binned } from '$lib/api';
import { offlineProblem } from '$lib/api';
import { describe, expect, it } from 'vitest';
import { Bin, type BinParts } from './bin.svelte';

const row = (id: string) => ({ id, kind: 'person', name: id }) as Binned;
const parts = (more: Partial<BinParts> = {}): BinParts => ({
	fetch: async () => ({ items: [row('a'), row('b')], total: 2 }), restore: async () => {}, purge: async () => {}, ...more,
});

describe('the bin', () => {
	it('drops what was restored or deleted for good', async () => {
		const bin = new Bin(parts());
		await bin.load();
		await bin.restore(row('a'));
		expect([bin.rows?.map(({ id }) => id), bin.total]).toEqual([['b'], 1]);
	});
	it('keeps what could not be', async () => {
		const bin = new Bin(parts({ purge: () => Promise.reject(offlineProblem()) }));
		await bin.load();
		await expect(bin.purge(row('a'))).rejects.toMatchObject({ isOffline: true });
		expect(bin.rows).toHaveLength(2);
	});
});
