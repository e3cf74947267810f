/** What fields propose while one types: organisations, people, terms. */
import { api, ask, type Term, type TermBrief, type VocabularyName } from '$lib/api';
import { fold, people, words } from '$lib/people';
import type { Option } from '$lib/ui';
import { vocabulary } from './shared';

const MOST = 8;
export type Named = { id: string; name: string };

export async function suggestOrganisations(q: string): Promise<Option<Named>[]> {
	const { items } = await ask(api.GET('/api/v1/organisations', { params: { query: { q: q.trim(), limit: MOST } } }));
	return items.map(({ id, name, acronym, town }) => ({ value: { id, name }, label: name, hint: [acronym, town].filter(Boolean).join(' · ') }));
}

/** The server's answer, or what the device holds without it. */
export async function suggestPeople(q: string): Promise<Option<Named>[]> {
	const found = await ask(api.GET('/api/v1/contacts', { params: { query: { q: q.trim(), limit: MOST } } }))
		.then((page) => page.items)
		.catch(() => people.search(q, MOST).people);
	return found.map(({ id, name, function: job, organisation }) => ({
		value: { id, name }, label: name, hint: [job, organisation].filter(Boolean).join(', '),
	}));
}

export function matchTerms(terms: readonly Term[], q: string): Term[] {
	const asked = words(q);
	const fits = terms.filter((term) => term.state !== 'retired' && !term.merged_into && asked.every((word) => fold(term.path).includes(word)));
	const begins = (term: Term) => (q.trim() && fold(term.label).startsWith(fold(q)) ? 0 : 1);
	return fits.sort((one, other) => begins(one) - begins(other));
}

export async function suggestTerms(name: VocabularyName, q: string, without: readonly TermBrief[] = []): Promise<Option<TermBrief>[]> {
	await vocabulary(name).open();
	const taken = new Set(without.map((term) => term.id));
	return matchTerms(vocabulary(name).value?.terms ?? [], q)
		.filter((term) => !taken.has(term.id))
		.slice(0, 40)
		.map((term) => ({ value: term, label: term.label, hint: term.path === term.label ? '' : term.path }));
}

export const proposeTerm = (name: VocabularyName, label: string): Promise<Term> =>
	ask(api.POST('/api/v1/vocabularies/{vocabulary}/proposals', { params: { path: { vocabulary: name } }, body: { label, parent_id: null } }));
