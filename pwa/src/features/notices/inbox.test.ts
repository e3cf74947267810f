import { describe, expect, it, vi } from 'vitest';
import type { Notice } from '$lib/api';
import type { Change } from '$lib/live';
import { Inbox, pathOf, type InboxParts } from './inbox.svelte';

const notice = (id: string, values: Partial<Notice> = {}): Notice => ({
	id, kind: 'k', title: id, body: '', url: '/evenements/1', created_at: new Date().toISOString(), read_at: null, ...values,
});
const parts = (items: Notice[]): InboxParts => ({
	fetch: vi.fn(async () => ({ items, total: items.length })), kept: async (_key, fetchIt) => ({ value: await fetchIt(), at: 1, stale: false }),
	read: vi.fn(async () => undefined), readAll: vi.fn(async () => undefined), counted: vi.fn(),
});
const change = (kind: string, data: object): Change => ({ type: 'change', audience: 'user:u', cursor: 1, kind, data, at: new Date().toISOString() }) as Change;

describe('the inbox', () => {
	it('takes a new notice once, and puts it first', async () => {
		const inbox = new Inbox(parts([notice('a')]));
		await inbox.load();
		const published = change('notice_published', { id: 'b', notice_kind: 'vip', title: 'B', body: '', url: '/' });
		inbox.apply(published);
		inbox.apply(published);
		expect(inbox.all.map(({ id }) => id)).toEqual(['b', 'a']);
		expect(inbox.unread).toBe(2);
	});

	it('marks as read at once, here and from elsewhere', async () => {
		const given = parts([notice('a'), notice('b'), notice('c')]);
		const inbox = new Inbox(given);
		await inbox.load();
		await inbox.read(inbox.all[0] as Notice);
		expect(given.read).toHaveBeenCalledWith('a');
		inbox.apply(change('notices_read', { ids: ['b'] }));
		expect(inbox.unread).toBe(1);
		inbox.onlyUnread = true;
		expect(inbox.groups.flatMap((group) => group.notices.map(({ id }) => id))).toEqual(['c']);
		await inbox.readAll();
		expect(inbox.unread).toBe(0);
		expect(given.counted).toHaveBeenCalledTimes(2);
	});

	it('follows links inside the application only', () => {
		expect(pathOf('/imports/1')).toBe('/imports/1');
		expect(pathOf('//ailleurs.fr')).toBeNull();
		expect(pathOf('https://ailleurs.fr')).toBeNull();
		expect(pathOf('')).toBeNull();
	});
});
