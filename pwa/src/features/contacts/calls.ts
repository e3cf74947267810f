/** What this feature asks of the server. */
import { api, ask, type AddedGuests, type Contact, type ContactCard, type ContactIn, type ContactPatch, type Event, type TraceEntry, type ContactListCard, type ContactListDetail } from '$lib/api';

export interface ContactQuery {
	q: string;
	sort: string;
	limit: number;
	offset: number;
}

export const fetchContacts = (query: ContactQuery): Promise<{ items: ContactCard[]; total: number; total_capped: boolean }> =>
	ask(api.GET('/api/v1/contacts', { params: { query } }));

const at = (id: string) => ({ params: { path: { contact_id: id } } });

export const fetchContact = (id: string): Promise<Contact> => ask(api.GET('/api/v1/contacts/{contact_id}', at(id)));
export const fetchHistory = (id: string): Promise<TraceEntry[]> => ask(api.GET('/api/v1/contacts/{contact_id}/history', at(id)));
export const createContact = (body: ContactIn): Promise<Contact> => ask(api.POST('/api/v1/contacts', { body }));
export const changeContact = (id: string, body: ContactPatch): Promise<Contact> =>
	ask(api.PATCH('/api/v1/contacts/{contact_id}', { ...at(id), body }));
export const restoreContact = (id: string): Promise<Contact> =>
	ask(api.POST('/api/v1/contacts/{contact_id}/restore', at(id)));
export const binContact = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/contacts/{contact_id}', at(id)));

export const fetchUpcomingEvents = async (): Promise<Event[]> =>
	(await ask(api.GET('/api/v1/events', { params: { query: { period: 'upcoming', sort: 'starts_at', limit: 200 } } }))).items;
export const addToEvent = (event_id: string, contact_ids: string[]): Promise<AddedGuests> =>
	ask(api.POST('/api/v1/events/{event_id}/guests', { params: { path: { event_id } }, body: { contact_ids, guests: [], category: '', attention: false } }));

/** The lists of contacts that may be used, by name. */
export const fetchContactLists = async (): Promise<ContactListCard[]> =>
	(await ask(api.GET('/api/v1/lists', { params: { query: { limit: 200, sort: 'name' } } }))).items;
export const listContacts = (list_id: string, contact_ids: string[], reason: string): Promise<{ applied: boolean; request_id: string | null }> =>
	ask(api.POST('/api/v1/lists/{list_id}/changes', {
		params: { path: { list_id } },
		body: { items: [{ kind: 'pin', way: 'in', contact_ids, reason }], message: '' },
	}));
export const makeList = (name: string, contact_ids: string[]): Promise<ContactListDetail> =>
	ask(api.POST('/api/v1/lists', { body: { name, description: '', query: null, contact_ids, frozen: false } }));
