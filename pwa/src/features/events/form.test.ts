import { describe, expect, it } from 'vitest';
import { base } from '$lib/db';
import { amountOf, EventEditor, formOf, inputOf, missing, newForm } from './form.svelte';

describe('the form of an event', () => {
	it('proposes this evening, or tomorrow once it has begun', () => {
		expect(newForm(Date.parse('2026-11-21T10:00:00Z'))).toMatchObject({ startDate: '2026-11-21', startTime: '18:30', endDate: '2026-11-21', endTime: '21:00' });
		expect(newForm(Date.parse('2026-11-21T18:00:00Z')).startDate).toBe('2026-11-22');
	});

	it('speaks the time of its zone', () => {
		const form = { ...newForm(), title: ' Vœux ', place: 'Paris', startDate: '2026-11-21', endDate: '2026-11-21', cost: '1 250,5 €' };
		expect(inputOf(form)).toMatchObject({ title: 'Vœux', starts_at: '2026-11-21T18:30:00+01:00', ends_at: '2026-11-21T21:00:00+01:00', cost: '1250.5', state: 'open' });
		expect(inputOf({ ...form, zone: 'Indian/Reunion' }).starts_at).toBe('2026-11-21T18:30:00+04:00');
	});

	it('reads an event back as it was typed', () => {
		const event = { title: 'A', place: 'B', category: '', description: '', state: 'draft', cost: '12.50', timezone: 'America/Martinique', starts_at: '2026-11-21T22:30:00Z', ends_at: '2026-11-22T05:00:00Z' };
		expect(formOf(event as never)).toMatchObject({ startTime: '18:30', endDate: '2026-11-22', endTime: '01:00', cost: '12,50', draft: true });
	});

	it('moves the last day with the first, and past midnight', () => {
		const editor = new EventEditor(null);
		editor.form.startDate = '2026-12-31';
		editor.form.endTime = '02:00';
		editor.follow();
		expect(editor.form.endDate).toBe('2027-01-01');
		editor.form.endTime = '23:00';
		editor.follow();
		expect(editor.form.endDate).toBe('2026-12-31');
	});

	it('marks what is missing or can not be', () => {
		const form = { ...newForm(), startDate: '2026-11-21', endDate: '2026-11-20', cost: 'cher' };
		expect(Object.keys(missing(form))).toEqual(['title', 'place', 'ends_at', 'cost']);
		expect(missing({ ...newForm(), title: 'a', place: 'b' })).toEqual({});
		expect(amountOf(' ')).toBeNull();
	});

	it('keeps what was typed for the next time', async () => {
		const first = new EventEditor(null);
		await first.open();
		first.form.title = 'Avant-première';
		first.keep();
		await new Promise((resolve) => setTimeout(resolve, 350));
		const second = new EventEditor(null);
		await second.open();
		expect(second.form.title).toBe('Avant-première');
		expect(second.restored).toBe(true);
		await second.discard();
		expect(second.form.title).toBe('');
		expect(await base.drafts.count()).toBe(0);
	});
});
