/** What the settings ask of the server. */
import {
	api, ask, type CustomField, type FieldIn, type FieldPatch, type Problem, type Term, type TermPatch, type Vocabulary, type VocabularyName, type VocabularyTree,
} from '$lib/api';

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

const field = (field_id: string) => ({ params: { path: { field_id } } });

export const fetchFields = (): Promise<CustomField[]> => ask(api.GET('/api/v1/fields', { params: { query: { retired: true } } }));
export const createField = (body: FieldIn): Promise<CustomField> => ask(api.POST('/api/v1/fields', { body }));
export const changeField = (id: string, body: FieldPatch): Promise<CustomField> => ask(api.PATCH('/api/v1/fields/{field_id}', { ...field(id), body }));
export const retireField = (id: string): Promise<CustomField> => ask(api.POST('/api/v1/fields/{field_id}/retire', field(id)));
export const reactivateField = (id: string): Promise<CustomField> => ask(api.POST('/api/v1/fields/{field_id}/reactivate', field(id)));

/** The one sentence to show where there is one field only: what is wrong with it, else what went wrong. */
export const sentenceOf = (problem: Problem): string => Object.values(problem.fields)[0] ?? problem.detail;
