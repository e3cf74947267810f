/** What this feature asks of the server. */
import { api, ask, type AddedGuests, type Contact, type ContactCard, type ContactIn, type ContactPatch, type Event, type TraceEntry } from '$lib/api';

export interface ContactQuery {
	q: string;
	sort: string;
	limit: number;
	offset: number;
}

export const fetchContacts = (query: ContactQuery): Promise<{ items: ContactCard[]; total: number }> =>
	ask(api.GET('/api/v1/contacts', { params: { query } }));

const at = (id: string) => ({ params: { path: { contact_id: id } } });

export const fetchContact = (id: string): Promise<Contact> => ask(api.GET('/api/v1/contacts/{contact_id}', at(id)));
export const fetchHistory = (id: string): Promise<TraceEntry[]> => ask(api.GET('/api/v1/contacts/{contact_id}/history', at(id)));
export const createContact = (body: ContactIn): Promise<Contact> => ask(api.POST('/api/v1/contacts', { body }));
export const changeContact = (id: string, body: ContactPatch): Promise<Contact> =>
	ask(api.PATCH('/api/v1/contacts/{contact_id}', { ...at(id), body }));
export const restoreContact = (id: string): Promise<Contact> =>
	ask(api.POST('/api/v1/contacts/{contact_id}/restore', at(id)));
export const archiveContact = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/contacts/{contact_id}', at(id)));

export const fetchUpcomingEvents = async (): Promise<Event[]> =>
	(await ask(api.GET('/api/v1/events', { params: { query: { period: 'upcoming', sort: 'starts_at', limit: 200 } } }))).items;
export const addToEvent = (event_id: string, contact_ids: string[]): Promise<AddedGuests> =>
	ask(api.POST('/api/v1/events/{event_id}/guests', { params: { path: { event_id } }, body: { contact_ids, guests: [], category: '', attention: false } }));
