/** What the addresses of this feature say. */
import { isFilter, type Question } from './guest-list';

/** The same address with other values; empty ones are left out. */
export function withParams(url: URL, changes: Record<string, string | null>): string {
	const params = new URLSearchParams(url.searchParams);
	for (const [key, value] of Object.entries(changes)) {
		if (value) params.set(key, value);
		else params.delete(key);
	}
	const query = params.toString();
	return query ? `${url.pathname}?${query}` : url.pathname;
}

/** A category is asked for by its name; guests without one by this. */
export const WITHOUT = '-';

export function questionOf(url: URL): Question {
	const filter = url.searchParams.get('filtre') ?? '';
	const category = url.searchParams.get('categorie');
	return {
		filter: isFilter(filter) ? filter : 'all',
		q: url.searchParams.get('q') ?? '',
		category: category === WITHOUT ? '' : category,
		sort: url.searchParams.get('tri') ?? '',
		mine: url.searchParams.get('mes') === '1',
	};
}

export const PANELS = ['ajouter', 'inviter', 'modifier', 'questions', 'portes', 'historique', 'quotas', 'relancer'] as const;
export type Panel = (typeof PANELS)[number];

export function panelOf(url: URL): Panel | null {
	return PANELS.find((panel) => panel === url.searchParams.get('volet')) ?? null;
}
