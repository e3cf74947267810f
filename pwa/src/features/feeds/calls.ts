/** What this feature asks of the server. */
import { api, ask, type Feed, type FeedMissing, type FeedRun, type FeedWish } from '$lib/api';

const at = (feed_id: string) => ({ path: { feed_id } });
const MOST = 200;

export const fetchFeeds = async (): Promise<Feed[]> =>
	(await ask(api.GET('/api/v1/contacts/feeds', { params: { query: { limit: MOST } } }))).items;
export const fetchFeed = (id: string): Promise<Feed> => ask(api.GET('/api/v1/contacts/feeds/{feed_id}', { params: at(id) }));
export const fetchRuns = (id: string, offset: number, limit: number): Promise<{ items: FeedRun[]; total: number }> =>
	ask(api.GET('/api/v1/contacts/feeds/{feed_id}/runs', { params: { ...at(id), query: { offset, limit } } }));
export const fetchMissing = (id: string, offset: number, limit: number): Promise<{ items: FeedMissing[]; total: number }> =>
	ask(api.GET('/api/v1/contacts/feeds/{feed_id}/missing', { params: { ...at(id), query: { offset, limit } } }));

export const createFeed = (body: FeedWish): Promise<Feed> => ask(api.POST('/api/v1/contacts/feeds', { body }));
export const changeFeed = (id: string, body: FeedWish): Promise<Feed> =>
	ask(api.PATCH('/api/v1/contacts/feeds/{feed_id}', { params: at(id), body }));
export const removeFeed = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/contacts/feeds/{feed_id}', { params: at(id) }));
export const pauseFeed = (id: string): Promise<Feed> => ask(api.POST('/api/v1/contacts/feeds/{feed_id}/pause', { params: at(id) }));
export const resumeFeed = (id: string): Promise<Feed> => ask(api.POST('/api/v1/contacts/feeds/{feed_id}/resume', { params: at(id) }));
export const runFeed = (id: string): Promise<Feed> => ask(api.POST('/api/v1/contacts/feeds/{feed_id}/run', { params: at(id) }));
export const acceptFile = (id: string): Promise<Feed> => ask(api.POST('/api/v1/contacts/feeds/{feed_id}/accept', { params: at(id) }));

export const fetchFolders = (): Promise<string[]> => ask(api.GET('/api/v1/contacts/feeds/folders'));
