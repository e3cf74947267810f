import type { Doors, EventDetail } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { DoorsEditor, formOf, momentOf, wishOf, wrongOf } from './doors.svelte';

const evening = { id: 'e', starts_at: '2026-11-26T19:30:00Z', ends_at: '2026-11-26T22:00:00Z', timezone: 'Europe/Paris' } as EventDetail;
const doors: Doors = {
	version: 3, open_at: '2026-11-26T19:00:00Z', close_at: null, capacity: 300, has_pin: true, manages: true, elsewhere: [],
	gates: [{ id: 'a', name: 'Porte A', zone: '', categories: ['Presse', 'VIP'], opens_at: null, closes_at: '2026-11-27T00:30:00Z', kiosks: [{ id: 'k', name: 'Borne 1' }] }],
};

describe('the hours of a door', () => {
	it('are around the event, on its clocks', () => {
		expect(momentOf('20:00', 'opens', evening)).toBe('2026-11-26T20:00:00+01:00');
		expect(momentOf('08:15', 'opens', evening)).toBe('2026-11-27T08:15:00+01:00');
		expect(momentOf('23:30', 'closes', evening)).toBe('2026-11-26T23:30:00+01:00');
		expect(momentOf('01:30', 'closes', evening)).toBe('2026-11-27T01:30:00+01:00');
		expect(momentOf('', 'closes', evening)).toBeNull();
	});
});

describe('the form of the doors', () => {
	it('says what was there when nothing was touched, and leaves the code alone', () => {
		const wish = wishOf(formOf(doors, evening.timezone), 3, evening);
		expect(wish).toEqual({
			version: 3, open_at: '2026-11-26T20:00:00+01:00', close_at: null, capacity: 300,
			gates: [{ id: 'a', name: 'Porte A', zone: '', categories: ['Presse', 'VIP'], opens_at: null, closes_at: '2026-11-27T01:30:00+01:00' }],
		});
	});

	it('sends a new code, or takes it away', () => {
		const form = formOf(doors, evening.timezone);
		expect(wishOf({ ...form, pin: ' 204815 ' }, 3, evening).pin).toBe('204815');
		expect(wishOf({ ...form, pin: '204815', withoutPin: true }, 3, evening).pin).toBe('');
	});

	it('finds gates without a name, twice the same, and numbers that are none', () => {
		const form = formOf(doors, evening.timezone);
		const gate = form.gates[0]!;
		const wrong = wrongOf({ ...form, capacity: 'cent', pin: '12', gates: [gate, { ...gate, key: 8 }, { ...gate, key: 9, name: ' ' }] });
		expect(Object.keys(wrong)).toEqual(['capacity', 'pin', 'gates.1.name', 'gates.2.name']);
	});
});

describe('the editor of the doors', () => {
	it('moves, adds and removes gates, and unfolds the one with a mistake', async () => {
		const save = vi.fn(async () => doors);
		const editor = new DoorsEditor(evening, { fetch: async () => doors, save });
		await editor.load();
		editor.add();
		expect(await editor.save()).toBe(false);
		expect([save.mock.calls.length, editor.editing]).toEqual([0, editor.form.gates[1]!.key]);
		editor.form.gates[1]!.name = 'Porte B';
		editor.step(editor.form.gates[1]!, -1);
		expect(editor.form.gates.map(({ name }) => name)).toEqual(['Porte B', 'Porte A']);
		editor.remove(editor.form.gates[0]!);
		expect(await editor.save()).toBe(true);
		expect([save.mock.calls.length, editor.fields, editor.editing]).toEqual([1, {}, null]);
	});
});
