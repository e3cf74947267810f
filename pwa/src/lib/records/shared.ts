/** The custom fields and vocabularies in use, as forms and records read them. */
import { api, ask, type CustomField, type VocabularyName, type VocabularyTree } from '$lib/api';
import { Stored } from './stored.svelte';

export const customFields = new Stored<CustomField[]>('/fields', () => ask(api.GET('/api/v1/fields', {})));

const trees = new Map<VocabularyName, Stored<VocabularyTree>>();

export function vocabulary(name: VocabularyName): Stored<VocabularyTree> {
	let stored = trees.get(name);
	if (!stored) {
		stored = new Stored(`/vocabularies/${name}`, () => ask(api.GET('/api/v1/vocabularies/{vocabulary}', { params: { path: { vocabulary: name } } })));
		trees.set(name, stored);
	}
	return stored;
}
