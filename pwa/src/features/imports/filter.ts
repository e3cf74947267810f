/** The chosen sort of rows, in the address. */
import type { Filter } from './calls';

const WORDS: Record<Filter, string> = {
	all: '', create: 'a-creer', update: 'a-mettre-a-jour', unchanged: 'inchangees', refused: 'refusees', warning: 'avertissements',
};

export function readFilter(url: URL): Filter {
	const word = url.searchParams.get('lignes') ?? '';
	const found = Object.entries(WORDS).find(([, value]) => value === word);
	return (found?.[0] as Filter | undefined) ?? 'all';
}

export function writeFilter(url: URL, filter: Filter): string {
	return WORDS[filter] ? `${url.pathname}?lignes=${WORDS[filter]}` : url.pathname;
}
