/** The custom fields and vocabularies in use, as forms and records read them. */
import { api, ask, type CustomField, type VocabularyName, type VocabularyTree } from '$lib/api';
import { live } from '$lib/live';
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

/** Follows what somebody else changes in them; the returned function ends it. Only what was asked for is asked again. */
export function followShared(): () => void {
	return live.follow('contacts', {
		since: null,
		change: ({ kind, data }) => {
			if (kind === 'fields_changed') void customFields.renew();
			else if (kind === 'vocabulary_changed') void trees.get(data.vocabulary as VocabularyName)?.renew();
		},
		refetch: async () => {
			await Promise.all([customFields, ...trees.values()].map((stored) => stored.renew()));
			return null;
		},
	});
}
