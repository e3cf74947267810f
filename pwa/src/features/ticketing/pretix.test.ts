import { Problem, type PretixRead, type TicketPlan } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { PretixForm, Reading } from './pretix.svelte';

const plan = { committed: false, counts: { new: 2 }, steps: [], loses_much: false } as unknown as TicketPlan;
const state = (name: string, found: TicketPlan | null = null, problem = ''): PretixRead => ({ state: name, problem, plan: found });

describe('reading pretix', () => {
	it('waits for the worker, and gives the trial', async () => {
		const fetch = vi.fn().mockResolvedValueOnce(state('fetching')).mockResolvedValueOnce(state('ready', plan));
		const reading = new Reading('e', 's', { ask: async () => state('fetching'), fetch, later: async () => undefined });
		expect(await reading.read()).toBe(plan);
		expect([fetch.mock.calls.length, reading.busy, reading.failure]).toEqual([2, false, '']);
	});

	it('says why it could not be read', async () => {
		const reading = new Reading('e', 's', { ask: async () => state('failed', null, 'pretix ne répond pas.'), fetch: vi.fn(), later: async () => undefined });
		expect(await reading.read()).toBeNull();
		expect(reading.failure).toBe('pretix ne répond pas.');
	});

	it('stops asking when the reader leaves', async () => {
		const fetch = vi.fn(async () => state('fetching'));
		const reading: Reading = new Reading('e', 's', { ask: async () => state('fetching'), fetch, later: async () => reading.stop() });
		expect(await reading.read()).toBeNull();
		expect(fetch).toHaveBeenCalledTimes(1);
	});
});

describe('linking pretix', () => {
	it('wants its fields, and shows what pretix says against one', async () => {
		const link = vi.fn().mockRejectedValue(new Problem(422, 'invalid', 'Non.', { token: 'Ce jeton n’est pas accepté.' }));
		const form = new PretixForm('e', link);
		expect(await form.save('À renseigner.')).toBeNull();
		expect([Object.keys(form.fields), link.mock.calls.length]).toEqual([['url', 'organizer', 'event_slug', 'token'], 0]);
		Object.assign(form.form, { url: ' https://pretix.example ', organizer: 'phare', event_slug: 'soiree', token: 'abc', subevent: '' });
		expect(await form.save('À renseigner.')).toBeNull();
		expect(link.mock.calls[0]).toEqual(['e', { label: 'pretix', url: 'https://pretix.example', organizer: 'phare', event_slug: 'soiree', token: 'abc', subevent: null }]);
		expect(form.fields).toEqual({ token: 'Ce jeton n’est pas accepté.' });
	});
});
