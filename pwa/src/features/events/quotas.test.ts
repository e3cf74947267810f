import { describe, expect, it, vi } from 'vitest';
import { QuotaEditor } from './quotas.svelte';

const quota = { id: 'q', user: { id: 'ana', name: 'Ana' }, category: 'Presse', places: 3, used: 1, waiting: 0 };

describe('setting quotas', () => {
	it('asks for a number of places, then sends them all', async () => {
		const save = vi.fn(async () => [quota]);
		const editor = new QuotaEditor('e', { quotas: async () => [quota], officers: async () => [], save });
		expect(await editor.open()).toEqual([quota]);
		editor.add({ category: 'VIP' });
		expect(await editor.save('Combien ?')).toBeNull();
		expect(editor.fields).toEqual({ 'quotas.1.places': 'Combien ?' });
		editor.remove(editor.rows[1]!);
		expect(await editor.save('Combien ?')).toEqual([quota]);
		expect(save).toHaveBeenCalledExactlyOnceWith('e', [{ user_id: 'ana', category: 'Presse', places: 3 }]);
	});

	it('saves nothing before the quotas were read: it would remove them all', async () => {
		const save = vi.fn(async () => []);
		const quotas = vi.fn(async () => [quota]).mockRejectedValueOnce(new TypeError('fetch failed'));
		const editor = new QuotaEditor('e', { quotas, officers: async () => [], save });
		expect(await editor.save('Combien ?')).toBeNull();
		expect(await editor.open()).toBeNull();
		expect(editor.problem?.isOffline).toBe(true);
		expect(await editor.save('Combien ?')).toBeNull();
		await editor.open();
		expect(editor.rows.map(({ places }) => places)).toEqual(['3']);
		expect(save).not.toHaveBeenCalled();
	});
});
