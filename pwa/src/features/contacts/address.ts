/** What the address of the contacts screen says: the query, the order, the open tab. */

export interface ContactsAddress {
	q: string;
	sort: string;
	creating: boolean;
}

export function readAddress(url: URL): ContactsAddress {
	const params = url.searchParams;
	return { q: params.get('q') ?? '', sort: params.get('tri') ?? '', creating: params.has('nouveau') };
}

/** The same address with other values; empty ones are left out. */
export function withParams(url: URL, changes: Record<string, string | null>, pathname = url.pathname): string {
	const params = new URLSearchParams(url.searchParams);
	for (const [key, value] of Object.entries(changes)) {
		if (value) params.set(key, value);
		else params.delete(key);
	}
	const query = params.toString();
	return query ? `${pathname}?${query}` : pathname;
}

/** The address of a person, keeping the list's query and order but not what belongs to another record. */
export const personAddress = (url: URL, id: string): string =>
	withParams(url, { nouveau: null, modifier: null, onglet: null }, `/contacts/${id}`);
export const listAddress = (url: URL): string =>
	withParams(url, { nouveau: null, modifier: null, onglet: null }, '/contacts');
