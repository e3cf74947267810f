/** What this feature asks of the server. */
import {
	api, ask, type Move, type Organisation, type OrganisationCard, type OrganisationIn, type OrganisationPatch, type OrganisationPerson, type TraceEntry,
} from '$lib/api';

export interface OrganisationQuery {
	q: string;
	sort: string;
	kind: string | null;
	with_people: boolean;
	limit: number;
	offset: number;
}
type Page<T> = { items: T[]; total: number };
const at = (organisation_id: string) => ({ params: { path: { organisation_id } } });

export const fetchOrganisations = (query: OrganisationQuery): Promise<Page<OrganisationCard>> => ask(api.GET('/api/v1/organisations', { params: { query } }));
export const fetchOrganisation = (id: string): Promise<Organisation> => ask(api.GET('/api/v1/organisations/{organisation_id}', at(id)));
export const fetchHistory = (id: string): Promise<TraceEntry[]> => ask(api.GET('/api/v1/organisations/{organisation_id}/history', at(id)));
export const createOrganisation = (body: OrganisationIn): Promise<Organisation> => ask(api.POST('/api/v1/organisations', { body }));
export const changeOrganisation = (id: string, body: OrganisationPatch): Promise<Organisation> =>
	ask(api.PATCH('/api/v1/organisations/{organisation_id}', { ...at(id), body }));
export const binOrganisation = (id: string, move_to: string | null): Promise<unknown> =>
	ask(api.DELETE('/api/v1/organisations/{organisation_id}', { params: { path: { organisation_id: id }, query: { move_to } } }));
export const restoreOrganisation = (id: string): Promise<Organisation> => ask(api.POST('/api/v1/organisations/{organisation_id}/restore', at(id)));
export const fetchPeople = (id: string, when: 'current' | 'past', q: string, offset: number): Promise<Page<OrganisationPerson>> =>
	ask(api.GET('/api/v1/organisations/{organisation_id}/contacts', { params: { path: { organisation_id: id }, query: { when, q, offset, limit: 60 } } }));
export const fetchMoves = async (id: string): Promise<Move[]> =>
	(await ask(api.GET('/api/v1/organisations/{organisation_id}/moves', { params: { path: { organisation_id: id }, query: { limit: 20 } } }))).items;
export const movePeople = (id: string, to: string | null, day: string): Promise<Move> =>
	ask(api.POST('/api/v1/organisations/{organisation_id}/moves', { ...at(id), body: { to, day: day || null, position_ids: null } }));
export const undoMove = (move_id: string): Promise<{ undone: number; left: number }> =>
	ask(api.POST('/api/v1/organisations/moves/{move_id}/undo', { params: { path: { move_id } } }));
