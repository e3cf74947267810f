/** What this feature asks of the server. */
import { api, ask, type Candidate, type CandidateDetail, type CandidateKind, type CandidateWish, type Contact } from '$lib/api';

export interface CandidateQuery {
	q: string;
	decided: boolean;
	kind: string;
	limit: number;
	offset: number;
}
const PATH = '/api/v1/contacts/candidates/{candidate_id}';
const at = (candidate_id: string) => ({ params: { path: { candidate_id } } });

export const fetchCandidates = ({ q, decided, kind, limit, offset }: CandidateQuery): Promise<{ items: Candidate[]; total: number }> =>
	ask(api.GET('/api/v1/contacts/candidates', { params: { query: { q, pending: !decided, kind, limit, offset } } }));
export const fetchKinds = (): Promise<CandidateKind[]> => ask(api.GET('/api/v1/contacts/candidates/kinds'));
export const fetchCandidate = (id: string): Promise<CandidateDetail> => ask(api.GET(PATH, at(id)));
export const accept = (id: string, body: CandidateWish): Promise<Contact> => ask(api.POST(`${PATH}/accept`, { ...at(id), body }));
export const attach = (id: string, version: number, person_id: string): Promise<Contact> =>
	ask(api.POST(`${PATH}/attach`, { ...at(id), body: { version, person_id } }));
export const refuse = (id: string, version: number, reason: string, objects: boolean): Promise<Candidate> =>
	ask(api.POST(`${PATH}/refuse`, { ...at(id), body: { version, reason, objects } }));
export const reopen = (id: string): Promise<Candidate> => ask(api.POST(`${PATH}/reopen`, at(id)));
