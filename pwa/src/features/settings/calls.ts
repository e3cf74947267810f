/** What the settings ask of the server. */
import { api, ask, type Problem, type Term, type TermPatch, type Vocabulary, type VocabularyName, type VocabularyTree } from '$lib/api';

const term = (term_id: string) => ({ params: { path: { term_id } } });

export const fetchVocabularies = (): Promise<Vocabulary[]> => ask(api.GET('/api/v1/vocabularies'));
export const fetchTree = (vocabulary: VocabularyName): Promise<VocabularyTree> =>
	ask(api.GET('/api/v1/vocabularies/{vocabulary}', { params: { path: { vocabulary } } }));
export const createTerm = (vocabulary: VocabularyName, label: string, parent_id: string | null): Promise<Term> =>
	ask(api.POST('/api/v1/vocabularies/{vocabulary}/terms', { params: { path: { vocabulary } }, body: { label, parent_id } }));
export const changeTerm = (id: string, body: TermPatch): Promise<Term> => ask(api.PATCH('/api/v1/vocabularies/terms/{term_id}', { ...term(id), body }));
export const retireTerm = (id: string): Promise<Term> => ask(api.POST('/api/v1/vocabularies/terms/{term_id}/retire', term(id)));
export const reactivateTerm = (id: string): Promise<Term> => ask(api.POST('/api/v1/vocabularies/terms/{term_id}/reactivate', term(id)));
export const mergeTerm = (id: string, into: string): Promise<Term> => ask(api.POST('/api/v1/vocabularies/terms/{term_id}/merge', { ...term(id), body: { into } }));
/** A proposal becomes a term; INTO: another name of a term there is. */
export const acceptTerm = (id: string, into: string | null = null): Promise<Term> =>
	ask(api.POST('/api/v1/vocabularies/terms/{term_id}/accept', { ...term(id), body: { label: '', parent_id: null, into } }));
export const refuseTerm = (id: string): Promise<unknown> => ask(api.POST('/api/v1/vocabularies/terms/{term_id}/refuse', term(id)));

/** The one sentence to show where there is one field only: what is wrong with it, else what went wrong. */
export const sentenceOf = (problem: Problem): string => Object.values(problem.fields)[0] ?? problem.detail;
