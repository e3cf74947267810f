import type { Feed, FeedMissing, FeedRun } from '$lib/api';
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
			remove: vi.fn(async () => undefined),
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
	const later = <T>() => {
		let resolve: (value: T) => void = () => {};
		const promise = new Promise<T>((done) => (resolve = done));
		return { promise, resolve };
	};
	it('shows a reading that slipped to the next page once', async () => {
		const runs = vi.fn().mockResolvedValueOnce({ items: [run(3, 'unchanged'), run(2, 'unchanged')], total: 3 }).mockResolvedValueOnce({ items: [run(2, 'unchanged'), run(1, 'unchanged')], total: 4 });
		const detail = make({ runs });
		await detail.load();
		await detail.more();
		expect(detail.runs.map(({ id }) => id)).toEqual([3, 2, 1]);
	});
	it('drops a page that was asked for before the feed was read again', async () => {
		const page = later<{ items: FeedRun[]; total: number }>();
		const runs = vi.fn().mockResolvedValue({ items: [run(3, 'unchanged')], total: 3 });
		const detail = make({ runs });
		await detail.load();
		runs.mockReturnValueOnce(page.promise);
		const more = detail.more();
		await detail.load();
		page.resolve({ items: [run(2, 'unchanged')], total: 3 });
		await more;
		expect(detail.runs.map(({ id }) => id)).toEqual([3]);
	});
	it('keeps as many missing persons as were shown', async () => {
		const missing = vi.fn(async (_: string, offset: number, limit: number) => ({
			items: Array.from({ length: Math.min(limit, 45 - offset) }, (_each, at) => ({ id: `${offset + at}` }) as FeedMissing), total: 45,
		}));
		const detail = make({ missing });
		await detail.load();
		await detail.showMissing();
		await detail.showMissing(true);
		await detail.load();
		expect([detail.missing?.length, detail.missingTotal]).toEqual([40, 45]);
	});
	it('is removed once', async () => {
		const gone = later<undefined>();
		const remove = vi.fn(() => gone.promise);
		const detail = make({ remove });
		const first = detail.remove();
		expect([await detail.remove(), detail.busy]).toEqual([false, true]);
		gone.resolve(undefined);
		expect([await first, detail.busy, remove.mock.calls.length]).toEqual([true, false, 1]);
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
		form.typed();
		expect(Object.keys(form.fields)).toEqual(['address', 'source_id']);
	});
	it('keeps what the server refused until it is asked again', async () => {
		const create = vi.fn().mockRejectedValueOnce(new Problem(422, 'invalid', 'Non', { address: 'Mal formée.' })).mockResolvedValueOnce(feed);
		const form = make(null, { create });
		Object.assign(form, { name: 'Presse', url: 'https://x', source: 's' });
		await form.submit();
		form.name = 'Presse écrite';
		form.typed();
		expect(form.fields).toEqual({ address: 'Mal formée.' });
		expect(await form.submit()).toBe(feed);
		expect(form.fields).toEqual({});
	});
	it('takes up what was typed and not sent, and starts over', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		const form = make(feed);
		form.name = 'Autre nom';
		form.typed();
		await vi.advanceTimersByTimeAsync(400);
		vi.useRealTimers();
		await vi.waitFor(async () => {
			const again = make(feed);
			await again.open();
			expect([again.name, again.fromDraft]).toEqual(['Autre nom', true]);
			await again.discard();
			expect([again.name, again.fromDraft]).toEqual(['Base presse', false]);
		});
		const third = make(feed);
		await third.open();
		expect(third.fromDraft).toBe(false);
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
