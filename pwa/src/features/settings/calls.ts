/** What the settings ask of the server. */
import {
	api, ask, type CustomField, type DataSource, type FieldIn, type FieldPatch, type ImportMapping, type MergeRule, type RecordKind, type Term, type TermPatch, type Vocabulary, type VocabularyName, type VocabularyTree,
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

const source = (source_id: string) => ({ params: { path: { source_id } } });

export const renameSource = (id: string, name: string): Promise<DataSource> => ask(api.PATCH('/api/v1/sources/{source_id}', { ...source(id), body: { name } }));
export const orderSources = (first: string[], last: string[]): Promise<DataSource[]> => ask(api.POST('/api/v1/sources/order', { body: { first, last } }));

export type Criterion = 'source' | 'verified' | 'newest' | 'complete' | 'used';
export const fetchRules = (kind: RecordKind): Promise<MergeRule[]> => ask(api.GET('/api/v1/duplicates/rules', { params: { query: { kind } } }));
export const setRule = (kind: RecordKind, field: string, criteria: Criterion[]): Promise<unknown> =>
	ask(api.POST('/api/v1/duplicates/rules', { body: { kind, field, criteria } }));

const mapping = (mapping_id: string) => ({ params: { path: { mapping_id } } });

export const renameMapping = (id: string, name: string): Promise<ImportMapping> =>
	ask(api.PATCH('/api/v1/contacts/imports/mappings/{mapping_id}', { ...mapping(id), body: { name } }));
export const deleteMapping = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/contacts/imports/mappings/{mapping_id}', mapping(id)));
