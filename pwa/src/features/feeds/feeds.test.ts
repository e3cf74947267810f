import type { Feed, FeedRun } from '$lib/api';
import { Problem } from '$lib/api';
import type { Change } from '$lib/live';
import { t } from '$lib/texts';
import { describe, expect, it, vi } from 'vitest';
import { FeedDetail, lookOf, type FeedParts } from './feed.svelte';
import { FeedForm, NEW_SOURCE, type FormParts } from './form.svelte';

const feed = {
	id: '1', name: 'Base presse', kind: 'url', address: 'https://x.example/a.csv?k=1', every_minutes: 1440, hour: null, source_id: 's', mapping_id: null,
	policy: 'file', state: 'active', failures: 0, running: false,
} as Feed;
const run = (id: number, outcome: FeedRun['outcome'], missing_count = 0) => ({ id, outcome, missing_count }) as FeedRun;
const changed = (id: string): Change => ({ type: 'change', audience: 'contacts', cursor: 1, kind: 'feed_changed', data: { id }, at: '' });

describe('the look of a feed', () => {
	it('says first what matters most', () => {
		expect(lookOf(feed)).toBe('active');
		expect(lookOf({ ...feed, failures: 2 })).toBe('failing');
		expect(lookOf({ ...feed, failures: 2, running: true })).toBe('running');
		expect(lookOf({ ...feed, state: 'stopped', failures: 2 })).toBe('stopped');
		expect(lookOf({ ...feed, state: 'paused' })).toBe('paused');
	});
	it('tells rhythms as people do', () => {
		expect([60, 1440, 10_080, 2880, 360, 15].map(t.feeds.rhythm)).toEqual([
			'Toutes les heures', 'Chaque jour', 'Chaque semaine', 'Tous les 2 jours', 'Toutes les 6 heures', 'Toutes les 15 minutes',
		]);
	});
});

describe('one feed', () => {
	const make = (parts: Partial<FeedParts> = {}) =>
		new FeedDetail('1', {
			fetch: vi.fn(async () => feed),
			runs: vi.fn(async () => ({ items: [run(3, 'unchanged'), run(2, 'written', 4), run(1, 'written', 9)], total: 30 })),
			missing: vi.fn(async () => ({ items: [], total: 0 })),
			...parts,
		});
	it('counts the missing of the last file that was written', async () => {
		const detail = make();
		await detail.load();
		expect([detail.missingCount, detail.total]).toEqual([4, 30]);
	});
	it('reads itself again when it changed, and not for another', async () => {
		const fetch = vi.fn(async () => feed);
		const detail = make({ fetch });
		detail.take(changed('2'));
		expect(fetch).not.toHaveBeenCalled();
		detail.take(changed('1'));
		expect(fetch).toHaveBeenCalledOnce();
	});
	it('keeps as many readings as were shown', async () => {
		const runs = vi.fn(async (_: string, offset: number, limit: number) => ({
			items: Array.from({ length: Math.min(limit, 25 - offset) }, (_each, at) => run(100 - offset - at, 'unchanged')), total: 25,
		}));
		const detail = make({ runs });
		await detail.load();
		await detail.more();
		expect(detail.runs.length).toBe(25);
		await detail.load();
		expect(runs).toHaveBeenLastCalledWith('1', 0, 25);
	});
});

describe('the form of a feed', () => {
	const make = (of: Feed | null, parts: Partial<FormParts> = {}) =>
		new FeedForm(of, {
			folders: vi.fn(async () => ['presse']),
			mappings: vi.fn(async () => []),
			sources: vi.fn(async () => [{ id: 's', name: 'Annuaire', rank: 10 }]),
			addSource: vi.fn(async (name: string) => ({ id: 'new-id', name, rank: 100 })),
			create: vi.fn(async () => feed),
			change: vi.fn(async () => feed),
			...parts,
		});
	it('shows a feed as it is, its folder without the mark', () => {
		expect(make(feed).wish).toMatchObject({ name: 'Base presse', address: feed.address, every_minutes: 1440, hour: null, source_id: 's', mapping_id: null, policy: 'file' });
		const form = make({ ...feed, kind: 'folder', address: 'dossier:presse', every_minutes: 360 });
		expect([form.folder, form.url, form.wish.address]).toEqual(['presse', '', 'dossier:presse']);
		expect(form.rhythms).toEqual([60, 360, 1440, 10_080]);
		expect(form.choosable).toEqual(['presse']);
	});
	it('asks for what is missing before it asks the server', async () => {
		const create = vi.fn(async () => feed);
		const form = make(null, { create });
		expect(await form.submit()).toBeNull();
		expect(Object.keys(form.fields)).toEqual(['name', 'address', 'source_id']);
		expect(create).not.toHaveBeenCalled();
	});
	it('sends an hour with rhythms of whole days only', () => {
		const form = make({ ...feed, hour: 3 });
		expect([form.daily, form.wish.hour]).toEqual([true, 3]);
		form.minutes = '60';
		expect([form.daily, form.wish.hour]).toEqual([false, null]);
	});
	it('forgets an error that was corrected', async () => {
		const form = make(null);
		await form.submit();
		form.name = 'Presse';
		form.recheck();
		expect(Object.keys(form.fields)).toEqual(['address', 'source_id']);
	});
	it('makes a new source once, even where the feed is refused after it', async () => {
		const addSource = vi.fn(async (name: string) => ({ id: 'new-id', name, rank: 100 }));
		const create = vi.fn().mockRejectedValueOnce(new Problem(422, 'invalid', 'Non', { address: 'Mal formée.' })).mockResolvedValueOnce(feed);
		const form = make(null, { addSource, create });
		Object.assign(form, { name: ' Presse ', url: 'https://x', source: NEW_SOURCE, sourceName: ' Annuaire ' });
		expect(await form.submit()).toBeNull();
		expect(form.fields).toEqual({ address: 'Mal formée.' });
		expect(await form.submit()).toBe(feed);
		expect(addSource).toHaveBeenCalledExactlyOnceWith('Annuaire');
		expect(create).toHaveBeenLastCalledWith(expect.objectContaining({ name: 'Presse', source_id: 'new-id' }));
	});
	it('shows a refused source at its own field', async () => {
		const form = make(null, { addSource: vi.fn().mockRejectedValue(new Problem(422, 'invalid', 'Non', { name: 'Prise.' })) });
		Object.assign(form, { name: 'Presse', url: 'https://x', source: NEW_SOURCE, sourceName: 'Annuaire' });
		await form.submit();
		expect(form.fields).toEqual({ source_id: 'Prise.' });
	});
});
