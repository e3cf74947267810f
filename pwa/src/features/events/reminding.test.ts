import { describe, expect, it, vi } from 'vitest';
import type { Reminder } from '$lib/api';
import { Reminding } from './reminding.svelte';

const reminder: Reminder = {
	id: 'r', audience: 'silent', at: null, days_before: 3, due_at: '2026-11-18T08:00:00Z', subject: '', message: '', state: 'planned', sent_at: null, people: 0, made_by: null,
};
const preview = { subject: 'Rappel', text: '', html: '', people: 4 };

function calls() {
	return {
		fetch: vi.fn(async () => [reminder]), preview: vi.fn(async () => preview), plan: vi.fn(async () => reminder), now: vi.fn(async () => reminder),
		cancel: vi.fn(async () => reminder), list: vi.fn(async () => ({ id: 'l', name: '', count: 2, left_out: 0 })),
	};
}

describe('reminding guests', () => {
	it('says for how many it is, and plans before the event or at a moment of its zone', async () => {
		const parts = calls();
		const reminding = new Reminding({ id: 'e', timezone: 'Europe/Paris' }, parts);
		await reminding.open();
		expect(reminding.preview?.people).toBe(4);
		expect(reminding.reminders).toHaveLength(1);
		reminding.when = 'before';
		reminding.days = '2';
		await reminding.submit();
		expect(parts.plan).toHaveBeenLastCalledWith('e', { audience: 'silent', subject: '', message: '', at: null, days_before: 2 });
		reminding.when = 'at';
		reminding.date = '2026-11-20';
		reminding.time = '18:00';
		await reminding.submit();
		expect(parts.plan).toHaveBeenLastCalledWith('e', expect.objectContaining({ at: '2026-11-20T18:00:00+01:00', days_before: null }));
		expect(parts.now).not.toHaveBeenCalled();
	});

	it('makes a list of the same people, and keeps the words when sending fails', async () => {
		const parts = calls();
		parts.now.mockRejectedValue(new TypeError('Failed to fetch'));
		const reminding = new Reminding({ id: 'e', timezone: 'Europe/Paris' }, parts);
		reminding.audience = 'coming';
		await reminding.list('Viendront');
		expect(parts.list).toHaveBeenCalledWith('e', { name: 'Viendront', state: 'yes' });
		reminding.wording.message = 'Un mot';
		expect(await reminding.submit()).toBeNull();
		expect(reminding.problem?.isOffline).toBe(true);
		expect(reminding.wording.message).toBe('Un mot');
	});
});
