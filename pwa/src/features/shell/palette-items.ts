/** What the search box can lead to, each as one line. */
import { api, ask, type OfflineContact, type SearchHit } from '$lib/api';
import type { Recent } from '$lib/db';
import { fold, words } from '$lib/people';
import type { Right } from '$lib/session';
import { t } from '$lib/texts';
import type { IconName } from '$lib/ui';
import { visibleNav } from './nav';

export interface PaletteItem {
	key: string;
	group: string;
	label: string;
	hint: string;
	href: string;
	/** Why it was found, where the label does not say it. */
	why?: string;
	/** Without one, an avatar. */
	icon?: IconName;
}
export type Can = (right: Right) => boolean;

/** The kinds that are found, in the order in which they are shown. A kind that is not here is not shown. */
export const KINDS = {
	contact: { path: '/contacts', icon: undefined },
	organisation: { path: '/organismes', icon: 'building-2' },
	list: { path: '/listes', icon: 'list' },
	event: { path: '/evenements', icon: 'calendar-days' },
	import: { path: '/imports', icon: 'file-spreadsheet' },
} as const;
export type Kind = keyof typeof KINDS;
export const kinds = Object.keys(KINDS) as Kind[];

export function matches(item: PaletteItem, query: string): boolean {
	const text = fold(`${item.label} ${item.hint}`);
	return words(query).every((word) => text.includes(word));
}

function lineOf(kind: Kind, id: string, label: string, hint: string, group = t.palette.groups[kind]): PaletteItem {
	const { path, icon } = KINDS[kind];
	return { key: `${kind}:${id}`, group, label, hint, href: `${path}/${id}`, icon };
}

export function personItem(person: OfflineContact, why = ''): PaletteItem {
	const hint = [person.function, person.organisation].filter(Boolean).join(', ');
	return { ...lineOf('contact', person.id, person.name, hint), why };
}

export function hitItems(hits: readonly SearchHit[]): PaletteItem[] {
	const known = hits.filter((hit): hit is SearchHit & { kind: Kind } => hit.kind in KINDS);
	return known.map((hit) => ({ ...lineOf(hit.kind, hit.id, hit.label, hit.hint), why: hit.matched }));
}

/** Before anything is typed all recent ones stand together; among what is found each is with its kind. */
export function recentItem({ kind, id, label, hint }: Recent, found = false): PaletteItem {
	return lineOf(kind, id, label, hint, found ? undefined : t.palette.groups.recent);
}

/** Leads to the list of KIND with the same query, where it has one. */
export function allItem(kind: Kind, query: string): PaletteItem | undefined {
	if (kind !== 'contact' && kind !== 'organisation' && kind !== 'event') return undefined;
	const href = `${KINDS[kind].path}?q=${encodeURIComponent(query.trim())}`;
	return { key: `all:${kind}`, group: t.palette.groups[kind], label: t.palette.all[kind], hint: '', href, icon: 'arrow-right' };
}

export function pageItems(can: Can): PaletteItem[] {
	const group = t.palette.groups.pages;
	const pages = visibleNav(can).map(({ href, label, icon }) => ({ key: href, group, label, hint: '', href, icon }));
	return [...actionItems(can), ...pages];
}

function actionItems(can: Can): PaletteItem[] {
	const { newContact, newEvent, newImport } = t.palette.actions;
	const actions: [Right, string, string, IconName][] = [
		['contacts.change_person', newContact, '/contacts?nouveau=1', 'user-plus'],
		['events.change_event', newEvent, '/evenements/nouveau', 'calendar'],
		['contacts.import_contacts', newImport, '/imports', 'upload'],
	];
	return actions
		.filter(([right]) => can(right))
		.map(([, label, href, icon]) => ({ key: `action:${label}`, group: t.palette.groups.pages, label, hint: '', href, icon }));
}

export const askServer = (q: string, limit: number): Promise<SearchHit[]> =>
	ask(api.GET('/api/v1/search', { params: { query: { q, limit } } }));
