/** What this feature asks of the server. */
import { api, ask, type EveningKey, type EventDetail, type Guest, type Roster, type Scanned } from '$lib/api';
import type { Batch } from '$lib/door/outbox';

export const sendBatch = async (batch: Batch, signal?: AbortSignal): Promise<Scanned[]> => (await ask(api.POST('/api/v1/checkins/scans', { body: batch, signal }))).results;

export const fetchRoster = (event_id: string, place: { after?: string; since?: string }): Promise<Roster> =>
	ask(api.GET('/api/v1/checkins/roster', { params: { query: { event_id, ...place } } }));
export const fetchEveningKey = (event_id: string): Promise<EveningKey> => ask(api.GET('/api/v1/checkins/session-key', { params: { query: { event_id } } }));

export const fetchEvent = (event_id: string): Promise<EventDetail> => ask(api.GET('/api/v1/events/{event_id}', { params: { path: { event_id } } }));
export const findGuests = async (event_id: string, q: string): Promise<Guest[]> =>
	(await ask(api.GET('/api/v1/events/{event_id}/guests', { params: { path: { event_id }, query: { q, limit: 20 } } }))).items;
