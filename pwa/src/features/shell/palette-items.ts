/** What the search box can lead to, each as one line. */
import { api, ask, type ContactCard, type Event, type OfflineContact } from '$lib/api';
import type { Recent } from '$lib/db';
import { words, fold } from '$lib/people';
import type { Right } from '$lib/session';
import { formatWhen, t } from '$lib/texts';
import type { IconName } from '$lib/ui';
import { visibleNav } from './nav';

export interface PaletteItem {
	key: string;
	group: string;
	label: string;
	hint: string;
	href: string;
	/** Without one, an avatar. */
	icon?: IconName;
}
type Can = (right: Right) => boolean;

const EVENTS = 4;
const RECENT = {
	contact: { path: '/contacts', icon: undefined },
	event: { path: '/evenements', icon: 'calendar-days' },
	import: { path: '/imports', icon: 'file-spreadsheet' },
} as const;

export function matches(item: PaletteItem, query: string): boolean {
	const text = fold(`${item.label} ${item.hint}`);
	return words(query).every((word) => text.includes(word));
}

export function personItem(person: ContactCard | OfflineContact): PaletteItem {
	const hint = [person.function, person.organisation].filter(Boolean).join(', ');
	return { key: `contact:${person.id}`, group: t.shell.search.people, label: person.name, hint, href: `/contacts/${person.id}` };
}

export function eventItem(event: Event): PaletteItem {
	const hint = [formatWhen(event.starts_at), event.place].filter(Boolean).join(' · ');
	const href = `/evenements/${event.id}`;
	return { key: `event:${event.id}`, group: t.shell.search.events, label: event.title, hint, href, icon: 'calendar-days' };
}

export function recentItem({ key, kind, id, label, hint }: Recent): PaletteItem {
	const { path, icon } = RECENT[kind];
	return { key, group: t.shell.search.recent, label, hint, href: `${path}/${id}`, icon };
}

export function pageItems(can: Can): PaletteItem[] {
	const group = t.shell.search.pages;
	const pages = visibleNav(can).map(({ href, label, icon }) => ({ key: href, group, label, hint: '', href, icon }));
	return [...actionItems(can), ...pages];
}

function actionItems(can: Can): PaletteItem[] {
	const { newContact, newEvent, newImport } = t.shell.actions;
	const actions: [Right, string, string, IconName][] = [
		['contacts.change_person', newContact, '/contacts?nouveau=1', 'user-plus'],
		['events.change_event', newEvent, '/evenements/nouveau', 'calendar'],
		['contacts.import_contacts', newImport, '/imports', 'upload'],
	];
	return actions
		.filter(([right]) => can(right))
		.map(([, label, href, icon]) => ({ key: `action:${label}`, group: t.shell.search.pages, label, hint: '', href, icon }));
}

export async function askPeople(q: string, limit: number): Promise<PaletteItem[]> {
	const page = await ask(api.GET('/api/v1/contacts', { params: { query: { q, limit } } })).catch(() => null);
	return page?.items.map(personItem) ?? [];
}

export async function askEvents(q: string): Promise<PaletteItem[]> {
	const page = await ask(api.GET('/api/v1/events', { params: { query: { q, limit: EVENTS } } })).catch(() => null);
	return page?.items.map(eventItem) ?? [];
}
