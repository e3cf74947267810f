import { describe, expect, it, vi } from 'vitest';
import { QuotaEditor } from './quotas.svelte';

const quota = { id: 'q', user: { id: 'ana', name: 'Ana' }, category: 'Presse', places: 3, used: 1, waiting: 0 };

describe('setting quotas', () => {
	it('asks for a number of places, then sends them all', async () => {
		const save = vi.fn(async () => [quota]);
		const editor = new QuotaEditor('e', [quota], { officers: async () => [], save });
		editor.add({ category: 'VIP' });
		expect(await editor.save('Combien ?')).toBeNull();
		expect(editor.fields).toEqual({ 'quotas.1.places': 'Combien ?' });
		editor.remove(editor.rows[1]!);
		expect(await editor.save('Combien ?')).toEqual([quota]);
		expect(save).toHaveBeenCalledExactlyOnceWith('e', [{ user_id: 'ana', category: 'Presse', places: 3 }]);
	});
});
