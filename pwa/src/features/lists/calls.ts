/** What this feature asks of the server. */
import {
	api, ask, type ContactListCard, type ContactListDetail, type Criterion, type ListItem, type ListMember, type ListPin, type ListRequest,
	type ListRequestDetail, type ListWhy, type Match, type Place, type Query, type TargetingCount, type Term, type TraceEntry,
} from '$lib/api';

export interface Page<T> {
	items: T[];
	total: number;
}
export interface Paging {
	q: string;
	sort: string;
	limit: number;
	offset: number;
}
export interface NewList {
	name: string;
	description: string;
	query: Query;
	frozen: boolean;
}
export interface Option {
	value: string;
	label: string;
	depth?: number;
}
export type Scope = 'mine' | 'others' | 'bin';
export type Operation = 'union' | 'intersection' | 'difference';

const at = (list_id: string) => ({ path: { list_id } });
const one = (request_id: string) => ({ params: { path: { request_id } } });

export const fetchCriteria = (): Promise<Criterion[]> => ask(api.GET('/api/v1/lists/criteria'));
export const countQuery = (query: Query, signal?: AbortSignal): Promise<TargetingCount> =>
	ask(api.POST('/api/v1/lists/count', { body: { query }, signal }));
export const previewQuery = (query: Query, paging: Paging): Promise<Page<Match>> =>
	ask(api.POST('/api/v1/lists/preview', { body: { query, ...paging } }));

export const fetchLists = (scope: Scope | '', q: string, limit = 100): Promise<Page<ContactListCard>> =>
	ask(api.GET('/api/v1/lists', { params: { query: { scope, q, limit } } }));
export const fetchList = (id: string): Promise<ContactListDetail> => ask(api.GET('/api/v1/lists/{list_id}', { params: at(id) }));
export const createList = (body: NewList): Promise<ContactListDetail> => ask(api.POST('/api/v1/lists', { body: { ...body, contact_ids: [] } }));
export const combineLists = (name: string, operation: Operation, list_ids: string[]): Promise<ContactListDetail> =>
	ask(api.POST('/api/v1/lists/combine', { body: { name, operation, list_ids, frozen: false } }));
export const fetchMembers = (id: string, query: Paging): Promise<Page<ListMember>> =>
	ask(api.GET('/api/v1/lists/{list_id}/members', { params: { ...at(id), query } }));
export const fetchPins = (id: string): Promise<ListPin[]> => ask(api.GET('/api/v1/lists/{list_id}/pins', { params: at(id) }));
export const fetchWhy = (list_id: string, contact_id: string): Promise<ListWhy> =>
	ask(api.GET('/api/v1/lists/{list_id}/explain/{contact_id}', { params: { path: { list_id, contact_id } } }));
export const fetchHistory = (id: string): Promise<TraceEntry[]> => ask(api.GET('/api/v1/lists/{list_id}/history', { params: at(id) }));
export const sendChanges = (id: string, items: ListItem[], message = ''): Promise<{ applied: boolean; request_id: string | null }> =>
	ask(api.POST('/api/v1/lists/{list_id}/changes', { params: at(id), body: { items, message } }));
export const freezeList = (id: string): Promise<ContactListDetail> => ask(api.POST('/api/v1/lists/{list_id}/freeze', { params: at(id) }));
export const duplicateList = (id: string, name: string): Promise<ContactListDetail> =>
	ask(api.POST('/api/v1/lists/{list_id}/duplicate', { params: at(id), body: { name } }));
export const setDelegate = (id: string, user_id: string | null): Promise<ContactListDetail> =>
	ask(api.POST('/api/v1/lists/{list_id}/delegate', { params: at(id), body: { user_id } }));
export const restoreList = (id: string): Promise<ContactListDetail> => ask(api.POST('/api/v1/lists/{list_id}/restore', { params: at(id) }));
export const fetchColleagues = (): Promise<{ id: string; name: string }[]> => ask(api.GET('/api/v1/lists/colleagues'));

export const fetchRequests = (scope: '' | 'waiting' | 'mine'): Promise<Page<ListRequest>> =>
	ask(api.GET('/api/v1/lists/requests', { params: { query: { scope, limit: 100 } } }));
export const fetchRequestsOf = (id: string): Promise<ListRequest[]> => ask(api.GET('/api/v1/lists/{list_id}/requests', { params: at(id) }));
export const fetchRequest = (id: string): Promise<ListRequestDetail> => ask(api.GET('/api/v1/lists/requests/{request_id}', one(id)));
export const decideRequest = (id: string, accepted: string[], answer: string): Promise<ListRequestDetail> =>
	ask(api.POST('/api/v1/lists/requests/{request_id}/decide', { ...one(id), body: { accepted, answer } }));
export const withdrawRequest = (id: string): Promise<ListRequestDetail> =>
	ask(api.POST('/api/v1/lists/requests/{request_id}/withdraw', one(id)));

/** What may be chosen for a criterion while somebody types. */
export async function suggest(criterion: Criterion, text: string): Promise<Option[]> {
	if (criterion.kind === 'place' || criterion.kind === 'near') return (await fetchPlaces(text)).map(({ id, name }) => ({ value: id, label: name }));
	if (criterion.kind === 'list') return (await fetchLists('', text, 12)).items.map(({ id, name }) => ({ value: id, label: name }));
	if (criterion.kind === 'event') {
		const found = await ask(api.GET('/api/v1/events', { params: { query: { q: text, limit: 12, sort: '-starts_at' } } }));
		return found.items.map(({ id, title }) => ({ value: id, label: title }));
	}
	if (criterion.kind === 'organisation') {
		const found = await ask(api.GET('/api/v1/organisations', { params: { query: { q: text, limit: 12 } } }));
		return found.items.map(({ id, name }) => ({ value: id, label: name }));
	}
	return [];
}

const fetchPlaces = (q: string): Promise<Place[]> => ask(api.GET('/api/v1/lists/places', { params: { query: { q, limit: 20 } } }));
export const fetchTerms = async (vocabulary: string): Promise<Term[]> => {
	const path = { vocabulary: vocabulary as 'domain' };
	return (await ask(api.GET('/api/v1/vocabularies/{vocabulary}', { params: { path } }))).terms;
};
