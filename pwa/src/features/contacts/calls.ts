/** What this feature asks of the server. */
import { api, ask, type AddedGuests, type Contact, type ContactCard, type ContactIn, type ContactPatch, type Event, type TraceEntry, type ContactListCard, type ContactListDetail } from '$lib/api';

export interface ContactQuery {
	q: string;
	sort: string;
	limit: number;
	offset: number;
	/** With what only the table shows. */
	details?: boolean;
}

export const fetchContacts = (query: ContactQuery): Promise<{ items: ContactCard[]; total: number; total_capped: boolean }> =>
	ask(api.GET('/api/v1/contacts', { params: { query } }));

/** All that a question finds, up to `most`. */
export const fetchIds = (q: string): Promise<{ ids: string[]; total: number; most: number }> =>
	ask(api.GET('/api/v1/contacts/ids', { params: { query: { q } } }));

const at = (id: string) => ({ params: { path: { contact_id: id } } });

export const fetchContact = (id: string): Promise<Contact> => ask(api.GET('/api/v1/contacts/{contact_id}', at(id)));
export const fetchHistory = (id: string): Promise<TraceEntry[]> => ask(api.GET('/api/v1/contacts/{contact_id}/history', at(id)));
export const createContact = (body: ContactIn): Promise<Contact> => ask(api.POST('/api/v1/contacts', { body }));
export const changeContact = (id: string, body: ContactPatch): Promise<Contact> =>
	ask(api.PATCH('/api/v1/contacts/{contact_id}', { ...at(id), body }));

/** As many as the server changes at once. */
const TOGETHER = 2000;

/** Asks for each share of IDS in turn; those for whom it changed something. */
async function together(ids: readonly string[], change: (contact_ids: string[]) => Promise<{ contact_ids: string[] }>): Promise<string[]> {
	const changed: string[] = [];
	for (let start = 0; start < ids.length; start += TOGETHER) changed.push(...(await change(ids.slice(start, start + TOGETHER))).contact_ids);
	return changed;
}
export const binContacts = (ids: readonly string[]): Promise<string[]> =>
	together(ids, (contact_ids) => ask(api.POST('/api/v1/contacts/bin', { body: { contact_ids } })));
export const restoreContacts = (ids: readonly string[]): Promise<string[]> =>
	together(ids, (contact_ids) => ask(api.POST('/api/v1/contacts/bin/restore', { body: { contact_ids } })));
export const fileContacts = (ids: readonly string[], term_id: string, filed = true): Promise<string[]> =>
	together(ids, (contact_ids) => ask(api.POST('/api/v1/contacts/terms', { body: { contact_ids, term_id, filed } })));

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
