import { describe, expect, it, vi } from 'vitest';
import type { KnownGuest } from '$lib/api';
import { KnownGuests } from './known.svelte';

const known: KnownGuest = { guest_id: 'g', contact_id: null, name: 'Paul Petit', detail: '', why: ['Même nom'], wanted_by: ['Ana'] };

describe('who is known already', () => {
	it('is asked once typing pauses, and an older answer is not shown', async () => {
		vi.useFakeTimers();
		let answer: (found: KnownGuest[]) => void = () => {};
		const find = vi.fn(() => new Promise<KnownGuest[]>((resolve) => (answer = resolve)));
		const people = new KnownGuests('e', find);
		people.typed({ name: 'Pau', email: '', organisation: '' });
		people.typed({ name: 'Paul', email: '', organisation: '' });
		await vi.advanceTimersByTimeAsync(500);
		expect(find).toHaveBeenCalledExactlyOnceWith('e', { name: 'Paul', email: '', organisation: '' });
		const late = answer;
		people.typed({ name: 'Paul P', email: '', organisation: '' });
		late([known]);
		await vi.advanceTimersByTimeAsync(500);
		expect(people.items).toEqual([]);
		answer([known]);
		await vi.advanceTimersByTimeAsync(0);
		expect(people.items).toEqual([known]);
		people.typed({ name: '', email: '', organisation: '' });
		expect(people.items).toEqual([]);
		vi.useRealTimers();
	});
});
